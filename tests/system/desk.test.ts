// How operators deal with requests without leaving Telegram: the card with buttons in a participant's topic, the reasons
// of a refusal, who may press, and what two who press at once are told.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Messages, PayoutState, RejectReason } from "../../ui/src/wire/protocol.ts";
import { Person, plain } from "../harness/people.ts";
import { BOT, PAYOUT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { type Page, Visitor } from "./gateway-client.ts";

const OLGA = 501; // the owner
const PETER = 502; // pays out
const INNA = 503; // in the group, but only answers questions
const PATIENCE_MS = 90_000;

let system: System;
let anna: Person;
let page: Page;
let thread: number;

const control = (): System["telegram"]["control"] => system.telegram.control;
const topic = (): MessageView[] => control().chat({ forum: PAYOUT_FORUM, thread, limit: 200 }).messages;

const pinned = (): number[] => control().chat({ forum: PAYOUT_FORUM }).pinned;

async function row(): Promise<Messages["payout_row"]> {
  const [newest] = (await page.call("payouts.list", { limit: 1 })).rows ?? [];
  assert.ok(newest);
  return newest;
}

async function ask(points: string): Promise<number> {
  anna.say("Вывести");
  await anna.hear("Сколько баллов вывести?");
  anna.say(points);
  anna.press(await anna.check(), "Подтвердить");
  const { text } = await anna.hear("/Заявка №.\\d+\n/", "Отменить");
  return Number(/Заявка № (\d+)/.exec(plain(text))?.[1]);
}

/** The request's card in the topic, once it says so. */
async function card(payout: number, state: string): Promise<MessageView> {
  return await until("the card", () =>
    topic().find((one) => plain(one.text).startsWith(`Заявка № ${payout}\n`) && plain(one.text).includes(state)), PATIENCE_MS);
}

/** Presses, and gives what the bot answers with: the text of the note, and whether it stays. */
async function press(person: number, message: MessageView, text: string): Promise<{ text?: string; show_alert?: boolean }> {
  const { query } = control().press({ person, forum: PAYOUT_FORUM, message_id: message.id, text });
  assert.ok(query);
  return (await control().waitAnswer({ query, timeout_ms: PATIENCE_MS })) as { text?: string; show_alert?: boolean };
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "two_approvals_from=15000", "text_reject_tax=Пришлите справку.");
  for (const [id, name, rights] of [[OLGA, "Ольга", "owner"], [PETER, "Пётр", "payout"], [INNA, "Инна", "support"]] as const) {
    control().addPerson({ id, first_name: name });
    control().addOperator({ forum: PAYOUT_FORUM, person: id });
    await system.ctlOk("admins", "add", String(id), name, rights);
  }
  anna = await Person.withPoints(system, 601, "Анна");
  const visitor = new Visitor(system.adminUrl); // after a month has passed: a session would be over
  await visitor.useTicket(await system.ctlOk("login", "1"));
  page = await visitor.openPage();
});

after(async () => {
  (page as Page | undefined)?.close();
  await system.finish();
});

test("a new request comes with a card, and who takes it is named there", async () => {
  const payout = await ask("20");
  thread = (await control().waitTopic({ forum: PAYOUT_FORUM, name: "Анна", timeout_ms: PATIENCE_MS })).thread;
  const fresh = await card(payout, "Состояние: новая");
  assert.match(plain(fresh.text), /20 баллов → 20 ₽/);
  assert.deepEqual(fresh.buttons.map((line) => line.map((one) => one.text)), [["Взять в работу", "Согласование"], ["Отказ"]]);
  await until("it to be pinned", () => pinned().includes(fresh.id), PATIENCE_MS);
  assert.equal((await press(PETER, fresh, "Взять в работу")).text, "Готово");
  const taken = await card(payout, "Занимается: Пётр");
  assert.equal(taken.id, fresh.id, "the card itself has changed");
  assert.equal((await row()).operator_name, "Пётр");
});

test("who may not pay out is told so, and nothing changes", async () => {
  const { id, rev } = await row();
  const answer = await press(INNA, await card(id, "Занимается: Пётр"), "Согласование");
  assert.match(answer.text ?? "", /нет права/);
  assert.equal(answer.show_alert, true);
  assert.equal((await row()).rev, rev);
});

test("a request that a colleague has is left to them", async () => {
  const { id } = await row();
  const answer = await press(OLGA, await card(id, "Занимается: Пётр"), "Согласование");
  assert.match(answer.text ?? "", /занимается Пётр/);
  assert.equal((await row()).state, PayoutState.new);
});

