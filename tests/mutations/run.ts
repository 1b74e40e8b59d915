// Makes one mistake after another in a copy of the ledger and sees whether the random walk notices.
//
//     node tests/mutations/run.ts [WORD...]      those whose name has one of the words; all
//
// A mistake that nobody notices is a hole in the auditor (tests/unit/actors/ledger/auditor.h) or in
// what `refsysctl verify` checks, not in the list. The copy is build/mutations; it is built once and
// then a file at a time.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mutations } from "./ledger.ts";

export type Mutation = { name: string; file: string; find: string; replace: string };

const root = join(import.meta.dirname, "../..");
const copy = join(root, "build/mutations/source");
const build = join(root, "build/mutations/build");
const target = "actors-ledger-walk_test";
const seeds = process.env["REFSYS_SEEDS"] ?? "60"; // at most: the first difference ends a run

function command(program: string, args: string[], env: Record<string, string> = {}) {
  const run = spawnSync(program, args, {
    encoding: "utf8",
    env: { ...process.env, ...env },
    timeout: 300_000,
  });
  const endless = (run.error as NodeJS.ErrnoException | undefined)?.code === "ETIMEDOUT";
  if (run.error && !endless) throw run.error;
  return { failed: run.status !== 0, endless, output: run.stdout + run.stderr };
}

function make() {
  return command("cmake", ["--build", build, "-t", target, "--", "-j2"]);
}

function walk() {
  const program = join(build, "unit", target);
  // Lively steps between two comparisons: what one cannot see any more the other does.
  return command(program, [], {
    REFSYS_SEED: "1",
    REFSYS_SEEDS: seeds,
    REFSYS_STEPS: "1500",
    REFSYS_EVERY: "25",
  });
}

/** What is the same already keeps its time, so that it is not compiled again. */
function differs(from: string, to: string): boolean {
  if (statSync(from).isDirectory() || !existsSync(to)) return true;
  return !readFileSync(from).equals(readFileSync(to));
}

function prepare(): void {
  mkdirSync(copy, { recursive: true });
  for (const part of ["CMakeLists.txt", "actors", "broker", "shared", "tests/unit"])
    cpSync(join(root, part), join(copy, part), { recursive: true, filter: differs });
  const configured = command("cmake", [
    ...["-S", copy, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_C_FLAGS=-O1"],
  ]);
  if (configured.failed) throw new Error(configured.output);
  const built = make();
  if (built.failed) throw new Error(built.output);
  const clean = walk();
  if (clean.failed) throw new Error(`without any mistake the walk fails:\n${clean.output}`);
}

/** How the mistake was noticed, or what is wrong with it. */
function attempt(mutation: Mutation): { caught: boolean; how: string } {
  const path = join(copy, mutation.file);
  const source = readFileSync(path, "utf8");
  if (source.split(mutation.find).length !== 2)
    return { caught: false, how: `what it changes is not once in ${mutation.file}` };
  writeFileSync(path, source.replace(mutation.find, () => mutation.replace));
  try {
    const built = make();
    if (built.failed) return { caught: false, how: `does not compile:\n${built.output}` };
    const run = walk();
    if (!run.failed) return { caught: false, how: "SURVIVED" };
    if (run.endless) return { caught: true, how: "the walk does not come to an end" };
    const said = /^ {4}(.*the auditor says.*)$/m.exec(run.output);
    if (said) return { caught: true, how: `auditor: ${said[1]}` };
    const error = /^\[ {2}ERROR {3}\] --- (.*)$/m.exec(run.output);
    return { caught: true, how: `verify: ${error?.[1] ?? "an assertion"}` };
  } finally {
    writeFileSync(path, source);
  }
}

function main(): void {
  const words = process.argv.slice(2);
  const chosen = mutations.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.includes(word)),
  );
  let missed = 0;
  prepare();
  for (const mutation of chosen) {
    const { caught, how } = attempt(mutation);
    missed += caught ? 0 : 1;
    console.log(`${caught ? "caught " : "MISSED "} ${mutation.name}\n          ${how}`);
  }
  console.log(`${chosen.length} mistakes in ${dirname(mutations[0]?.file ?? "")}, ${missed} missed`);
  process.exitCode = missed ? 1 : 0;
}

main();
