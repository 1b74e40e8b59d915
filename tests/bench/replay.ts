// The ledger of a made-up year: its state made anew from the journal, everything verified. See README.md.
//
//     ./refsys bench replay [--json] [--quick]
//     REFSYS_TOWN=FOLDER ./refsys bench replay    (of a ledger that town_gen has made there; its state is made anew)
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bin } from "../harness/system.ts";
import { median, spread } from "./figures.ts";
import { cpuSeconds } from "./processes.ts";
import { print, quick } from "./report.ts";
import { makeTown } from "./town.ts";

const PEOPLE = quick ? 20_000 : 100_000;
const FACTS = 10 * PEOPLE;
const ROUNDS = quick ? 3 : 5;
const GOALS = { rebuild: 300_000, verify: 150_000 };

type Tool = keyof typeof GOALS;
type Run = { facts: number; rate: number; cpu: number };

/** Facts a second, and a second of a processor. */
function run(tool: Tool, config: string): Run {
  const cpu = cpuSeconds([process.pid]);
  const began = performance.now();
  const said = execFileSync(join(bin, "refsys-ledger"), ["--config", config, `--${tool}`], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const seconds = (performance.now() - began) / 1000;
  const facts = Number(/: (\d+) facts/.exec(said)?.[1]);
  return { facts, rate: facts / seconds, cpu: facts / (cpuSeconds([process.pid]) - cpu) };
}

const folder = mkdtempSync(join(tmpdir(), "refsys-bench-replay-"));
try {
  const given = process.env["REFSYS_TOWN"];
  const ledger = given ? resolve(given) : join(folder, "ledger");
  const config = join(folder, "refsys.toml");
  writeFileSync(config, `[ledger]\npath = "${ledger}"\n`);
  const facts = given ? undefined : makeTown(ledger, { participants: PEOPLE, facts: FACTS }).facts;
  const runs: Record<Tool, Run[]> = { rebuild: [], verify: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const tool of ["rebuild", "verify"] as const) {
      const one = run(tool, config);
      assert.equal(one.facts, facts ?? runs.rebuild[0]?.facts ?? one.facts);
      runs[tool].push(one);
    }
  for (const tool of ["rebuild", "verify"] as const) {
    const { median: value, min, max } = spread(runs[tool].map((one) => one.rate));
    print({
      name: tool === "rebuild" ? "the state made anew from the journal" : "everything verified", value, unit: "facts/s", min, max,
      a_cpu_second: Math.round(median(runs[tool].map((one) => one.cpu))), facts: runs[tool][0]!.facts, rounds: ROUNDS,
      goal: `>= ${GOALS[tool]}`, met: value >= GOALS[tool],
    });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
