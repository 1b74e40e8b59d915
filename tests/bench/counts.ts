// Instructions of the hot paths, by callgrind: the same on every machine and at any load. See README.md.
//
//     ./refsys bench counts [--json]
//     node tests/bench/counts.ts --write     (they changed for a reason: keep them)
//     node tests/bench/counts.ts --all       (with the libraries': not the same on every machine)
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const FILE = join(import.meta.dirname, "counts.txt");
const all = process.argv.includes("--all");
const programs = process.env["REFSYS_BIN"] ?? "build/release/bin";

export type Counts = Map<string, number>; // of each path, once
type Profile = { path: string; times: number; instructions: number };

/** Libraries that choose their code by the processor, or are another on the next machine, do not count. */
const isOurs = (object: string): boolean => all || object.endsWith("/paths_bench");

/** Of a profile of callgrind: what the functions of our own program took, without those they call. */
function readProfile(text: string): Profile {
  const [, path, times] = /^desc: Trigger: Client Request: (.*) (\d+)$/m.exec(text) ?? [];
  if (!path) throw new Error("a profile without the name of a path");
  const objects = new Map<string, string>(); // a name is written once, then its number
  let instructions = 0;
  let ours = false;
  let called = false; // the next line is what a call took
  for (const line of text.split("\n")) {
    const object = /^ob=(\(\d+\))(?: (.*))?$/.exec(line);
    const callee = /^cob=(\(\d+\)) (.*)$/.exec(line);
    if (callee) objects.set(callee[1]!, callee[2]!);
    if (object) {
      if (object[2]) objects.set(object[1]!, object[2]);
      ours = isOurs(objects.get(object[1]!) ?? "");
    } else if (line.startsWith("calls=")) {
      called = true;
    } else if (/^[+*\-\d]/.test(line)) {
      if (ours && !called) instructions += Number(line.split(" ")[1]);
      called = false;
    }
  }
  return { path, times: Number(times), instructions };
}

/** Each path's count; of one that was done several times, the median. */
export function measure(): Counts {
  const folder = mkdtempSync(join(tmpdir(), "refsys-counts-"));
  try {
    const options = ["--tool=callgrind", "--instr-atstart=no", `--callgrind-out-file=${folder}/profile`];
    execFileSync("valgrind", [...options, join(programs, "../bench/paths_bench"), folder], { stdio: "pipe" });
    const found = new Map<string, number[]>();
    for (const name of readdirSync(folder).filter((one) => one.startsWith("profile."))) {
      const { path, times, instructions } = readProfile(readFileSync(join(folder, name), "utf8"));
      found.set(path, [...(found.get(path) ?? []), instructions / times]);
    }
    const middle = (several: number[]): number => several.sort((a, b) => a - b)[Math.floor(several.length / 2)]!;
    return new Map([...found].map(([path, several]): [string, number] => [path, Math.round(middle(several))]).sort());
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The compiler that made the program decides, too. */
export function compiler(): string {
  return execFileSync("gcc", ["-dumpfullversion"], { encoding: "utf8" }).trim();
}

export function recorded(): { compiler: string; counts: Counts } {
  const lines = readFileSync(FILE, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const pairs = lines.map((line) => /^(.*\S)\s+(\S+)$/.exec(line)!).map((row): [string, string] => [row[1]!, row[2]!]);
  const of = new Map(pairs);
  return {
    compiler: of.get("gcc")!,
    counts: new Map(pairs.filter(([path]) => path !== "gcc").map(([path, count]) => [path, Number(count)])),
  };
}

function write(counts: Counts): void {
  const head = "# Instructions of the hot paths in our own code, once each (counts.ts). A test fails when one grows by a tenth.\n";
  const rows = [...counts].map(([path, count]) => `${path.padEnd(14)} ${String(count).padStart(9)}\n`);
  writeFileSync(FILE, `${head}${"gcc".padEnd(14)} ${compiler().padStart(9)}\n${rows.join("")}`);
}

if (import.meta.main) {
  const counts = measure();
  if (process.argv.includes("--write")) write(counts);
  for (const [path, count] of counts)
    console.log(process.argv.includes("--json") ? JSON.stringify({ name: path, value: count, unit: "instructions" }) : `${path.padEnd(14)} ${count}`);
}
