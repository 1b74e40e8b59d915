// Some hundred digests fall due at once, on real processes and within Telegram's limits as the simulator keeps them;
// people who press a button meanwhile are answered before the bulk.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const SUBSCRIBERS = 240;
const FIRST = 20_000;
const QUESTIONS = 5;
/** Digests that may go out between a question and its answer: a small part of all of them. */
const PASSED_MAX = SUBSCRIBERS / 8;
const HOUR_MS = DAY_MS / 24;
const MOSCOW_MS = 3 * HOUR_MS;
const TEN_MS = 10 * HOUR_MS; // when digests are due

let system: System;
const people: Person[] = [];

const control = (): System["telegram"]["control"] => system.telegram.control;
const isDigest = (text: unknown): boolean => plain(String(text)).startsWith("Итоги дня");

/** To whom digests were sent, in the order of the simulator. */
function told(): number[] {
  return control().calls({ bot: BOT, method: "sendMessage" })
    .filter((one) => one.status === 200 && isDigest(one.params["text"])).map((one) => Number(one.params["chat_id"]));
}

type Counters = { name: string; value: number }[];

async function figures(): Promise<Map<string, number>> {
  const { actors } = JSON.parse(await system.ctlOk("status", "--json")) as { actors: { role: string; counters?: Counters }[] };
  const counters = actors.find((one) => one.role === "telegram")?.counters ?? [];
  return new Map(counters.map((one) => [one.name, one.value]));
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "hold_days=0", "digest_default=daily", "notice_released=false");
  system.clock.advance(2 * HOUR_MS);
  for (let n = 0; n < SUBSCRIBERS; n++) people.push(new Person(system, FIRST + n, `Подписчик ${n}`));
  const yesterday = new Date(system.clock.now() - DAY_MS).toISOString().slice(0, 10);
  const buyers = people.map((one) => ({ id: one.id, account: system.ozon.control.createBuyer({}).account }));
  const members = join(system.dir, "members.csv");
  writeFileSync(members, ["telegram_id,joined,ozon_id", ...buyers.map((one) => `${one.id},${yesterday},${one.account}`), ""].join("\n"));
  await system.ctlOk("import", "members", members);
  for (const one of people) one.start(); // a bot writes to nobody who has never written to it
  await until("everybody to be answered", () => people.every((one) => one.messages().some((heard) => heard.from.is_bot)), 120_000);
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  for (const { account } of buyers) {
    const [posting] = system.ozon.control.placeOrder({ account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }] }).postings;
    assert.ok(posting);
    system.ozon.control.deliver(posting);
  }
  await until("the orders to be counted", async () => {
    const { ledger } = JSON.parse(await system.ctlOk("status", "--json")) as { ledger: { counters: Counters } };
    return ledger.counters.find((one) => one.name === "postings")?.value === SUBSCRIBERS;
  }, 60_000);
});

after(async () => {
  try {
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});

test("hundreds of digests at once stay within the limits, show how far they are, and let answers pass", async () => {
  const before = (await figures()).get("digests_sent") ?? 0;
  const refused = control().limits().refused;
  const local = (system.clock.now() + MOSCOW_MS) % DAY_MS;
  system.clock.advance((TEN_MS - local + DAY_MS) % DAY_MS);
  await until("the first digests", () => told().length > 0, 60_000);
  for (const [n, asking] of people.slice(-QUESTIONS).entries()) {
    const ahead = told().length;
    await asking.balance();
    const passed = told().length - ahead;
    console.log(`# question ${n}: behind ${ahead} digests, ${passed} more before its answer`);
    assert.ok(passed <= PASSED_MAX, `${passed} digests went before an answer`);
  }
  assert.ok(told().length < SUBSCRIBERS, "the answers came before the end of the digests");
  const midway = await figures();
  const sent = (midway.get("digests_sent") ?? 0) - before;
  assert.ok(sent > 0 && sent < SUBSCRIBERS, `${sent} digests sent`);
  assert.ok((midway.get("digests_behind") ?? 0) > 0 || (midway.get("digests_waiting") ?? 0) > 0);
  assert.match(await system.ctlOk("status"), /telegram: \d+ digests sent, 0 not delivered, \d+ under way; \d+ facts of the journal to go/);
  await until("all of them", () => told().length >= SUBSCRIBERS, 120_000);
  await until("the last to be counted", async () => (await figures()).get("digests_sent") === before + SUBSCRIBERS);
  assert.deepEqual(told().sort((a, b) => a - b), people.map((one) => one.id), "everybody once");
  assert.equal(control().limits().refused, refused, "nothing was refused");
});
