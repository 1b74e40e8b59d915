// What the gateway does for payouts, between the real bot and pages that are open: login by the bot with number
// matching, requests and messages as they happen, two operators at one request, and what was missed meanwhile.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type Messages, PayoutState } from "../../ui/src/wire/protocol.ts";
import { Person } from "../harness/people.ts";
import { BOT, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, type Push, refusedAs, Visitor } from "./gateway-client.ts";

const ANNA = 601;
const OLGA = 501;
const PETR = 502;

let system: System;
let anna: Person;

/** Registered, and with points that may be withdrawn. */
async function participant(): Promise<Person> {
  const person = new Person(system, ANNA, "Анна", { username: "anna_a" });
  const { ozon } = system;
  const { account } = ozon.control.createBuyer({});
  const [good] = ozon.control.goods();
  assert.ok(good);
  const order = ozon.control.placeOrder({
    account, scheme: "fbo", autoLife: false, createdAt: system.clock.now() - 3 * DAY_MS,
    items: [{ sku: good.sku, quantity: 1, price: 10_000 }],
  });
  await person.register(order.number);
  const { postings } = ozon.control.placeOrder({
    account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 400_000 }],
  });
  const [posting] = postings;
  assert.ok(posting);
  ozon.control.deliver(posting);
  await until("points", async () => (await person.balance()).includes("Баланс: 200"));
  system.clock.advance(31 * DAY_MS);
  await until("points to be available", async () => (await person.balance()).includes("доступно для вывода: 200"));
  return person;
}

type Attempt = { attempt: string; number: number; link: string; expires: number };

async function begin(visitor: Visitor): Promise<Attempt> {
  const answer = await visitor.post("/auth/begin", {});
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as Attempt;
}

async function finish(visitor: Visitor, attempt: string): Promise<string> {
  const answer = await visitor.post("/auth/finish", { attempt });
  assert.equal(answer.status, 200, answer.text);
  return (JSON.parse(answer.text) as { state: string }).state;
}

/** The person opens the link in the bot; a way to press one of the numbers it shows. */
async function openInBot(person: number, { link, number }: Attempt): Promise<(wanted: number | "wrong") => void> {
  const { control } = system.telegram;
  const since = control.chat({ person, bot: BOT }).seq;
  control.openLink({ person, url: link, press: true });
  const button = String(number).padStart(2, "0");
  const question = await control.wait({ person, bot: BOT, text: "Вход в админку", button, since, timeout_ms: 30_000 });
  const shown = question.buttons?.flat().map((one) => one.text) ?? [];
  assert.equal(shown.length, 3);
  return (wanted) => {
    const text = wanted === "wrong" ? shown.find((one) => one !== button) : String(wanted).padStart(2, "0");
    assert.ok(text);
    control.press({ person, bot: BOT, message_id: question.id, text });
  };
}

async function login(person: number): Promise<Visitor> {
  const visitor = new Visitor(system.adminUrl);
  const begun = await begin(visitor);
  assert.equal(await finish(visitor, begun.attempt), "waiting");
  const press = await openInBot(person, begun);
  press(begun.number);
  await until("the page to be let in", async () => (await finish(visitor, begun.attempt)) === "done");
  return visitor;
}

type Row = Messages["payout_row"];

function rows(page: Page): Row[] {
  return page.pushed("payouts").map((push) => push.payload as Row);
}

/** Through the bot, from "Вывести" to the confirmation. */
async function askForPayout(points: string): Promise<void> {
  anna.say("Вывести");
  await anna.hear("Сколько баллов вывести?");
  anna.say(points);
  anna.press(await anna.check(), "Подтвердить");
}

before(async () => {
  system = await System.start();
  for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"], [503, "Прохожий"]] as const)
    system.telegram.control.addPerson({ id, first_name: name });
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "payout_open_max=3");
  await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner,payout");
  await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
  anna = await participant();
});
after(async () => {
  assert.deepEqual(system.problems(), []);
  await system.close();
});

