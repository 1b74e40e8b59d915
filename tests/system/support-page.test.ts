// Conversations of support on the admin page, on real processes, without a browser: what is heard at once, by whom, and
// that nobody takes a conversation unseen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Person } from "../harness/people.ts";
import { HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ConversationKind, ConversationState, type ConversationView } from "../../ui/src/wire/protocol.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

const VERA = 701;
const ANNA = 702;
const { open, answered, closed } = ConversationState;

let system: System;
let owner: Page;
let support: Page;
let anna: Person;
const ids = { owner: 0, support: 0 };

async function pageOf(n: number, name: "owner" | "support"): Promise<Page> {
  await system.ctlOk("admins", "add", String(500 + n), `Оператор ${n}`, name);
  const visitor = new Visitor(system.adminUrl);
  const { me } = await visitor.useTicket(await system.ctlOk("login", String(n)));
  ids[name] = me?.admin ?? 0;
  const page = await visitor.openPage();
  await page.op("sub", { topic: "conversations" });
  return page;
}

function write(text: string): void {
  system.telegram.control.send({ person: VERA, bot: HELP_BOT, text });
}

const heard = (page: Page): ConversationView[] => page.pushed("conversations").map((push) => push.payload as ConversationView);

async function hears(page: Page, what: string, fits: (room: ConversationView) => boolean): Promise<ConversationView> {
  return await until(what, () => heard(page).filter(fits).at(-1));
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500");
  system.telegram.control.addPerson({ id: VERA, first_name: "Вера", language_code: "ru" });
  anna = await Person.withPoints(system, ANNA, "Анна"); // a month passes: no session lasts so long
  owner = await pageOf(1, "owner");
  support = await pageOf(2, "support");
});

after(async () => {
  (owner as Page | undefined)?.close();
  (support as Page | undefined)?.close();
  await system.finish();
});

describe("a conversation of support", () => {
  let id: number;

  test("is heard of on every page at once, with the words under its own topic", async () => {
    write("Помогите");
    for (const page of [owner, support]) {
      const room = await hears(page, "the conversation", (one) => one.state === open);
      assert.deepEqual([room.kind, room.name, room.messages], [ConversationKind.support, "Вера", 1]);
      id = room.id;
    }
    // Whoever was told reads no older state, whichever reader answers.
    const { rows = [], counts = [] } = await support.call("conversations.list", { state: open, limit: 10 });
    assert.deepEqual(rows.map((one) => one.id), [id]);
    assert.equal(counts.find((one) => one.kind === ConversationKind.support && one.state === open)?.count, 1);
  });

  test("is taken once: the second one is told who has it", async () => {
    await support.call("conversation.assign", { id, to: ids.support });
    await hears(owner, "who has it", (one) => one.assignee === ids.support && one.assignee_name === "Оператор 2");
    await assert.rejects(owner.call("conversation.assign", { id, to: ids.owner }), refusedAs("CONFLICT", /administrator 2 has it/));
    const { operators = [] } = await support.call("operators.list", { kind: ConversationKind.support });
    assert.deepEqual(operators.map((one) => one.name), ["Оператор 1", "Оператор 2"]);
  });

  test("is answered, closed, and opened again by writing", async () => {
    await support.call("conversation.write", { id, text: "Слушаю вас" });
    await hears(owner, "the answer", (one) => one.state === answered);
    await system.telegram.control.wait({ person: VERA, bot: HELP_BOT, text: "Слушаю вас", timeout_ms: 60_000 });
    await support.call("conversation.move", { id, state: closed });
    await hears(owner, "the end", (one) => one.state === closed);
    const { rows = [] } = await owner.call("conversations.list", { state: closed, newest: true, limit: 10 });
    assert.deepEqual(rows.map((one) => one.id), [id]);
    write("Ещё вопрос");
    await hears(owner, "a new question", (one) => one.state === open && (one.messages ?? 0) >= 3);
  });

  test("of somebody who is banned takes no more words", async () => {
    await support.call("conversation.ban", { id, banned: true, reason: "одна брань" });
    const { messages } = await hears(owner, "the ban", (one) => one.banned === true);
    write("Вы меня слышите?");
    await system.telegram.control.wait({ person: VERA, bot: HELP_BOT, text: "не принимает сообщения", timeout_ms: 60_000 });
    assert.equal((await owner.call("conversation.get", { id })).messages, messages);
    await support.call("conversation.ban", { id });
    write("А теперь?");
    await hears(owner, "to be heard again", (one) => one.banned !== true && one.messages === (messages ?? 0) + 1);
  });
});

test("what is written about a payout is nothing that an operator of support sees or hears", async () => {
  anna.say("Вывести");
  anna.press(await anna.hear("Сколько баллов вывести?", "Все"), "Все");
  anna.press(await anna.check(), "Подтвердить");
  await anna.hear("/Заявка №.1/");
  const { room } = await owner.call("payout.card", { payout: 1 });
  const id = room?.id ?? 0;
  await support.op("sub", { topic: `chat:${id}` });
  await owner.op("sub", { topic: `chat:${id}` });
  await owner.call("conversation.write", { id, text: "Сегодня переведём" });
  await until("the owner to hear it", () => owner.pushed(`chat:${id}`).length > 0 && heard(owner).some((one) => one.id === id));
  const before = heard(owner).findLast((one) => one.tg === VERA)?.messages ?? 0;
  write("Спасибо"); // heard by support, and later than that
  const thanks = await hears(owner, "the thanks", (one) => one.tg === VERA && (one.messages ?? 0) > before);
  await hears(support, "the thanks, too", (one) => one.tg === VERA && one.messages === thanks.messages);
  assert.ok(heard(support).every((one) => one.kind === ConversationKind.support));
  assert.deepEqual(support.pushed(`chat:${id}`), []);
  await assert.rejects(support.call("conversation.get", { id }), refusedAs("FORBIDDEN"));
  await assert.rejects(support.call("conversation.messages", { id, limit: 10 }), refusedAs("FORBIDDEN"));
  await assert.rejects(support.call("conversation.assign", { id, to: ids.support }), refusedAs("FORBIDDEN"));
  await assert.rejects(support.call("payouts.list", { limit: 10 }), refusedAs("FORBIDDEN"));
  for (const state of [open, answered, closed]) {
    const { rows = [] } = await support.call("conversations.list", { state, limit: 100 });
    assert.ok(rows.every((one) => one.kind === ConversationKind.support));
  }
});
