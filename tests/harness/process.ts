// One process of the system under test: started, killed, started again as a supervisor would.
import { spawn, type ChildProcess } from "node:child_process";
import { appendFileSync, readFileSync } from "node:fs";
import { until } from "./until.ts";

const RESTART_MS = 100;

export class Process {
  readonly name: string;
  readonly log: string;
  readonly #command: string;
  readonly #args: string[];
  readonly #cwd: string;
  #child: ChildProcess | undefined;
  #wanted = false;
  /** How often it was started. */
  starts = 0;
  lastExit: number | string | undefined;

  constructor(name: string, command: string, args: string[], cwd: string, log: string) {
    this.name = name;
    this.#command = command;
    this.#args = args;
    this.#cwd = cwd;
    this.log = log;
  }

  /** Starts it, and again whenever it ends, until stop. */
  start(): void {
    this.#wanted = true;
    this.#spawn();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** kill -9; it comes back by itself. Returns when the old one is gone and the new one has been started. */
  async kill(): Promise<void> {
    const before = this.starts;
    this.#child?.kill("SIGKILL");
    await until(`${this.name} to be started again`, () => this.starts > before);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }

  /** It ends, and stays away until start. */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (!child) return;
    child.kill(signal);
    const patience = setTimeout(() => child.kill("SIGKILL"), 5000);
    await until(`${this.name} to end`, () => this.#child === undefined, 10_000);
    clearTimeout(patience);
  }

  logText(): string {
    try {
      return readFileSync(this.log, "utf8");
    } catch {
      return "";
    }
  }

  #spawn(): void {
    this.starts++;
    // It ends with the test, however that ends: one that is left over asks whoever gets the simulators' ports next.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", this.#command, ...this.#args], { cwd: this.#cwd, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const keep = (data: Buffer): void => appendFileSync(this.log, data);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => appendFileSync(this.log, `cannot be started: ${error.message}\n`));
    child.on("close", (code, signal) => {
      this.lastExit = signal ?? code ?? undefined;
      if (this.#child === child) this.#child = undefined;
      if (this.#wanted) setTimeout(() => this.#wanted && this.#spawn(), RESTART_MS);
    });
  }
}
