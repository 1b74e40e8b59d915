// The ledger's engine and PostgreSQL at the same work, in turn in one run: orders a second, durably. See README.md.
//
//     ./refsys bench ledger [--json] [--quick]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { median, spread } from "./figures.ts";
import { Postgres } from "./postgres.ts";

const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");
const programs = process.env["REFSYS_BIN"] ?? "build/release/bin";
const PEOPLE = quick ? 20_000 : 1_000_000;
const ORDERS = quick ? 4_000 : 200_000;
const ROUNDS = quick ? 3 : 5;
const GOAL = 8;
const SHARES = 4; // of an order: the buyer and three inviters
/** How PostgreSQL is asked; the best of these counts. */
const WAYS = [{ clients: 1, batch: 100 }, { clients: 2, batch: 100 }, { clients: 1, batch: 1000 }, { clients: 2, batch: 1000 }];

type Own = { orders_per_s: number; facts_per_order: number; order_cpu_us: number; replay_facts_per_s: number };

function runOwn(): Own {
  const args = ["--participants", `${PEOPLE}`, "--orders", `${ORDERS}`, "--batch", "100", "--json"];
  return JSON.parse(execFileSync(join(programs, "../bench/ledger_bench"), args, { encoding: "utf8" })) as Own;
}

let nextOrder = 1;

async function runPeer(peer: Postgres, clients: number, batch: number): Promise<number> {
  const each = Math.floor(ORDERS / clients / batch) * batch;
  const syncs = (): number => Number(peer.sql("select wal_sync from pg_stat_wal"));
  const before = syncs();
  const texts = Array.from({ length: clients }, () => {
    const first = nextOrder;
    nextOrder += each;
    return `do $$ begin for n in 0..${each / batch - 1} loop
      perform accrue(${first} + n * ${batch}, ${batch}, ${PEOPLE}); commit; end loop; end $$;`;
  });
  const seconds = await peer.together(texts);
  // Two clients may share an fsync; fewer than that, and it was not durable.
  assert.ok(syncs() - before >= each / batch / 2, "every commit of PostgreSQL was synced");
  return (each * clients) / seconds;
}

/** What both must have done: each order stored once, its shares written, and balances that are their sums. */
function check(peer: Postgres): void {
  assert.equal(Number(peer.sql("select count(*) from orders")), nextOrder - 1);
  const entries = Number(peer.sql("select count(*) from entries"));
  assert.ok(entries > (nextOrder - 1) * (SHARES - 0.1), `${entries} entries`);
  assert.equal(peer.sql("select (select sum(points) from entries) = (select sum(frozen) from balances)"), "t");
  assert.equal(peer.sql("select (select sum(points) from entries) = (select sum(points) from months)"), "t");
}

const peer = new Postgres();
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    peer.close();
    process.exit(1);
  });
try {
  peer.file(join(import.meta.dirname, "ledger.sql"));
  peer.sql(`call fill(${PEOPLE}); vacuum analyze;`);
  const own: Own[] = [];
  const theirs = WAYS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    own.push(runOwn());
    for (const [n, way] of WAYS.entries()) theirs[n]!.push(await runPeer(peer, way.clients, way.batch));
  }
  check(peer);
  const best = theirs.reduce((a, b) => (median(a) > median(b) ? a : b));
  const peers = WAYS.map(({ clients, batch }, n) =>
    [`PostgreSQL ${peer.version}, clients: ${clients}, a batch: ${batch}`, spread(theirs[n]!)] as const);
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
