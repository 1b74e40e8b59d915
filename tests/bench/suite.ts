// Benches one after another, each a process of its own; then how long each took. See README.md.
//
//     node tests/bench/suite.ts NAME... [--json] [--quick]     (./refsys bench builds, and starts this)
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { cpuSeconds } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";

const WHOLE = 2; // benches: a budget is for all of them
const BUDGET_S = quick ? 180 : 3600;

type Took = { seconds: number; cpu: number; failed: boolean };

const options = process.argv.slice(2).filter((word) => word.startsWith("--"));
const names = process.argv.slice(2).filter((word) => !word.startsWith("--"));

/** One that fails does not keep the others from being measured. */
function run(name: string): Took {
  console.error(`bench ${name}`);
  const cpu = cpuSeconds([process.pid]);
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...options], { stdio: "inherit" });
  const took = { seconds: (performance.now() - began) / 1000, cpu: cpuSeconds([process.pid]) - cpu, failed: status !== 0 };
  console.error(`bench ${name}: ${took.failed ? "failed after " : ""}${took.seconds.toFixed(1)} s, ${took.cpu.toFixed(1)} s of a processor`);
  return took;
}

const took = new Map(names.map((name) => [name, run(name)]));
const failed = [...took].filter(([, one]) => one.failed).map(([name]) => name);
if (names.length >= WHOLE) {
  const value = Math.round([...took.values()].reduce((sum, one) => sum + one.seconds, 0));
  print({
    name: "the benches, one after another", value, unit: "s", goal: `<= ${BUDGET_S}`, met: value <= BUDGET_S, failed,
    seconds: Object.fromEntries([...took].map(([name, one]) => [name, rounded(one.seconds, 1)])),
  });
}
process.exitCode = failed.length > 0 ? 1 : 0;