test("it is negotiated and paid, but only after a second thought", async () => {
  const { id } = await row();
  await press(PETER, await card(id, "новая"), "Согласование");
  await anna.hear("согласование");
  const negotiated = await card(id, "Состояние: согласование");
  await press(PETER, negotiated, "Выдано");
  const sure = await card(id, "Деньги уже отправлены?");
  assert.equal((await row()).state, PayoutState.negotiation);
  await press(PETER, sure, "Назад");
  await until("the card's own buttons", () => topic().some((one) => one.id === sure.id && one.buttons.flat().some((b) => b.text === "Выдано")), PATIENCE_MS);
  await press(PETER, sure, "Выдано");
  await press(PETER, await card(id, "Деньги уже отправлены?"), "Да, деньги отправлены");
  await anna.hear("выдано успешно");
  const paid = await card(id, "Состояние: выдано успешно");
  assert.match(paid.text, /Кто вёл: Пётр/);
  assert.deepEqual(paid.buttons, []);
  await until("it to be no longer pinned", () => !pinned().includes(paid.id), PATIENCE_MS);
  await until("the line about it", () => topic().some((one) => plain(one.text) === `Заявка № ${id}: выдано успешно`), PATIENCE_MS);
});

test("a refusal asks for its reason, and the participant gets the owner's text for it", async () => {
  const payout = await ask("30");
  await press(PETER, await card(payout, "новая"), "Отказ");
  const which = await card(payout, "Почему отказ?");
  assert.equal(which.buttons.length, 7);
  await press(PETER, which, "не хватает данных");
  const told = plain((await anna.hear("отказ")).text);
  assert.match(told, /Причина: не хватает данных для налогового учёта\.[^]*Пришлите справку\./);
  assert.match((await card(payout, "Состояние: отказ")).text, /Причина: не хватает данных/);
  assert.equal((await row()).reason, RejectReason.tax_data);
});

test("what is done on the admin page changes the card, and an old button says who did it", async () => {
  const payout = await ask("40");
  const fresh = await card(payout, "новая");
  await until("the request", async () => (await row()).id === payout);
  await system.processes.get("telegram")?.stop();
  const { rev } = await row();
  const { query } = control().press({ person: PETER, forum: PAYOUT_FORUM, message_id: fresh.id, text: "Взять в работу" });
  await page.call("payout.move", { payout, rev, to: PayoutState.negotiation });
  system.processes.get("telegram")?.start();
  const answer = await control().waitAnswer({ query: query ?? "", timeout_ms: PATIENCE_MS });
  assert.match(String(answer["text"]), /Заявку уже изменили: Ольга\. Состояние: согласование/);
  assert.match((await card(payout, "Состояние: согласование")).text, /Занимается: Ольга/);
});

test("a sum that two have to agree to is not paid by one, and a deleted card comes again", async () => {
  await page.call("payout.move", { payout: (await row()).id, rev: (await row()).rev, to: PayoutState.rejected, reason: RejectReason.other });
  const payout = await ask("150");
  const fresh = await card(payout, "новая");
  control().remove({ person: OLGA, forum: PAYOUT_FORUM, message_id: fresh.id });
  await page.call("payout.move", { payout, rev: (await row()).rev, to: PayoutState.negotiation });
  const again = await card(payout, "Состояние: согласование");
  assert.notEqual(again.id, fresh.id);
  await press(OLGA, again, "Выдано");
  const answer = await press(OLGA, await card(payout, "Деньги уже отправлены?"), "Да, деньги");
  assert.match(answer.text ?? "", /согласуют двое/);
  assert.equal((await row()).state, PayoutState.negotiation);
});

test("a button that somebody made up shows a participant nothing", async () => {
  const { id, rev } = await row();
  const before = anna.messages().length;
  const mine = anna.messages().findLast((one) => one.buttons.length > 0);
  assert.ok(mine);
  mine.buttons[0]![0]!.callback_data = `v1:op:${id}:${rev}:a:2`;
  const { query } = control().press({ person: anna.id, bot: BOT, message_id: mine.id, data: `v1:op:${id}:${rev}:a:2` });
  await control().waitAnswer({ query: query ?? "", timeout_ms: PATIENCE_MS });
  assert.ok(!anna.messages().slice(before).some((one) => /→/.test(one.text)));
});
