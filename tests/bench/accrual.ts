// Orders through the broker to the ledger on disk, beside PostgreSQL at the same work, in turn in one run. See README.md.
//
//     ./refsys bench accrual [--json] [--quick]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, System } from "../harness/system.ts";
import { median, spread } from "./figures.ts";
import { PeerLedger, WAYS, type Way, WHOLE_WAYS } from "./peer_ledger.ts";
import { print, quick, rounded } from "./report.ts";

const PEOPLE = quick ? 20_000 : 1_000_000;
const ROUNDS = 3;
const PAGED = { page: 100, outstanding: 4, orders: quick ? 4_000 : 100_000 };
const SINGLE = { page: 1, outstanding: 256, orders: quick ? 4_000 : 40_000 };
const SINGLE_PART = 4; // of them, for those to whom an order is a transaction
const ALONE: Way = { clients: 32, batch: 1 };
const WHOLE_ALONE: Way = { ...ALONE, whole: true };
const WHOLE_PART = 4; // of the orders, for those who do more of each
const CALM_SECONDS = quick ? 2 : 10;
const SYNCS = 300;

type Load = { page: number; outstanding: number; orders: number; rate?: number };
type Run = { orders_per_s: number; pages_per_s: number; p50_ms: number; p99_ms: number; max_ms: number };

const program = (name: string): string => join(bin, "../bench", name);
let nextOrder = 1;

function bring(system: System, { page, outstanding, orders, rate }: Load): Run {
  const first = nextOrder;
  nextOrder += orders + 1;
  const options = { config: system.config, participants: PEOPLE, page, outstanding, orders, first, ...(rate ? { rate } : {}) };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return JSON.parse(execFileSync(program("accrual_bench"), args, { cwd: system.dir, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })) as Run;
}

/** Every order that was brought is there, once. */
async function check(system: System): Promise<void> {
  const { stdout } = await system.ctl("status", "--json"); // which misses the bots
  assert.match(stdout, new RegExp(`"postings",\\s*"value": ${nextOrder - 1}\\b`));
}

/** Of a file that grows: milliseconds, the median, and what one in a hundred takes at least. */
function syncMs(): { p50: number; p99: number } {
  const folder = mkdtempSync(join(tmpdir(), "refsys-bench-sync-"));
  const file = openSync(join(folder, "file"), "w");
  const times: number[] = [];
  for (let n = 0; n < SYNCS; n++) {
    const began = performance.now();
    writeSync(file, Buffer.alloc(4096, n));
    fdatasyncSync(file);
    times.push(performance.now() - began);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return { p50: median(times), p99: times.sort((a, b) => a - b)[Math.floor(SYNCS * 0.99)]! };
}

/** Beside the best of those who keep all that refsys keeps; and of those who keep points alone. */
function printRatio(name: string, own: number[], theirs: [Way, number[]][], times: number): void {
  const { median: value, min, max } = spread(own);
  const timesBest = (whole: boolean): number =>
    rounded(value / Math.max(...theirs.filter(([way]) => (way.whole ?? false) === whole).map(([, rates]) => median(rates))));
  const ratio = timesBest(true);
  const peers = Object.fromEntries(theirs.map(([way, rates]) => [peer.name(way), spread(rates)]));
  print({
    name, value, unit: "orders/s", min, max, ratio, ratio_points_alone: timesBest(false), participants: PEOPLE,
    goal: `>= ${times} x`, met: ratio >= times, peers,
  });
}

const peer = new PeerLedger(PEOPLE);
/** Room for a large ledger; and the patience of production: a ledger that is busy for a second is not gone. */
const edit = (config: string): string => config.replace("map_gib = 1", "map_gib = 64").replace("heartbeat_ms = 200\n", "");
const system = await System.start({ actors: [], edit });
try {
  rmSync(join(system.dir, "ledger"), { recursive: true });
  execFileSync(program("people_gen"), [`${PEOPLE}`, join(system.dir, "ledger")]);
  for (const name of ["broker", "ledger", "reader"]) system.add(name).start();
  const own = { paged: [] as number[], single: [] as number[] };
  const paged = [...WAYS, ...WHOLE_WAYS].map((way): [Way, number[]] => [way, []]);
  const single = [ALONE, WHOLE_ALONE].map((way): [Way, number[]] => [way, []]);
  for (let round = 0; round < ROUNDS; round++) {
    own.paged.push(bring(system, PAGED).orders_per_s);
    own.single.push(bring(system, SINGLE).orders_per_s);
    for (const [orders, ways] of [[PAGED.orders, paged], [SINGLE.orders / SINGLE_PART, single]] as const)
      for (const [way, rates] of ways) rates.push(await peer.run(way, orders / (way.whole ? WHOLE_PART : 1)));
  }
  peer.check();
  printRatio("accrual through the broker, pages of 100, 4 outstanding", own.paged, paged, 5);
  printRatio("accrual through the broker, single orders, 256 outstanding", own.single, single, 10);

  const rate = Math.max(1, Math.round(median(own.single) / 4));
  const calm = bring(system, { page: 1, outstanding: 1, orders: rate * CALM_SECONDS, rate });
  const sync = syncMs();
  const goal = rounded(5 * sync.p50 + 2);
  print({
    name: "a durable command at a quarter of that rate", value: calm.p99_ms, unit: "ms, p99", p50: calm.p50_ms, max: calm.max_ms,
    rate, sync_ms: rounded(sync.p50, 3), sync_p99_ms: rounded(sync.p99, 3), participants: PEOPLE, goal: `<= ${goal}`, met: calm.p99_ms <= goal,
  });
  await check(system);
} finally {
  await system.close();
  peer.close();
}
