// Some hundred digests fall due at once, on real processes and within Telegram's limits as the simulator keeps them;
// people who press a button meanwhile are answered before the bulk.
//
//   SUBSCRIBERS=n    so many digests (240); a hundred thousand take an hour, at thirty a second
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const SUBSCRIBERS = Number(process.env["SUBSCRIBERS"] ?? 240);
const FIRST = 20_000;
/** Asked evenly all the way, each by somebody else. */
const QUESTIONS = SUBSCRIBERS < 10_000 ? 5 : 50;
/** Digests that may go out between a question and its answer: those of a second. */
const PASSED_MAX = 30;
/** Nothing that happens to one of the crowd in time takes longer. */
const CROWD_MS = 60_000 + SUBSCRIBERS * 60;
const HOUR_MS = DAY_MS / 24;
const MOSCOW_MS = 3 * HOUR_MS;
const TEN_MS = 10 * HOUR_MS; // when digests are due

let system: System;
const people: Person[] = [];

const control = (): System["telegram"]["control"] => system.telegram.control;

function digestsOf(person: Person): number {
  return person.messages().filter((one) => one.from.is_bot && plain(one.text).startsWith("Итоги дня")).length;
}

type Counters = { name: string; value: number }[];

async function figures(): Promise<Map<string, number>> {
  const { actors } = JSON.parse(await system.ctlOk("status", "--json")) as { actors: { role: string; counters?: Counters }[] };
  const counters = actors.find((one) => one.role === "telegram")?.counters ?? [];
  return new Map(counters.map((one) => [one.name, one.value]));
}

async function postings(): Promise<number | undefined> {
  const { ledger } = JSON.parse(await system.ctlOk("status", "--json")) as { ledger: { counters: Counters } };
  return ledger.counters.find((one) => one.name === "postings")?.value;
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "hold_days=0", "digest_default=daily", "notice_released=false");
  system.clock.advance(2 * HOUR_MS);
  for (let n = 0; n < SUBSCRIBERS; n++) people.push(new Person(system, FIRST + n, `Подписчик ${n}`, { knows: [BOT] }));
  const yesterday = new Date(system.clock.now() - DAY_MS).toISOString().slice(0, 10);
  const buyers = people.map((one) => ({ id: one.id, account: system.ozon.control.createBuyer({}).account }));
  const members = join(system.dir, "members.csv");
  writeFileSync(members, ["telegram_id,joined,ozon_id", ...buyers.map((one) => `${one.id},${yesterday},${one.account}`), ""].join("\n"));
  await system.ctlOk("import", "members", members);
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  for (const { account } of buyers) {
    const [posting] = system.ozon.control.placeOrder({ account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }] }).postings;
    assert.ok(posting);
    system.ozon.control.deliver(posting);
  }
  await until("the orders to be counted", async () => await postings() === SUBSCRIBERS, CROWD_MS);
});

after(async () => {
  await system.finish();
});

/** Other messages of the bot that went between a question and its answer; all its private chats are numbered together. */
async function passed(person: Person): Promise<number> {
  const question = control().send({ person: person.id, bot: BOT, text: "Баланс" });
  const answer = await person.hear("Баланс: ");
  return answer.id - question.id - 1;
}

test("all of them at once stay within the limits, show how far they are, and let answers pass", async () => {
  const before = (await figures()).get("digests_sent") ?? 0;
  const refused = control().limits().refused;
  const local = (system.clock.now() + MOSCOW_MS) % DAY_MS;
  system.clock.advance((TEN_MS - local + DAY_MS) % DAY_MS);
  let sent = 0;
  for (let n = 1; n <= QUESTIONS; n++) {
    const next = people[Math.floor((SUBSCRIBERS * n) / (QUESTIONS + 1))];
    const asking = people.at(-n);
    assert.ok(next && asking);
    await until(`a digest at ${n} of ${QUESTIONS}`, () => digestsOf(next) > 0, CROWD_MS);
    const others = await passed(asking);
    const shown = await figures();
    const now = (shown.get("digests_sent") ?? 0) - before;
    console.log(`# question ${n}: ${now} digests sent, ${others} messages before its answer`);
    assert.ok(others <= PASSED_MAX, `${others} messages went before an answer`);
    assert.ok(now >= sent && now < SUBSCRIBERS, `${now} digests sent, behind ${sent}`);
    assert.ok((shown.get("digests_behind") ?? 0) > 0 || (shown.get("digests_waiting") ?? 0) > 0);
    sent = now;
  }
  assert.ok(sent > 0, "how far they are is shown on the way");
  assert.match(await system.ctlOk("status"), /telegram: \d+ digests sent, 0 not delivered, \d+ under way; \d+ facts of the journal to go/);
  await until("all of them to be counted", async () => (await figures()).get("digests_sent") === before + SUBSCRIBERS, CROWD_MS);
  assert.deepEqual(people.filter((one) => digestsOf(one) !== 1).map((one) => one.id), [], "everybody once");
  assert.equal(control().limits().refused, refused, "nothing was refused");
});
