// Requests of 200 bytes through refsys-broker, zmq_proxy, NATS and RabbitMQ, in turn in one run. See README.md.
//
//     ./refsys bench broker [--json] [--quick]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, spread } from "./figures.ts";
import { RabbitMq } from "./rabbitmq.ts";
import { print, quick, rounded } from "./report.ts";

const programs = process.env["REFSYS_BIN"] ?? "build/release/bin";
const ROUNDS = quick ? 3 : 5;
const REQUESTS: Record<number, number> = quick ? { 1: 4_000, 100: 50_000, 1000: 50_000 } : { 1: 10_000, 100: 200_000, 1000: 200_000 };
const SLOW = 10; // such a part of them is enough for the slowest
const OURS = ["plain", "curve"] as const;
const PEERS = ["proxy", "nats", "rabbitmq"] as const;
const WAYS = [...OURS, ...PEERS] as const;
type Way = (typeof WAYS)[number];
const NAMES: Record<Way, string> = { plain: "refsys-broker", curve: "refsys-broker with CURVE", proxy: "zmq_proxy", nats: "NATS", rabbitmq: "RabbitMQ" };
/** With 100 outstanding: at least so many times the peer's rate. */
const GOALS: { way: Way; peer: Way; times: number }[] = [
  { way: "plain", peer: "proxy", times: 0.8 }, { way: "plain", peer: "nats", times: 2 }, { way: "curve", peer: "nats", times: 0.8 },
];
const GOALS_AT = 100;

type Run = { requests_per_s: number; cpu_us: number };

/** The program of a way, and what only it wants to know. */
function program(way: Way): { name: string; args: string[] } {
  if (way === "nats") return { name: "nats_bench", args: [] };
  if (way === "rabbitmq") return { name: "rabbitmq_bench", args: ["--port", `${rabbit.port}`, "--server", `${rabbit.pid}`] };
  return { name: "broker_bench", args: ["--way", way, "--program", join(programs, "refsys-broker")] };
}

/** The program checks every answer, and fails at the first that is wrong. */
function run(way: Way, outstanding: number): Run {
  const folder = mkdtempSync(join(tmpdir(), "refsys-bench-broker-"));
  try {
    const { name, args } = program(way);
    const requests = REQUESTS[outstanding]! / (way === "rabbitmq" ? SLOW : 1);
    const wanted = ["--folder", folder, "--requests", `${requests}`, "--outstanding", `${outstanding}`];
    return JSON.parse(execFileSync(join(programs, "../bench", name), [...args, ...wanted], { encoding: "utf8" })) as Run;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Figure = { median: number; min: number; max: number; cpu_us: number };

const figure = (runs: Run[]): Figure =>
  ({ ...spread(runs.map((one) => one.requests_per_s)), cpu_us: rounded(median(runs.map((one) => one.cpu_us)), 1) });

function judge(figures: Record<Way, Figure>): void {
  for (const { way, peer, times } of GOALS) {
    const value = rounded(figures[way].median / figures[peer].median);
    print({ name: `${NAMES[way]} to ${NAMES[peer]}, ${GOALS_AT} outstanding`, value, unit: "x", goal: `>= ${times} x`, met: value >= times });
  }
}

function measure(outstanding: number): void {
  const runs: Record<Way, Run[]> = { plain: [], curve: [], proxy: [], nats: [], rabbitmq: [] };
  for (let round = 0; round < ROUNDS; round++) for (const way of WAYS) runs[way].push(run(way, outstanding));
  const figures = Object.fromEntries(WAYS.map((way) => [way, figure(runs[way])])) as Record<Way, Figure>;
  const peers = Object.fromEntries(PEERS.map((way) => [NAMES[way], figures[way]]));
  for (const way of OURS) {
    const { median: value, ...more } = figures[way];
    print({ name: `${NAMES[way]}, ${outstanding} outstanding`, value, unit: "requests/s", ...more, ...(way === "plain" && { peers }) });
  }
  if (outstanding === GOALS_AT) judge(figures);
}

const rabbit = await RabbitMq.start();
try {
  for (const outstanding of Object.keys(REQUESTS).map(Number)) measure(outstanding);
} finally {
  await rabbit.close();
}