describe("login by the bot", () => {
  test("the number that the page shows lets in the browser it was shown in", async () => {
    const visitor = await login(OLGA);
    assert.deepEqual([...visitor.cookies.keys()], ["__Host-sid"]); // the other one is spent
    const page = await visitor.openPage();
    assert.equal((await page.op("hello", { protocol: 1 })).me.name, "Ольга");
    page.close();
  });

  test("another number ends the attempt", async () => {
    const visitor = new Visitor(system.adminUrl);
    const begun = await begin(visitor);
    const press = await openInBot(OLGA, begun);
    press("wrong");
    await until("the attempt to be over", async () => (await finish(visitor, begun.attempt)) === "refused");
    assert.equal(visitor.cookies.has("__Host-sid"), false);
  });

  test("somebody who is no administrator opens nothing", async () => {
    const visitor = new Visitor(system.adminUrl);
    const { attempt, link } = await begin(visitor);
    const { control } = system.telegram;
    control.openLink({ person: 503, url: link, press: true });
    await until("the bot to answer", () => control.chat({ person: 503, bot: BOT }).messages.length > 1);
    assert.equal(await finish(visitor, attempt), "waiting");
  });

  test("an attempt is worth nothing in another browser", async () => {
    const visitor = new Visitor(system.adminUrl);
    const thief = new Visitor(system.adminUrl);
    const begun = await begin(visitor);
    const { attempt } = begun;
    await begin(thief);
    const press = await openInBot(OLGA, begun);
    press(begun.number);
    await until("the number to be pressed", async () => (await finish(visitor, attempt)) === "done");
    assert.equal(await finish(thief, attempt), "expired");
    assert.equal((await new Visitor(system.adminUrl).post("/auth/finish", { attempt })).status, 403);
  });

  test("an answer that was lost is given again, with the same session", async () => {
    const visitor = new Visitor(system.adminUrl);
    const begun = await begin(visitor);
    const { attempt } = begun;
    const login = visitor.cookie;
    const press = await openInBot(OLGA, begun);
    press(begun.number);
    await until("the number to be pressed", async () => (await finish(visitor, attempt)) === "done");
    const first = visitor.cookies.get("__Host-sid");
    visitor.cookies.clear();
    const again = await visitor.post("/auth/finish", { attempt }, { Cookie: login });
    assert.equal((JSON.parse(again.text) as { state: string }).state, "done");
    assert.equal(visitor.cookies.get("__Host-sid"), first);
    (await visitor.openPage()).close();
  });

  test("an attempt ends after five minutes", async () => {
    const visitor = new Visitor(system.adminUrl);
    const { attempt } = await begin(visitor);
    system.clock.advance(6 * 60 * 1000);
    await until("the attempt to be over", async () => (await finish(visitor, attempt)) === "expired");
  });

  test("one address begins ten at once and no more", async () => {
    const visitor = new Visitor(system.adminUrl);
    const answers = await Promise.all(Array.from({ length: 12 }, async () => await visitor.post("/auth/begin", {})));
    const refused = answers.filter((answer) => answer.status === 429);
    assert.equal(refused.length, 2);
    assert.match(String(refused[0]?.headers["retry-after"]), /^[1-6]$/);
    await begin(new Visitor(system.adminUrl)); // from another address it goes on
  });
});

