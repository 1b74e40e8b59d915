// Requests of 200 bytes through refsys-broker, zmq_proxy and NATS, in turn in one run. See README.md.
//
//     ./refsys bench broker [--json] [--quick]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, spread } from "./figures.ts";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const programs = process.env["REFSYS_BIN"] ?? "build/release/bin";
const ROUNDS = quick ? 3 : 5;
const REQUESTS: Record<number, number> = quick ? { 1: 4_000, 100: 50_000, 1000: 50_000 } : { 1: 30_000, 100: 500_000, 1000: 500_000 };
const WAYS = ["plain", "curve", "proxy", "nats"] as const;
type Way = (typeof WAYS)[number];
const NAMES: Record<Way, string> = { plain: "refsys-broker", curve: "refsys-broker with CURVE", proxy: "zmq_proxy", nats: "NATS" };
/** With 100 outstanding: at least so many times the peer's rate. */
const GOALS: { way: Way; peer: Way; times: number }[] = [
  { way: "plain", peer: "proxy", times: 0.8 }, { way: "plain", peer: "nats", times: 2 }, { way: "curve", peer: "nats", times: 0.8 },
];
const GOALS_AT = 100;

type Run = { requests_per_s: number; cpu_us: number };

/** The program checks every answer, and fails at the first that is wrong. */
function run(way: Way, outstanding: number): Run {
  const folder = mkdtempSync(join(tmpdir(), "refsys-bench-broker-"));
  try {
    const own = way === "nats" ? [] : ["--way", way, "--program", join(programs, "refsys-broker")];
    const args = [...own, "--folder", folder, "--requests", `${REQUESTS[outstanding]}`, "--outstanding", `${outstanding}`];
    const program = join(programs, "../bench", way === "nats" ? "nats_bench" : "broker_bench");
    return JSON.parse(execFileSync(program, args, { encoding: "utf8" })) as Run;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function show(line: { name: string; value: number; unit: string; min: number; max: number; cpu_us: number }): void {
  if (json) console.log(JSON.stringify(line));
  else console.log(`${line.name}: ${line.value} ${line.unit} (${line.min} .. ${line.max}), ${line.cpu_us} us of processors each`);
}

function judge(rates: Record<Way, number>): void {
  for (const { way, peer, times } of GOALS) {
    const ratio = rates[way] / rates[peer];
    const line = {
      name: `${NAMES[way]} to ${NAMES[peer]}, ${GOALS_AT} outstanding`, ratio: Number(ratio.toFixed(2)),
      goal: `>= ${times} x`, met: ratio >= times,
    };
    if (json) console.log(JSON.stringify(line));
    else console.log(`${line.name}: ${line.ratio} x; goal ${line.goal}: ${line.met ? "met" : "missed"}`);
  }
}

for (const outstanding of Object.keys(REQUESTS).map(Number)) {
  const runs: Record<Way, Run[]> = { plain: [], curve: [], proxy: [], nats: [] };
  for (let round = 0; round < ROUNDS; round++) for (const way of WAYS) runs[way].push(run(way, outstanding));
  const rates = { plain: 0, curve: 0, proxy: 0, nats: 0 };
  for (const way of WAYS) {
    const { median: value, min, max } = spread(runs[way].map((one) => one.requests_per_s));
    rates[way] = value;
    show({
      name: `${NAMES[way]}, ${outstanding} outstanding`, value, unit: "requests/s", min, max,
      cpu_us: Number(median(runs[way].map((one) => one.cpu_us)).toFixed(1)),
    });
  }
  if (outstanding === GOALS_AT) judge(rates);
}
