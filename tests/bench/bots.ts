// Updates of Telegram until they are answered: refsys-telegram beside a bot of grammY and PostgreSQL. See README.md.
//
//     ./refsys bench bots [--json] [--quick]
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Caller, type Question } from "../harness/caller.ts";
import { BOT, SECRETS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Clock } from "../sim/clock.ts";
import { startTelegramSim, type TelegramSim } from "../sim/telegram/index.ts";
import { askers, CARD, Chats, type Crowd, inviterOf, inviters, members, ozonOf, POINTS, type Told } from "./chats.ts";
import { median, spread } from "./figures.ts";
import { Postgres } from "./postgres.ts";
import { cpuMs, pss } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";

/** Who comes, how many at a time, how many steps a second at most, and what Telegram takes over all chats of a bot. */
type Load = { crowd: Crowd; atOnce: number; perS: number; messagesPerS: number };

/** As much as they can. The limit over all chats is lifted for both, to more than anybody sends; that of a chat stays. */
const FULL: Load = {
  crowd: quick ? { members: 1210, askers: 60, newcomers: 140, looks: 1, visits: 2 } : { members: 1610, askers: 200, newcomers: 600, looks: 3, visits: 3 },
  atOnce: 100, perS: Infinity, messagesPerS: 10_000,
};
/** A busy hour within Telegram's limits. */
const CALM: Load = { crowd: { members: 60, askers: 10, newcomers: 20, looks: 1, visits: 3 }, atOnce: 10, perS: 10, messagesPerS: 30 };
const ROUNDS = quick ? 1 : 3;
const GOAL = 3; // times the peer's updates a second
const PATIENCE_MS = 60_000;
const PROCESSES = ["broker", "ledger", "reader", "telegram"] as const;

/** `syncs`: of the disk; `mb`: of all processes of the side, PSS. */
type Run = Told & { cpu_us: number; mb: number; syncs: number };

async function measure(load: Load, chats: Chats, pids: () => number[], syncs: () => Promise<number>): Promise<Run> {
  const [before, synced] = [cpuMs(pids()), await syncs()];
  const told = await chats.talk(load.atOnce, load.perS);
  const used = cpuMs(pids()) - before;
  const mb = pids().map(pss).reduce((a, b) => a + b);
  return { ...told, cpu_us: (used * 1000) / told.updates, mb, syncs: (await syncs()) - synced };
}

function limit(sim: TelegramSim, { messagesPerS }: Load): void {
  sim.control.limits({ overallPerSecond: messagesPerS, overallBurst: messagesPerS });
}

// ---------------------------------------------------------------------------- ours

const edit = ({ messagesPerS }: Load) => (config: string): string => config.replace("heartbeat_ms = 200\n", "").replace(/operators_chat = .*\n/g, "")
  .replace("[telegram]\n", `[telegram]\nmessages_per_s = ${messagesPerS}\n`);

async function makeMembers(system: System, crowd: Crowd): Promise<void> {
  const lines = members(crowd).map((id) => `${id},2024-01-01,Участник ${id},${ozonOf(id)},${inviterOf(id) ?? ""},${POINTS}`);
  const file = join(system.dir, "members.csv");
  writeFileSync(file, ["telegram_id,joined,name,ozon_id,inviter,available", ...lines, ""].join("\n"));
  await system.ctlOk("settings", "set", "proof=off");
  await system.ctlOk("import", "members", file);
  await until("the bot's process to have its key", () => existsSync(join(system.dir, "keys/telegram.pub")), PATIENCE_MS);
  const bot = new Caller(system, "telegram");
  await bot.askAll(askers(crowd).flatMap((tg): Question[] => [
    ["requisites.set", { tg, field: 1, choice: 2 }],
    ["requisites.set", { tg, field: 2, text: CARD }],
    ["requisites.set", { tg, field: 5, text: "Иван Петров" }],
    ["requisites.set", { tg, field: 6, choice: 0 }],
  ]), PATIENCE_MS);
  bot.close();
}

async function linksOf({ telegram: { control } }: System, crowd: Crowd): Promise<string[]> {
  return await Promise.all(inviters(crowd).map(async (person) => {
    control.addPerson({ id: person, first_name: `Участник ${person}` });
    control.send({ person, bot: BOT, text: "Пригласить" });
    const { text } = await control.wait({ person, bot: BOT, text: "Ваша ссылка", timeout_ms: PATIENCE_MS });
    return /start=(\w+)/.exec(text)![1]!;
  }));
}

/** Batches made durable, by counters that know all that is in the journal: they are said anew every second or so. */
async function commits(system: System): Promise<number> {
  const { ledger } = JSON.parse((await system.ctl("status", "--json")).stdout) as { ledger: { seq: number } };
  await until("the ledger's counters to be of now", async () => await system.counter("ledger", "seq") >= ledger.seq, PATIENCE_MS);
  return await system.counter("ledger", "commits");
}

async function ours(load: Load): Promise<Run> {
  const system = await System.start({ actors: [...PROCESSES], edit: edit(load) });
  try {
    limit(system.telegram, load);
    await makeMembers(system, load.crowd);
    const chats = new Chats(system.telegram, BOT, load.crowd, await linksOf(system, load.crowd));
    const run = await measure(load, chats, () => PROCESSES.map((name) => system.process(name).pid!), () => commits(system));
    assert.equal(system.telegram.control.limits().refused, 0); // ours keeps within the limits; the peer is told to wait, and does
    assert.deepEqual(system.problems(), []);
    await system.verify();
    return run;
  } catch (error) {
    console.error(system.logs());
    throw error;
  } finally {
    await system.close();
  }
}

