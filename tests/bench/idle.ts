// Memory and wake-ups of the whole system while nothing happens. See README.md.
//
//     ./refsys bench idle [--json] [--quick]
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ALL, bin, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { load, pss } from "./processes.ts";

const json = process.argv.includes("--json");
const quick = process.argv.includes("--quick");
const PEOPLE = 10_000;
const CALM_MS = quick ? 5_000 : 30_000; // until what came with the start is over
const WATCHED_MS = quick ? 10_000 : 60_000;
const GOAL_MB = 60;
const GOAL_WAKES = 2; // a second

const HISTORY_MS = 300_000;

/** As refsys.toml comes: the harness polls more often. But for the history, a year of which the poller would read first, and
 *  how fast it does. */
const asShipped = (config: string): string =>
  config.replace(/^(heartbeat_ms|poll_s|open_s|returns_s) = .*\n/gm, "").replace(/^backfill_days = .*/m, "backfill_days = 1");

/** How often its threads have waited for something. */
function waits(pid: number): number {
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}

function print(name: string, value: number, unit: string, goal: number, more: Record<string, number>): void {
  const line = { name, value: Number(value.toFixed(1)), unit, peers: {}, goal: `<= ${goal}`, met: value <= goal, ...more, load: Number(load().toFixed(1)) };
  if (json) console.log(JSON.stringify(line));
  else console.log(`${name}: ${line.value} ${unit}; goal ${line.goal}: ${line.met ? "met" : "missed"} ${JSON.stringify(more)}`);
}

const system = await System.start({ actors: [], edit: asShipped });
try {
  const folder = join(system.dir, "ledger");
  rmSync(folder, { recursive: true });
  execFileSync(join(bin, "../bench/people_gen"), [`${PEOPLE}`, folder]);
  const processes = ALL.map((name) => system.add(name));
  for (const one of processes) one.start();
  await system.ready();
  const lastCall = (): number => system.ozon.control.calls().at(-1)?.at ?? Infinity;
  await until("the poller to have read what there is", () => system.clock.now() - lastCall() > CALM_MS, HISTORY_MS);
  const of = (figure: (pid: number) => number): Record<string, number> =>
    Object.fromEntries(processes.map((one) => [one.name, figure(one.pid!)]));
  const before = of(waits);
  await pause(WATCHED_MS);
  const wakes = of(waits);
  for (const name of Object.keys(wakes)) wakes[name] = Number(((wakes[name]! - before[name]!) / (WATCHED_MS / 1000)).toFixed(2));
  const held = of(pss);
  print(`memory of all processes, ${PEOPLE} participants`, Object.values(held).reduce((a, b) => a + b), "MB of PSS", GOAL_MB,
    Object.fromEntries(Object.entries(held).map(([name, mb]) => [name, Number(mb.toFixed(1))])));
  print("wake-ups of the process that wakes most", Math.max(...Object.values(wakes)), "a second", GOAL_WAKES, wakes);
} finally {
  await system.close();
}