describe("payouts", () => {
  let olga: Visitor;
  let petr: Visitor;
  before(async () => {
    olga = await login(OLGA);
    petr = await login(PETR);
  });

  test("a request is on every open page at once", async () => {
    const pages = [await olga.openPage(), await petr.openPage()];
    for (const page of pages) await page.op("sub", { topic: "payouts" });
    await askForPayout("50");
    const asked = performance.now();
    const shown = await Promise.all(pages.map(async (page) => await until("the row", () => rows(page)[0])));
    console.log(`# pushed ${Math.round(performance.now() - asked)} ms after it was confirmed`);
    for (const row of shown) {
      assert.deepEqual([row.points, row.money, row.state, row.name], [5000, 5000, PayoutState.new, "Анна"]);
      assert.ok(row.can?.includes(PayoutState.negotiation));
    }
    for (const page of pages) page.close();
  });

  test("of two operators who take the same request one has it, and both see who", async () => {
    const [first, second] = [await olga.openPage(), await petr.openPage()];
    for (const page of [first, second]) await page.op("sub", { topic: "payouts" });
    const [row] = (await first.call("payouts.list", { limit: 10 })).rows ?? [];
    assert.ok(row);
    const outcome = await Promise.allSettled(
      [first, second].map(async (page) => await page.call("payout.claim", { payout: row.id, rev: row.rev, take: true })),
    );
    const lost = outcome.filter((one) => one.status === "rejected");
    assert.equal(lost.length, 1);
    assert.ok(refusedAs("CONFLICT")(lost[0]?.reason));
    for (const page of [first, second])
      await until("the operator on both pages", () => rows(page).some((one) => one.id === row.id && one.operator !== undefined));
    first.close();
    second.close();
  });

  test("a write that is sent again with its key is done once", async () => {
    const page = await olga.openPage();
    const [row] = (await page.call("payouts.list", { limit: 10 })).rows ?? [];
    assert.ok(row);
    const key = crypto.randomUUID();
    const change = { payout: row.id, rev: row.rev, take: true, reason: "перехватываю" };
    const first = await page.call("payout.claim", change, key);
    assert.deepEqual(await page.call("payout.claim", change, key), first);
    assert.equal((await page.call("payout.card", { payout: row.id })).row.rev, first.rev);
    page.close();
  });

  test("the dialogue is live on the page, from the first word to the mark that it was delivered", async () => {
    const page = await olga.openPage();
    const [row] = (await page.call("payouts.list", { limit: 10 })).rows ?? [];
    assert.ok(row);
    await page.call("payout.move", { payout: row.id, rev: row.rev, to: PayoutState.negotiation });
    await anna.hear("согласование");
    const card = await page.call("payout.card", { payout: row.id });
    const conversation = card.room?.id;
    assert.ok(conversation);
    await page.op("sub", { topic: `chat:${conversation}` });
    const said = await page.call("conversation.write", { id: conversation, text: "На какой банк?" });
    await anna.hear("На какой банк?");
    anna.say("На любой");
    const heard = (test: (row: Messages["message_row"]) => boolean): Push | undefined =>
      page.pushed(`chat:${conversation}`).find((push) => push.payload && test(push.payload as Messages["message_row"]));
    await until("the own message", () => heard((one) => one.n === said.n));
    await until("the answer", () => heard((one) => one.text === "На любой"));
    await until("the mark that ours was delivered", () => heard((one) => one.n === said.n && one.delivered === true));
    page.close();
  });

  test("a page that was away is told what it has missed", async () => {
    const page = await olga.openPage();
    const { seq } = await page.op("sub", { topic: "payouts" });
    const [row] = (await page.call("payouts.list", { limit: 10 })).rows ?? [];
    assert.ok(row);
    page.close();
    const other = await olga.openPage();
    const paid = await other.call("payout.move", { payout: row.id, rev: row.rev, to: PayoutState.paid });
    other.close();
    await anna.hear("выдано успешно");
    const back = await olga.openPage();
    const joined = await back.op("sub", { topic: "payouts", since: seq });
    assert.equal(joined.gap ?? false, false);
    const missed = await until("what was missed", () => back.pushed("payouts").find((push) => (push.payload as Row).rev === paid.rev));
    assert.ok(missed.seq > seq);
    back.close();
  });

  test("... also when the gateway was killed in between", async () => {
    const page = await petr.openPage();
    const { seq } = await page.op("sub", { topic: "payouts" });
    system.process("gateway").signal("SIGSTOP"); // it hears nothing of what follows
    await askForPayout("10");
    await anna.hear("Статус: новая");
    await system.kill("gateway");
    await page.untilClosed();
    await until("the gateway to be back", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
    const back = await petr.openPage();
    await back.op("sub", { topic: "payouts", since: seq });
    await until("what was missed", () => rows(back).some((row) => row.points === 1000));
    back.close();
  });

  test("pages go on hearing after the broker and the reader were killed", async () => {
    const page = await olga.openPage();
    await page.op("sub", { topic: "payouts" });
    await system.kill("broker");
    await system.kill("reader");
    const [row] = await until("the list", async () => (await page.call("payouts.list", { states: [PayoutState.new], limit: 10 })).rows);
    assert.ok(row);
    const moved = await page.call("payout.move", { payout: row.id, rev: row.rev, to: PayoutState.rejected, reason: 6, comment: "Проверка связи" });
    await until("the row", () => rows(page).some((one) => one.id === row.id && one.rev === moved.rev));
    page.close();
  });
});