// ---------------------------------------------------------------------------- theirs

const PEER = join(import.meta.dirname, "bot_peer");

function makeTheirMembers(store: Postgres, crowd: Crowd): void {
  const people = members(crowd).map((id) => `(${id}, 'Участник ${id}', ${inviterOf(id) ?? "null"}, 'code${id}', ${ozonOf(id)}, '2024-01-01 Europe/Moscow', now(), 1)`);
  store.sql("set client_min_messages = warning; drop schema public cascade; create schema public");
  store.file(`${PEER}.sql`);
  store.sql(`
    insert into people (tg, name, inviter, code, ozon, joined, registered, consent) values ${people.join(",")};
    insert into balances (tg, available, corrected) select tg, ${POINTS * 100}, ${POINTS * 100} from people;
    insert into requisites values ${askers(crowd).map((id) => `(${id}, 'card', '${CARD}', 'Иван Петров')`).join(",")};
    vacuum analyze`);
}

async function startPeer(sim: TelegramSim, store: Postgres): Promise<ChildProcess> {
  const child = spawn(process.execPath, [`${PEER}.ts`, sim.url, SECRETS.telegram, store.host], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NODE_ENV: "production" } });
  child.on("exit", (code) => { if (code) throw new Error("the peer has ended"); });
  await once(child.stdout!, "data");
  return child;
}

async function theirs(load: Load, store: Postgres): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "refsys-bench-bots-"));
  const clock = new Clock(join(folder, "clock"));
  const sim = await startTelegramSim({ bots: [{ token: SECRETS.telegram, username: BOT, first_name: "Баллы" }] }, clock);
  let peer: ChildProcess | undefined;
  try {
    limit(sim, load);
    makeTheirMembers(store, load.crowd);
    peer = await startPeer(sim, store);
    const { pid } = peer;
    const chats = new Chats(sim, BOT, load.crowd, inviters(load.crowd).map((id) => `code${id}`));
    const run = await measure(load, chats, () => [pid!, ...store.pids()], async () => Number(store.sql("select wal_sync from pg_stat_wal")));
    assert.deepEqual(sim.control.violations(), []);
    assert.equal(store.sql("select count(*) from updates where not answered"), "0");
    assert.equal(store.sql("select count(*) from balances b where available + held + reserved <> corrected"), "0");
    return run;
  } finally {
    if (peer?.exitCode === null) {
      peer.kill();
      await once(peer, "exit");
    }
    await sim.close();
    clock.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

// ---------------------------------------------------------------------------- side by side

function figure(runs: Run[]): Record<string, number> {
  const of = (what: (run: Run) => number, digits = 0): number => rounded(median(runs.map(what)), digits);
  const late = (part: number) => (run: Run): number => run.latencies.toSorted((a, b) => a - b)[Math.floor(run.latencies.length * part)]!;
  return {
    ...spread(runs.map((run) => run.rate)), cpu_us: of((run) => run.cpu_us), mb: of((run) => run.mb, 1),
    p50_ms: of(late(0.5), 1), p99_ms: of(late(0.99), 1), updates_a_sync: of((run) => run.updates / run.syncs, 1),
  };
}

type Sides = { ours: Run[]; theirs: Run[] };

async function sideBySide(load: Load, rounds: number, store: Postgres): Promise<Sides> {
  const sides: Sides = { ours: [], theirs: [] };
  for (let n = 0; n < rounds; n++) {
    const [one, other] = [await ours(load), await theirs(load, store)];
    assert.equal(other.messages, one.messages);
    assert.equal(other.digest, one.digest, "the same words and buttons to the same people");
    assert.ok(one.syncs > 0 && other.syncs > 0);
    sides.ours.push(one);
    sides.theirs.push(other);
  }
  return sides;
}

const PEERS = "grammY and PostgreSQL";

function tell(name: string, { ours: we, theirs: they }: Sides, what: "median" | "p50_ms", unit: string): [number, number, number] {
  const [mine, others] = [figure(we), figure(they)];
  const { updates, messages } = we[0]!;
  print({ name, value: mine[what]!, unit, ...mine, updates, messages, peers: { [PEERS]: others } });
  return [mine["median"]! / others["median"]!, others["cpu_us"]! / mine["cpu_us"]!, others["mb"]! / mine["mb"]!];
}

const store = new Postgres();
try {
  if (!quick) tell(`updates of Telegram, ${CALM.perS} a second`, await sideBySide(CALM, 1, store), "p50_ms", "ms");
  const [ratio, processor, memory] = tell(`updates of Telegram, ${FULL.atOnce} chats at a time`, await sideBySide(FULL, ROUNDS, store), "median", "updates/s");
  const value = rounded(ratio);
  print({
    name: `refsys-telegram to ${PEERS}, ${FULL.atOnce} chats at a time`, value, unit: "x",
    by_processor_time: rounded(processor), by_memory: rounded(memory), goal: `>= ${GOAL} x`, met: value >= GOAL,
  });
} finally {
  store.close();
}
