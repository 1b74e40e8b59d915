// The ledger's engine beside PostgreSQL, SQLite and Redis at the same work, in turn in one run: orders a second, durably. See README.md.
//
//     ./refsys bench ledger [--json] [--quick]
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { bin } from "../harness/system.ts";
import { median, spread } from "./figures.ts";
import { PeerLedger, WAYS, WHOLE_WAYS } from "./peer_ledger.ts";
import { PeerProgram } from "./peer_program.ts";
import { print, quick, rounded } from "./report.ts";

const PEOPLE = quick ? 20_000 : 1_000_000;
const ORDERS = quick ? 4_000 : 100_000;
const ROUNDS = 3;
const WHOLE_ORDERS = ORDERS / 4; // for those who do more of each
const GOAL = 8; // times PostgreSQL at its best, at all that refsys keeps
const GOAL_REPLAY = 300_000;

type Own = { orders_per_s: number; facts_per_order: number; order_cpu_us: number; replay_facts_per_s: number };
type Peer = PeerLedger | PeerProgram;

function runOwn(): Own {
  const args = ["--participants", `${PEOPLE}`, "--orders", `${ORDERS}`, "--batch", "100", "--json"];
  return JSON.parse(execFileSync(join(bin, "../bench/ledger_bench"), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })) as Own;
}

const peers: Peer[] = [];
try {
  const postgres = new PeerLedger(PEOPLE);
  peers.push(postgres);
  for (const engine of ["SQLite", "Redis"] as const) peers.push(await PeerProgram.start(engine, PEOPLE));
  const ways = peers.flatMap((peer) => (peer instanceof PeerProgram ? peer.ways : [...WAYS, ...WHOLE_WAYS]).map((way) => ({ peer, way, rates: [] as number[] })));
  const own: Own[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    own.push(runOwn());
    for (const { peer, way, rates } of ways) rates.push(await peer.run(way, way.whole ? WHOLE_ORDERS : ORDERS));
  }
  for (const peer of peers) await peer.check();
  const rates = spread(own.map((one) => one.orders_per_s));
  const timesBest = (whole: boolean): number => {
    const best = ways.filter(({ peer, way }) => peer === postgres && (way.whole ?? false) === whole).map((one) => median(one.rates));
    return rounded(rates.median / Math.max(...best));
  };
  const ratio = timesBest(true);
  print({
    name: "accrual, engine only, batches of 100", value: rates.median, unit: "orders/s", min: rates.min, max: rates.max,
    participants: PEOPLE, rounds: ROUNDS, ratio, ratio_points_alone: timesBest(false), goal: `>= ${GOAL} x`, met: ratio >= GOAL,
    facts_an_order: own[0]!.facts_per_order, cpu_us: rounded(median(own.map((one) => one.order_cpu_us)), 1),
    peers: Object.fromEntries(ways.map(({ peer, way, rates: theirs }) => [peer.name(way), spread(theirs)])),
  });
  const replay = spread(own.map((one) => one.replay_facts_per_s));
  print({
    name: "replay of the journal into an empty state", value: replay.median, unit: "facts/s", min: replay.min, max: replay.max,
    goal: `>= ${GOAL_REPLAY}`, met: replay.median >= GOAL_REPLAY,
  });
} finally {
  for (const peer of peers) peer.close();
}
