// What processes have used so far: processor time and memory, as /proc has it.
import { readFileSync, readdirSync } from "node:fs";
import { loadavg } from "node:os";

const TICKS_A_S = 100; // sysconf(_SC_CLK_TCK) of every Linux there is
const LOOK_MS = 20;

const read = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it has ended
  }
};

/** Fields of /proc/PID/stat behind the name, which may hold anything: [0] is the state, [1] the parent. */
const stat = (pid: number): string[] => read(pid, "stat").replace(/^.*\) /s, "").split(" ");

/** Milliseconds of a processor that the threads of these processes have had: exact, whoever else wants it. */
export function cpuMs(pids: number[]): number {
  const threads = pids.flatMap((pid) => readdirSync(`/proc/${pid}/task`).map((thread) => `task/${thread}/schedstat`).map((file) => read(pid, file)));
  return threads.reduce((sum, text) => sum + Number(text.split(" ")[0]) / 1e6, 0);
}

/** Seconds of a processor, in user and in kernel mode, children that have ended included. */
export function cpuSeconds(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    const fields = stat(pid);
    return sum + fields.slice(11, 15).reduce((all, one) => all + Number(one), 0) / TICKS_A_S;
  }, 0);
}

const megabytes = (text: string, name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) / 1024;

/** Megabytes: what is its own, without pages of the files it has mapped, which any process may throw away; and all. */
export function memory(pid: number): { own: number; resident: number } {
  const text = read(pid, "status");
  return { own: megabytes(text, "RssAnon"), resident: megabytes(text, "VmRSS") };
}

/** Megabytes, its share of what it has mapped together with others. */
export const pss = (pid: number): number => megabytes(read(pid, "smaps_rollup"), "Pss");

export function childrenOf(parent: number): number[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => Number(stat(pid)[1]) === parent);
}

/** Follows a process and the child it starts, until `end`. */
export class Watch {
  readonly #parent: number;
  readonly #timer: NodeJS.Timeout;
  #child: number | undefined;
  parentPeak = 0;
  childPeak = 0;

  constructor(parent: number) {
    this.#parent = parent;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    this.parentPeak = Math.max(this.parentPeak, memory(this.#parent).resident);
    this.#child ??= childrenOf(this.#parent)[0];
    if (this.#child !== undefined) this.childPeak = Math.max(this.childPeak, megabytes(read(this.#child, "status"), "VmHWM"));
  }
}

/** Of the last minute: how many want the machine's processors. */
export const load = (): number => loadavg()[0]!;
