// A small town goes about its business while every process of the system dies and stands still again and again at random
// moments, one of two brokers is away now and then, and Telegram and Ozon misbehave. In the end everything is as if
// nothing had happened.
//
//   REFSYS_SEED=n     the same decisions again (what they meet depends on the machine's timing)
//   REFSYS_MINUTES=n  for so long (1)
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ALL, BOT, DAY_MS, HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { Desk } from "./desk.ts";
import { allTold, compare, countTold, countUntold, settled, totalsSettled } from "./judge.ts";
import { decideReturn, Member, PATIENCE_MS, type Town } from "./member.ts";
import { Model } from "./model.ts";
import { reportOf } from "./report.ts";
import { Trouble, VICTIMS } from "./trouble.ts";

const seed = Number(process.env["REFSYS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(process.env["REFSYS_MINUTES"] ?? 1);
const MINUTE_MS = 60_000;
const ACTS = 5; // of everybody in a round
const HOLD_DAYS = 3;
const KEY_DAYS = 3650; // of Ozon's key: time goes by days here
/** Messages that a bot has under way at once, over all chats: when it dies, nobody knows of these whether they arrived. */
const FLYING_MAX = 8;

/** Who invited whom: three levels and a second family. */
const FAMILY: [name: string, inviter: string | null][] = [
  ["Анна", null], ["Борис", "Анна"], ["Вера", "Анна"], ["Глеб", "Борис"], ["Дина", "Борис"], ["Егор", "Глеб"],
  ["Жанна", "Глеб"], ["Захар", null], ["Ирина", "Захар"],
  ["Кира", null],
];
/** So much waits for the twenty messages that a group may hear in a minute; who comes after that does other things. */
const UNTOLD_MAX = 8;
const CALLS_KEPT = 1_000_000; // by the simulated Ozon, for the report of a failure: hours
const GIFT_PAUSE_MS = 100;

/** Two brokers; each takes the first address that is free. */
const twoBrokers = (config: string): string => config.replace(/"ipc:\/\/(\w+)"/g, '"ipc://$1 ipc://$1-2"');

/** Telegram drops updates that are a day old: those under way come first. */
async function moveTime({ telegram: { control }, clock }: System, ms: number): Promise<void> {
  await until("the bots to have taken everything", () => [BOT, HELP_BOT].every((bot) => control.queue({ bot }).pending === 0), PATIENCE_MS);
  clock.advance(ms);
}

/** For what is ordered from now on. */
async function newRates(town: Town): Promise<void> {
  town.rates = { own: 300, levels: [700, 400, 100] };
  await town.system.ctlOk("settings", "set", "own_rate=300", "level_rates=700,400,100");
  town.note("new rates");
}

/** Everybody has joined, and has points. */
async function begin(town: Town, members: Member[]): Promise<void> {
  await Promise.all(members.map((member) => member.join()));
  town.note("all have joined");
  for (const member of members) member.order();
  for (const member of members) member.deliver();
  await until("the first points", async () => await totalsSettled(town, members), PATIENCE_MS);
  await moveTime(town.system, (HOLD_DAYS + 1) * DAY_MS);
}

/** Points by hand, again and again: each gift is acknowledged once, and all of them together are the balance. */
async function give(to: Member, random: Random, over: () => boolean): Promise<void> {
  while (!over()) {
    await to.correct(random.int(1, 9_99));
    await pause(GIFT_PAUSE_MS);
  }
}

/** A few days in which everybody has something to do. */
async function goOn(town: Town, members: Member[], operator: Random): Promise<void> {
  await Promise.all([
    ...members.map(async (member) => { for (let n = 0; n < ACTS; n++) await member.act(); }),
    ...[1, 2].map(async () => { for (let n = 0; n < members.length; n++) await operator.pick(members).serve(operator); }),
  ]);
  await moveTime(town.system, operator.int(1, HOLD_DAYS) * DAY_MS);
}

/** Returns are decided and holds are over, so that every figure is what it will stay. */
async function quiet(town: Town, members: Member[], random: Random): Promise<void> {
  for (const { record } of town.model.undecided()) decideReturn(town, record, random.chance(0.5));
  // An answer that was another's may have hidden a return; what changed within 45 days is looked at a second time each day.
  await moveTime(town.system, DAY_MS);
  await until("what Ozon shows to be counted", async () => await totalsSettled(town, members), PATIENCE_MS);
  await moveTime(town.system, (HOLD_DAYS + 1) * DAY_MS);
  await settled(town, members);
  town.note("points settled");
  await allTold(town);
  town.note("all told");
}

function figures(town: Town, trouble: Trouble, seconds: number): string {
  const kills = [...trouble.kills].sort().map(([name, count]) => `${name} ${count}`).join(", ");
  const taken = [BOT, HELP_BOT].reduce((sum, bot) => sum + town.system.telegram.control.queue({ bot }).taken, 0);
  const { told, twice } = countTold(town);
  const { postings, payouts, corrections } = town.model;
  return [
    `seed ${seed}: ${seconds} s, ${trouble.killed} kills survived (${kills}), ${trouble.freezes} stops, ${trouble.failovers} absences of a broker`,
    `Telegram lied ${trouble.lies.telegram} times and Ozon ${trouble.lies.ozon}; ${trouble.hidden} answers hidden, ${trouble.again} updates sent again`,
    `${town.desk.acknowledged} requests of pages acknowledged and found, ${taken} updates taken, ${told} messages told (${twice} came twice)`,
    `${postings.length} postings, ${payouts.length} payout requests, ${corrections.length} corrections, ${town.words.length} words, all as the model says`,
  ].map((line) => `# ${line}`).join("\n");
}

test(`whatever dies and whatever Telegram and Ozon do, everybody ends with what they are due (seed ${seed})`, { timeout: 2 * minutes * MINUTE_MS + 600_000 }, async () => {
  const keyExpiresAt = Date.now() + KEY_DAYS * DAY_MS;
  const system = await System.start({ edit: twoBrokers, ozon: { keyExpiresAt } });
  system.add("broker@2").start();
  const random = new Random(seed);
  const operator = new Random(seedOf(seed, "operator", 0));
  const trouble = new Trouble(system, new Random(seedOf(seed, "trouble", 0)), { victims: [...VICTIMS, "broker@2"] });
  const note = (what: string): void => trouble.note(what);
  const town: Town = {
    system, model: new Model(), desk: new Desk(system), rates: { own: 500, levels: [500, 500, 500] }, words: [], news: [], full: false, note,
  };
  const members: Member[] = [];
  try {
    for (const [n, [name, inviter]] of FAMILY.entries())
      members.push(new Member(town, 601 + n, name, new Random(seedOf(seed, "member", n)), members.find((one) => one.name === inviter)));
    system.ozon.control.callsKept = CALLS_KEPT;
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500", `hold_days=${HOLD_DAYS}`);
    await town.desk.open();
    await until("Ozon's orders to be known", async () => new RegExp(`"postings",\\s*"value": ${FAMILY.length}\\b`).test(await system.ctlOk("status", "--json")));

    const began = performance.now();
    trouble.start();
    await begin(town, members);
    const over = (): boolean => performance.now() - began >= minutes * MINUTE_MS;
    const [gifted, busy] = [members.at(-1)!, members.slice(0, -1)];
    const giving = give(gifted, random, over);
    giving.catch(() => undefined); // it is awaited below
    for (let round = 0; !over(); round++) {
      town.full = countUntold(town) > UNTOLD_MAX;
      await goOn(town, busy, operator);
      note(`round ${round} is over`);
      if (round === 2) await newRates(town);
    }
    await giving;
    await trouble.stop();
    note("quiet");
    await quiet(town, members, random);

    assert.deepEqual(await compare(town, members), []);
    const { twice, never } = countTold(town);
    assert.deepEqual(never, []);
    assert.equal(system.telegram.control.limits().refused, 0, "no message is over a limit");
    const bots = (trouble.kills.get("telegram") ?? 0) + (trouble.kills.get("support") ?? 0);
    assert.ok(twice <= FLYING_MAX * bots + trouble.hidden, `${twice} messages came twice`);
    for (const name of ALL)
      assert.equal(system.process(name).starts, 1 + trouble.endings(name), `${name} ends only when it is killed`);
    await system.verify();
    assert.deepEqual(system.problems(), []);
    console.log(figures(town, trouble, Math.round((performance.now() - began) / 1000)));
  } catch (error) {
    console.log(error); // what the others wait for meanwhile keeps the report back
    console.log((await reportOf(town, members).catch((more: unknown) => [String(more)])).join("\n"));
    console.log(trouble.journal.slice(-200).join("\n"));
    console.log(system.logs());
    throw error;
  } finally {
    await trouble.stop();
    town.desk.close();
    await system.close();
  }
});
