// The ledger's engine and PostgreSQL at the same work, in turn in one run: orders a second, durably. See README.md.
//
//     ./refsys bench ledger [--json] [--quick]
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { median, spread } from "./figures.ts";
import { PeerLedger, WAYS } from "./peer_ledger.ts";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const programs = process.env["REFSYS_BIN"] ?? "build/release/bin";
const PEOPLE = quick ? 20_000 : 1_000_000;
const ORDERS = quick ? 4_000 : 200_000;
const ROUNDS = quick ? 3 : 5;
const GOAL = 8;

type Own = { orders_per_s: number; facts_per_order: number; order_cpu_us: number; replay_facts_per_s: number };

function runOwn(): Own {
  const args = ["--participants", `${PEOPLE}`, "--orders", `${ORDERS}`, "--batch", "100", "--json"];
  return JSON.parse(execFileSync(join(programs, "../bench/ledger_bench"), args, { encoding: "utf8" })) as Own;
}

const peer = new PeerLedger(PEOPLE);
try {
  const own: Own[] = [];
  const theirs = WAYS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    own.push(runOwn());
    for (const [n, way] of WAYS.entries()) theirs[n]!.push(await peer.run(way, ORDERS));
  }
  peer.check();
  const best = theirs.reduce((a, b) => (median(a) > median(b) ? a : b));
  const peers = WAYS.map((way, n) => [peer.name(way), spread(theirs[n]!)] as const);
  const rates = spread(own.map((one) => one.orders_per_s));
  const ratio = rates.median / median(best);
  const line = {
    name: "accrual, engine only, batches of 100", value: rates.median, unit: "orders/s", min: rates.min, max: rates.max,
    participants: PEOPLE, rounds: ROUNDS,
    peers: Object.fromEntries(peers),
    ratio: Number(ratio.toFixed(2)), goal: `>= ${GOAL} x`, met: ratio >= GOAL,
  };
  const replay = spread(own.map((one) => one.replay_facts_per_s));
  const rebuilt = {
    name: "replay of the journal into an empty state", value: replay.median, unit: "facts/s", min: replay.min, max: replay.max,
    peers: {}, goal: ">= 300000", met: replay.median >= 300_000,
  };
  for (const one of [line, rebuilt]) {
    if (json) console.log(JSON.stringify(one));
    else console.log(`${one.name}: ${one.value} ${one.unit} (${one.min} .. ${one.max}); goal ${one.goal}: ${one.met ? "met" : "missed"}`);
  }
  if (!json) {
    for (const [name, got] of peers) console.log(`  ${name}: ${got.median} (${got.min} .. ${got.max})`);
    console.log(`  ${line.ratio} x the best of them`);
  }
} finally {
  peer.close();
}
