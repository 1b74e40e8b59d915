// A small town goes about its business while every process of the system dies again and again at random moments and
// Telegram and Ozon misbehave. In the end everything is as if nothing had happened.
//
//   REFSYS_SEED=n    the same decisions again (what they meet depends on the machine's timing)
//   REFSYS_ROUNDS=n  how many times a few days pass (6); a long run is a hundred
import assert from "node:assert/strict";
import { test } from "node:test";
import { plain } from "../harness/people.ts";
import { ALL, BOT, DAY_MS, HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { Desk, OPERATOR_NAME } from "./desk.ts";
import { decideReturn, Member, numberIn, type Town } from "./member.ts";
import { type Figures, Model } from "./model.ts";
import { Trouble } from "./trouble.ts";

const seed = Number(process.env["REFSYS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = Number(process.env["REFSYS_ROUNDS"] ?? 6);
const ACTS = 5; // of everybody in a round
const SETTLE_MS = 120_000;
const LIFE_MS = 8000;
const LIVES_MAX = 15;
const HOLD_DAYS = 3;

/** Who invited whom: three levels and a second family. */
const FAMILY: [name: string, inviter: string | null][] = [
  ["Анна", null], ["Борис", "Анна"], ["Вера", "Анна"], ["Глеб", "Борис"], ["Дина", "Борис"], ["Егор", "Глеб"],
  ["Жанна", "Глеб"], ["Захар", null], ["Ирина", "Захар"],
];
const STATES = { negotiation: "согласование", paid: "выдано успешно", rejected: "отказ" } as const;

/** Telegram drops updates that are a day old: those under way come first. */
async function moveTime(system: System, ms: number): Promise<void> {
  const { control } = system.telegram;
  await until("the bots to have taken everything", () => [BOT, HELP_BOT].every((bot) => control.queue({ bot }).pending === 0), SETTLE_MS);
  system.clock.advance(ms);
}

/** For what is ordered from now on. */
async function newRates(town: Town): Promise<void> {
  town.rates = { own: 300, levels: [700, 400, 100] };
  await town.system.ctlOk("settings", "set", "own_rate=300", "level_rates=700,400,100");
  town.note("new rates");
}

/** As the bot says it. */
async function figuresSaid(member: Member): Promise<Figures> {
  const text = plain((await member.ask("Баланс", /^Баланс: /)).text);
  const of = (line: RegExp): number => (line.test(text) ? numberIn(line, text) : 0);
  return {
    own: of(/за свои покупки: ([−\d ,]+)/),
    levels: [1, 2, 3].map((level) => of(new RegExp(`за рефералов ${level} уровня: ([−\\d ,]+)`))),
    paid: -of(/выведено: ([−\d ,]+)/) || 0,
    reserved: of(/в заявках на вывод: ([−\d ,]+)/),
    total: of(/Баланс: ([−\d ,]+)/),
    available: of(/доступно для вывода: ([−\d ,]+)/),
  };
}

async function settled(town: Town, members: Member[]): Promise<void> {
  for (const member of members) {
    const wanted = town.model.figures(member);
    await until(`the points of ${member.name}: ${JSON.stringify(wanted)}`, async () => {
      const now = await town.desk.call("participant.view", { tg: member.person.id });
      const levels = [1, 2, 3].map((level) => now.levels?.find((one) => one.level === level)?.points ?? 0);
      const found = {
        own: now.own ?? 0, levels, paid: now.paid ?? 0, reserved: now.reserved ?? 0, total: now.total ?? 0, available: now.available ?? 0,
      };
      assert.deepEqual(found, wanted);
      return true;
    }, SETTLE_MS);
  }
}

/** How often each thing that had to be told was told; what never was, is a fault. */
function countTold(town: Town, faults: string[]): number {
  const { control } = town.system.telegram;
  const forums = new Map([[BOT, PAYOUT_FORUM], [HELP_BOT, SUPPORT_FORUM]].map(([bot, forum]) =>
    [bot, control.chat({ forum: Number(forum), limit: 100_000 }).messages.map((one) => plain(one.text))] as const));
  let twice = 0;
  const tell = (what: string, texts: string[], wanted: (text: string) => boolean): void => {
    const count = texts.filter(wanted).length;
    if (!count) faults.push(`never told: ${what}`);
    else twice += count - 1;
  };
  for (const { of, by, bot, text } of town.words) {
    const heard = control.chat({ person: of.person.id, bot, limit: 100_000 }).messages.filter((one) => one.from.is_bot).map((one) => plain(one.text));
    const inForum = forums.get(bot) ?? [];
    if (by === "participant") tell(`${text} to operators`, inForum, (one) => one.startsWith("Участник: ") && one.includes(plain(text)));
    if (by === "page") tell(`${text} in the topic`, inForum, (one) => one === `${OPERATOR_NAME} (админка): ${text}`);
    if (by !== "participant") tell(`${text} to ${of.name}`, heard, (one) => one === `Оператор ${OPERATOR_NAME}: ${text}`);
  }
  for (const { of, payout, to } of town.news) {
    const title = `Заявка № ${payout}: ${STATES[to]}`;
    tell(`${title} to ${of.name}`, of.person.messages().map((one) => plain(one.text)), (one) => one.startsWith(title));
    tell(`${title} in the topic`, forums.get(BOT) ?? [], (one) => one === title);
  }
  return twice;
}

/** The bots keep to Telegram's limit for groups, a message in three seconds, but for the first twenty of a life: so they
 * die a few times more rather than everybody waits. What is missing in the end, compare says. */
async function allTold(town: Town, trouble: Trouble): Promise<void> {
  for (let lives = 0; lives < LIVES_MAX; lives++) {
    const done = await until("all to be told", () => {
      const missing: string[] = [];
      countTold(town, missing);
      return !missing.length;
    }, LIFE_MS).catch(() => false);
    if (done) return;
    await Promise.all([trouble.kill("telegram"), trouble.kill("support")]);
  }
}

async function compare(town: Town, members: Member[], trouble: Trouble): Promise<string[]> {
  const faults: string[] = [];
  const check = (what: string, found: unknown, wanted: unknown): void => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) faults.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  };
  await Promise.all(members.map(async (member) => check(`the balance of ${member.name}`, await figuresSaid(member), town.model.figures(member))));
  const rows = (await town.desk.payouts()).map((row) => ({ id: row.id, points: row.points, state: row.state as number }));
  const numbers = { new: 1, negotiation: 2, paid: 3, rejected: 4, cancelled: 5 };
  check("the requests", rows.sort((a, b) => a.id - b.id),
    town.model.payouts.map(({ id, points, state }) => ({ id, points, state: numbers[state] })).sort((a, b) => a.id - b.id));
  const said = (await town.desk.said()).map((one) => one.text ?? "");
  for (const word of town.words) check(`"${word.text}" in the ledger`, said.filter((one) => one.includes(word.text)).length, 1);
  check("other messages in the ledger", said.filter((one) => !town.words.some((word) => one.includes(word.text))), []);

  const twice = countTold(town, faults);
  const bots = (trouble.kills.get("telegram") ?? 0) + (trouble.kills.get("support") ?? 0);
  console.log(`# told: ${town.words.length} messages, ${town.news.length} changes of requests; twice: ${twice}, with ${bots} bots killed and ${trouble.hidden} answers of Telegram lost`);
  // In flight when a bot dies: one to a person, one to the forum.
  if (twice > 2 * bots + trouble.hidden) faults.push(`${twice} messages came twice`);
  for (const name of ALL) check(`starts of ${name}`, town.system.process(name).starts, 1 + (trouble.kills.get(name) ?? 0));
  return faults;
}

test(`whatever dies and whatever Telegram and Ozon do, everybody ends with what they are due (seed ${seed})`, async () => {
  const system = await System.start();
  const random = new Random(seed);
  const trouble = new Trouble(system, new Random(seedOf(seed, "trouble", 0)));
  const note = (what: string): void => trouble.note(what);
  const town: Town = {
    system, model: new Model(), desk: new Desk(system), rates: { own: 500, levels: [500, 500, 500] }, words: [], news: [], note,
  };
  const members: Member[] = [];
  try {
    for (const [n, [name, inviter]] of FAMILY.entries())
      members.push(new Member(town, 601 + n, name, new Random(seedOf(seed, "member", n)), members.find((one) => one.name === inviter)));
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500", `hold_days=${HOLD_DAYS}`);
    await town.desk.open();
    await until("Ozon's orders to be known", async () => /"postings",\s*"value": 9\b/.test(await system.ctlOk("status", "--json")));

    system.telegram.control.limits({ groupPerMinute: 6000, groupBurst: 1000 });
    trouble.start();
    await Promise.all(members.map((member) => member.join()));
    note("all have joined");
    for (const member of members) member.order();
    for (const member of members) member.deliver();
    await until("the first points", async () => await settledTotals(town, members), SETTLE_MS);
    await moveTime(system, (HOLD_DAYS + 1) * DAY_MS);
    const operator = new Random(seedOf(seed, "operator", 0));
    for (let round = 0; round < rounds; round++) {
      await Promise.all([
        ...members.map(async (member) => { for (let n = 0; n < ACTS; n++) await member.act(); }),
        ...[1, 2].map(async () => { for (let n = 0; n < members.length; n++) await operator.pick(members).serve(operator); }),
      ]);
      note(`round ${round} is over`);
      if (round === Math.floor(rounds / 2)) await newRates(town);
      await moveTime(system, random.int(1, HOLD_DAYS) * DAY_MS);
    }
    await trouble.stop();
    note("quiet");

    for (const { record } of town.model.undecided()) decideReturn(town, record, random.chance(0.5));
    await until("what Ozon shows to be counted", async () => (await settledTotals(town, members)), SETTLE_MS);
    await moveTime(system, (HOLD_DAYS + 1) * DAY_MS);
    await settled(town, members);
    note("points settled");
    await allTold(town, trouble);
    note("all told");
    const kills = [...trouble.kills.values()].reduce((sum, one) => sum + one, 0);
    console.log(`# ${kills} kills, ${town.model.postings.length} postings, ${town.model.payouts.length} requests`);
    console.log(trouble.journal.filter((one) => /round|joined|quiet|settled|told/.test(one)).map((one) => `# ${one}`).join("\n"));
    assert.deepEqual(await compare(town, members, trouble), []);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(trouble.journal.slice(-150).join("\n"));
    if (process.env["DIAG"]) {
      const short = (one: { seq: number; method: string; params: unknown; status?: number; answer?: unknown }): string => JSON.stringify(one);
      for (const method of ["createForumTopic", "deleteForumTopic"]) for (const one of system.telegram.control.calls({ method })) console.log(short(one as never));
      console.log(JSON.stringify(town.model.postings.map((one) => ({ ...one, buyer: one.buyer.name }))));
      console.log(JSON.stringify(system.ozon.control.returns(1000)));
      for (const member of members) {
        const now = await town.desk.call("participant.view", { tg: member.person.id });
        console.log(member.name, JSON.stringify(town.model.figures(member)), JSON.stringify({ own: now.own, levels: now.levels, total: now.total, held: now.held, expected: now.expected }));
      }
    }
    console.log(system.logs());
    throw error;
  } finally {
    await trouble.stop();
    town.desk.close();
    await system.close();
  }
});

/** Before the holds are over: the sums alone. */
async function settledTotals(town: Town, members: Member[]): Promise<boolean> {
  for (const member of members) {
    const now = await town.desk.call("participant.view", { tg: member.person.id });
    const wanted = town.model.figures(member).total;
    if ((now.total ?? 0) !== wanted) throw new Error(`${member.name} has ${now.total}, not ${wanted}`);
  }
  return true;
}
