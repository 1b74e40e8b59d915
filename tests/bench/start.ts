// From start to ready over a ledger of a million: after a clean stop, and after kill -9 under load. See README.md.
//
//     ./refsys bench start [--json] [--quick]
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ALL, bin, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { median } from "./figures.ts";
import { cpuMs } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";

const PEOPLE = quick ? 50_000 : 1_000_000;
const ROUNDS = quick ? 2 : 5;
const LOADED_ORDERS = quick ? 5_000 : 20_000; // are taken before the kill
const START_MS = 600_000;
const TELEGRAM_PAUSE_MS = 10_000; // a bot that asks again for updates within three seconds waits as long
const GOALS = { clean: 3, killed: 8 }; // seconds

type How = keyof typeof GOALS;
type Actor = { name: string; ready: boolean; counters: { name: string; value: number }[] };
type Start = { seconds: number; cpu: Record<string, number> };

async function actors(system: System): Promise<Actor[]> {
  const { stdout } = await system.ctl("status", "--json");
  return (JSON.parse(stdout) as { actors: Actor[] }).actors;
}

async function postings(system: System): Promise<number> {
  const ledger = (await actors(system)).find((one) => one.name === "ledger");
  return ledger?.counters.find((one) => one.name === "postings")?.value ?? 0;
}

/** All at once, as a supervisor does. */
async function start(system: System): Promise<Start> {
  const began = performance.now();
  for (const one of system.processes.values()) one.start();
  await until("every process to be ready", async () => {
    const ready = (await actors(system)).filter((one) => one.ready).map((one) => one.name);
    return ALL.every((name) => name === "broker" || ready.includes(name));
  }, START_MS);
  const seconds = (performance.now() - began) / 1000;
  const used = [...system.processes.values()].map((one) => [one.name, Math.round(cpuMs([one.pid!]))] as const);
  return { seconds, cpu: Object.fromEntries(used) };
}

async function stop(system: System, signal: NodeJS.Signals): Promise<void> {
  await Promise.all([...system.processes.values()].map((one) => one.stop(signal)));
  system.clock.advance(TELEGRAM_PAUSE_MS);
}

let nextOrder = 1;

/** Orders for the ledger, as many as it takes; everything is killed while they come. What it has then was acknowledged. */
async function killUnderLoad(system: System): Promise<void> {
  const before = await postings(system);
  const options = { config: system.config, participants: PEOPLE, page: 100, outstanding: 4, orders: 10_000_000, first: nextOrder };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const crowd = spawn(join(bin, "../bench/accrual_bench"), args, { cwd: system.dir, stdio: "ignore" });
  let taken = 0;
  await until("orders to be taken", async () => (taken = (await postings(system)) - before) >= LOADED_ORDERS, START_MS);
  const ended = once(crowd, "exit");
  await Promise.all([stop(system, "SIGKILL"), crowd.kill("SIGKILL") && ended]);
  nextOrder += 10_000_001;
  atLeast = before + taken;
}

let atLeast = 0; // postings that were there before the kill

function show(how: How, starts: Start[]): void {
  const seconds = starts.map((one) => one.seconds);
  const value = rounded(median(seconds));
  print({
    name: how === "clean" ? "from start to ready, after a clean stop" : "from start to ready, after kill -9 under load", value, unit: "s",
    min: rounded(Math.min(...seconds)), max: rounded(Math.max(...seconds)), goal: `<= ${GOALS[how]}`, met: value <= GOALS[how],
    participants: PEOPLE, cpu_ms: starts.at(-1)!.cpu,
  });
}

/** Room for a large ledger, and the patience of production. */
const edit = (config: string): string => config.replace("map_gib = 1", "map_gib = 64").replace("heartbeat_ms = 200\n", "");

const system = await System.start({ actors: [], edit });
try {
  rmSync(join(system.dir, "ledger"), { recursive: true });
  execFileSync(join(bin, "../bench/people_gen"), [`${PEOPLE}`, join(system.dir, "ledger")]);
  for (const name of ALL) system.add(name);
  await start(system); // files are in memory from here on
  const starts: Record<How, Start[]> = { clean: [], killed: [] };
  for (let round = 0; round < ROUNDS; round++) {
    await stop(system, "SIGTERM");
    starts.clean.push(await start(system));
    await killUnderLoad(system);
    starts.killed.push(await start(system));
    assert.ok((await postings(system)) >= atLeast, "what was taken is there");
  }
  show("clean", starts.clean);
  show("killed", starts.killed);
} catch (error) {
  console.error(system.logs());
  throw error;
} finally {
  await system.close();
}
