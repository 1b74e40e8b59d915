// What tests of the poller share: the poller with a simulated Ozon and a real ledger, and what
// `refsysctl status` says of it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { System, type ActorName } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { OzonSimOptions } from "../sim/ozon/index.ts";

export const PATIENCE_MS = 240_000;

export type Actor = { name: string; ready: boolean; detail: string | null; counters: { name: string; value: number }[] };

const NEEDED: readonly ActorName[] = ["broker", "ledger", "reader", "ozon"];

/** The poller, the ledger and what joins them; Ozon lives from a year ago until now. `edit` changes the
 *  configuration (and what lies beside it) before anything is started. */
export async function withPoller(
  ozon: Partial<OzonSimOptions>,
  run: (system: System) => Promise<void>,
  more: { actors?: readonly ActorName[]; edit?: (config: string, dir: string) => string } = {},
): Promise<void> {
  const system = await System.start({ actors: [], ozon: { autoLife: true, ...ozon } });
  const config = readFileSync(system.config, "utf8").replace("backfill_days = 30", "backfill_days = 400");
  writeFileSync(system.config, more.edit ? more.edit(config, system.dir) : config);
  for (const name of [...NEEDED, ...(more.actors ?? [])]) system.add(name).start();
  try {
    await run(system);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    process.stderr.write(system.logs());
    throw error;
  } finally {
    await system.close();
  }
}

export async function actor(system: System, name: string): Promise<Actor | undefined> {
  const { stdout } = await system.ctl("status", "--json");
  return (JSON.parse(stdout) as { actors: Actor[] }).actors.find((one) => one.name === name);
}

export function counter(of: Actor | undefined, name: string): number {
  return of?.counters.find((one) => one.name === name)?.value ?? 0;
}

export async function counted(system: System, name: string, what: string, reached: (value: number) => boolean,
                              patienceMs = PATIENCE_MS): Promise<number> {
  let value = 0;
  await until(`${what} of ${name}`, async () => {
    value = counter(await actor(system, name), what);
    if (!reached(value)) throw new Error(`${value}`);
    return true;
  }, patienceMs);
  return value;
}

export async function saysOf(system: System, name: string, sentence: RegExp, ready: boolean,
                             patienceMs = PATIENCE_MS): Promise<void> {
  await until(`${name} says ${sentence}`, async () => {
    const one = await actor(system, name);
    if (one?.ready === ready && sentence.test(one.detail ?? "")) return true;
    throw new Error(`${one?.ready} ${one?.detail}`);
  }, patienceMs);
}

export const says = (system: System, sentence: RegExp, ready: boolean, patienceMs = PATIENCE_MS): Promise<void> =>
  saysOf(system, "ozon", sentence, ready, patienceMs);

/** Every posting of the simulated Ozon is in the ledger, and no other; the chain and all balances are right. */
export async function arrived(system: System, patienceMs = PATIENCE_MS): Promise<void> {
  const wanted = system.ozon.world.store.postings.size;
  assert.ok(wanted > 0);
  await counted(system, "ledger", "postings", (value) => value === wanted, patienceMs);
  await system.verify();
}
