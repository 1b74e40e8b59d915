// A small town goes about its business while every process of the system dies and stands still again and again at random
// moments, one of two brokers is away now and then, and Telegram and Ozon misbehave. In the end everything is as if
// nothing had happened.
//
//   REFSYS_SEED=n     the same decisions again (what they meet depends on the machine's timing)
//   REFSYS_MINUTES=n  for so long (1)
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ALL, BOT, DAY_MS, HELP_BOT, System, twoBrokers } from "../harness/system.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { compare, countTold } from "./judge.ts";
import type { Member, Town } from "./member.ts";
import { reportOf } from "./report.ts";
import { begin, HOLD_DAYS, listens, makeTown, moveTime, quiet, settle } from "./town.ts";
import { Trouble, VICTIMS } from "./trouble.ts";

const seed = Number(process.env["REFSYS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(process.env["REFSYS_MINUTES"] ?? 1);
const MINUTE_MS = 60_000;
const ACTS = 5; // of everybody in a round
const KEY_DAYS = 3650; // of Ozon's key: time goes by days here
/** Messages that a bot has under way at once, over all chats: when it dies, nobody knows of these whether they arrived. */
const FLYING_MAX = 8;

const CALLS_KEPT = 1_000_000; // by the simulated Ozon, for the report of a failure: hours
const GIFT_PAUSE_MS = 100;

/** For what is ordered from now on. */
async function newRates(town: Town): Promise<void> {
  town.rates = { own: 300, levels: [700, 400, 100] };
  await town.system.ctlOk("settings", "set", "own_rate=300", "level_rates=700,400,100");
  town.note("new rates");
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
  const town = makeTown(system, note);
  const members: Member[] = [];
  try {
    system.ozon.control.callsKept = CALLS_KEPT;
    await settle(town, seed, members);

    const began = performance.now();
    trouble.start();
    await begin(town, members);
    const over = (): boolean => performance.now() - began >= minutes * MINUTE_MS;
    const [gifted, busy] = [members.at(-1)!, members.slice(0, -1)];
    const giving = give(gifted, random, over);
    giving.catch(() => undefined); // it is awaited below
    for (let round = 0; !over(); round++) {
      listens(town);
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
