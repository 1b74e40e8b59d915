// A year of a shop's orders, read from the simulated Ozon at the rate Ozon allows and turned into points. See README.md.
//
//     ./refsys bench backfill [--json] [--quick]
//     BACKFILL_POSTINGS=n ./refsys bench backfill
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { cpuMs } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";

const POSTINGS = Number(process.env["BACKFILL_POSTINGS"] ?? (quick ? 5_000 : 1_000_000));
const REQUESTS_A_S = 50; // as many as Ozon allows
const GOAL_BUSY = 0.25; // of a processor, the ledger
const PATIENCE_MS = 1_800_000;
const PROCESSES = ["broker", "ledger", "reader", "ozon"] as const;

/** Everybody who has ever ordered takes part since before the year, and was invited by somebody a third of their number. */
async function importBuyers(system: System): Promise<number> {
  const buyers = [...system.ozon.world.store.buyers.keys()];
  const id = (n: number): number => 100_000 + n;
  const lines = buyers.map((ozon, n) => `${id(n)},2024-01-01,${n ? id(Math.floor(n / 3)) : ""},${ozon}`);
  const file = join(system.dir, "members.csv");
  writeFileSync(file, ["telegram_id,joined,inviter,ozon_id", ...lines, ""].join("\n"));
  await system.ctlOk("import", "members", file);
  return buyers.length;
}

const edit = (config: string): string =>
  config.replace("map_gib = 1", "map_gib = 64").replace("heartbeat_ms = 200\n", "").replace("backfill_days = 30", "backfill_days = 400");

const system = await System.start({ actors: ["broker", "ledger", "reader"], edit, ozon: { postings: POSTINGS, autoLife: false, rateLimit: REQUESTS_A_S } });
try {
  const wanted = system.ozon.world.store.postings.size;
  await system.ctlOk("settings", "set", "own_rate=500", "proof=off");
  const people = await importBuyers(system);
  system.add("ozon").start();
  const pids = (): Record<string, number> => Object.fromEntries(PROCESSES.map((name) => [name, cpuMs([system.process(name).pid!])]));
  const before: Record<string, number> = { ...pids(), seq: await system.counter("ledger", "seq") };
  const began = performance.now();
  await until("every order to be in the ledger", async () => (await system.counter("ledger", "postings")) >= wanted, PATIENCE_MS);
  const seconds = (performance.now() - began) / 1000;
  const used = pids();
  const busy = Object.fromEntries(PROCESSES.map((name) => [name, rounded((used[name]! - before[name]!) / 1000 / seconds)]));
  const facts = (await system.counter("ledger", "seq")) - before["seq"]!;
  assert.equal(await system.counter("ledger", "postings"), wanted);
  assert.equal(await system.counter("ozon", "unreadable"), 0);
  await system.verify();
  const value = busy["ledger"]!;
  print({
    name: `the ledger, while a year of ${wanted} postings is read from Ozon`, value, unit: "of a processor",
    postings_a_s: Math.round(wanted / seconds), seconds: rounded(seconds, 1), people, facts, busy, goal: `<= ${GOAL_BUSY}`, met: value <= GOAL_BUSY,
  });
} catch (error) {
  console.error(system.logs());
  throw error;
} finally {
  await system.close();
}
