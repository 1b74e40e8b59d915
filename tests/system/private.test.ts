// Dialogues that are dealt to operators' own chats with the bot (operators.mode = private): who gets one, whom a reply
// is for, how one is handed over, and that changing the mode or losing the bot in the middle loses nothing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ConversationKind, ConversationState, type Messages, PayoutState } from "../../ui/src/wire/protocol.ts";
import { Person, plain } from "../harness/people.ts";
import { BOT, HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { type Page, Visitor } from "./gateway-client.ts";

const OLGA = 501; // the owner
const PETER = 502; // answers questions
const PATIENCE_MS = 90_000;

let system: System;
let page: Page;
let nextPerson = 700;

const control = (): System["telegram"]["control"] => system.telegram.control;

/** An operator's private chat with a bot. */
class Desk {
  readonly id: number;
  readonly bot: string;

  constructor(id: number, bot = HELP_BOT) {
    this.id = id;
    this.bot = bot;
  }

  messages(): MessageView[] {
    return control().chat({ person: this.id, bot: this.bot, limit: 200 }).messages;
  }

  has(text: string): boolean {
    return this.messages().some((one) => plain(one.text).includes(text));
  }

  async sees(text: string): Promise<MessageView> {
    return await until(`${this.id} to see ${text}`, () => this.messages().find((one) => one.from.is_bot && plain(one.text).includes(text)), PATIENCE_MS);
  }

  /** The card of somebody's conversation. */
  async card(guest: Guest): Promise<MessageView> {
    return await until(`the card of ${guest.name}`, () =>
      this.messages().filter((one) => one.from.is_bot && one.text.startsWith(guest.name) && one.buttons.length > 0).at(-1), PATIENCE_MS);
  }

  write(writing: { text?: string; reply_to?: number; caption?: string; photo?: object }): MessageView {
    return control().send({ person: this.id, bot: this.bot, ...writing });
  }

  press(message: MessageView, text: string): void {
    control().press({ person: this.id, bot: this.bot, message_id: message.id, text });
  }

  /** Presses once the button is there: it comes with an edit. */
  async pressOnce(message: MessageView, text: string): Promise<void> {
    await until(`the button ${text}`, () =>
      this.messages().find((one) => one.id === message.id)?.buttons.flat().some((one) => one.text === text), PATIENCE_MS);
    this.press(message, text);
  }
}

class Guest {
  readonly id = ++nextPerson;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
    control().addPerson({ id: this.id, first_name: name, language_code: "ru" });
  }

  write(writing: { text?: string; caption?: string; photo?: object }): MessageView {
    return control().send({ person: this.id, bot: HELP_BOT, ...writing });
  }

  messages(): MessageView[] {
    return control().chat({ person: this.id, bot: HELP_BOT }).messages;
  }

  async hears(text: string): Promise<MessageView> {
    return await control().wait({ person: this.id, bot: HELP_BOT, text, timeout_ms: PATIENCE_MS });
  }
}

const olga = new Desk(OLGA);
const peter = new Desk(PETER);

async function roomOf(guest: Guest): Promise<Messages["conversation_view"]> {
  for (const state of [ConversationState.open, ConversationState.answered, ConversationState.closed]) {
    const { rows } = await page.call("conversations.list", { state, kind: ConversationKind.support, limit: 100 });
    const found = rows?.find((one) => one.tg === guest.id);
    if (found) return found;
  }
  throw new Error(`no conversation of ${guest.name}`);
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "operators_mode=private", "own_rate=500");
  for (const [id, name, rights] of [[OLGA, "Ольга", "owner"], [PETER, "Пётр", "support"]] as const) {
    control().addPerson({ id, first_name: name });
    await system.ctlOk("admins", "add", String(id), name, rights);
  }
  control().start({ person: OLGA, bot: HELP_BOT });
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  page = await visitor.openPage();
});

after(async () => {
  (page as Page | undefined)?.close();
  await system.finish();
});

describe("dealing", () => {
  const vera = (): Guest => guests[0] as Guest;
  const boris = (): Guest => guests[1] as Guest;
  const guests: Guest[] = [];

  before(() => {
    guests.push(new Guest("Вера"), new Guest("Борис"));
  });

  test("a conversation is dealt with its card, and who never started the bot is passed over", async () => {
    vera().write({ text: "не работает ссылка" });
    await olga.card(vera());
    await olga.sees("Участник: не работает ссылка");
    boris().write({ text: "а у меня баллы" });
    await olga.card(boris()); // Peter has less to do, but cannot be written to
    assert.match((await olga.sees("недоступен в Telegram")).text, /Борис/);
    assert.ok(!control().topics({ forum: SUPPORT_FORUM }).some((one) => one.name.includes("tg")));
  });

  test("a reply is for whom it replies to, with two conversations at once", async () => {
    olga.write({ text: "Вере", reply_to: (await olga.sees("не работает ссылка")).id });
    olga.write({ text: "Борису", reply_to: (await olga.sees("а у меня баллы")).id });
    olga.write({ text: "ещё Вере", reply_to: (await olga.card(vera())).id });
    await vera().hears("Оператор Ольга: Вере");
    await boris().hears("Оператор Ольга: Борису");
    await vera().hears("Оператор Ольга: ещё Вере");
    assert.ok(!vera().messages().some((one) => one.text.includes("Борису")));
    assert.ok(!boris().messages().some((one) => one.text.includes("Вере")));
  });

  test("without a reply the bot asks whom it is for and never guesses; a photo arrives as well", async () => {
    olga.write({ photo: {}, caption: "кому это" });
    const question = await olga.sees("Кому отправить");
    assert.ok(![vera(), boris()].some((one) => one.messages().some((heard) => heard.text.includes("кому это"))));
    olga.press(question, question.buttons.flat().find((one) => one.text.startsWith("Борис"))?.text ?? "");
    const heard = await boris().hears("кому это");
    assert.ok(heard.photo);
    await olga.sees("Сообщение адресовано: Борис");
    assert.ok(!vera().messages().some((one) => one.text.includes("кому это")));
  });

  test("edits follow, notes stay among operators, and the page's words bear their author", async () => {
    const sent = olga.write({ text: "опечтака", reply_to: (await olga.card(vera())).id });
    const heard = await vera().hears("опечтака");
    control().edit({ person: OLGA, bot: HELP_BOT, message_id: sent.id, text: "опечатка" });
    await until("the edit", () => vera().messages().some((one) => one.id === heard.id && one.text === "Оператор Ольга: опечатка"), PATIENCE_MS);
    const photo = olga.write({ photo: {}, caption: "схема", reply_to: (await olga.card(vera())).id });
    const shown = await vera().hears("Оператор Ольга: схема");
    control().edit({ person: OLGA, bot: HELP_BOT, message_id: photo.id, document: { name: "схема.pdf" } });
    await until("the file", () => vera().messages().some((one) => one.id === shown.id && one.document?.name === "схема.pdf" && one.text === "Оператор Ольга: схема"), PATIENCE_MS);
    const asked = vera().write({ photo: {}, caption: "так?" });
    const copy = await olga.sees("Участник: так?");
    control().edit({ person: vera().id, bot: HELP_BOT, message_id: asked.id, document: { name: "так.pdf" } });
    await until("the other file", () => olga.messages().some((one) => one.id === copy.id && one.document?.name === "так.pdf"), PATIENCE_MS);
    olga.write({ text: "// проверить заказы", reply_to: (await olga.card(vera())).id });
    const { id } = await roomOf(vera());
    await until("the note", async () => (await page.call("conversation.messages", { id, limit: 5 })).messages?.some((one) => one.note && one.text === "проверить заказы"));
    await page.call("conversation.write", { id, text: "со страницы" });
    await olga.sees("Ольга (админка): со страницы");
    await vera().hears("со страницы");
    assert.ok(!vera().messages().some((one) => one.text.includes("проверить")));
  });

  test("who starts the bot is dealt to: whoever has least to do", async () => {
    control().start({ person: PETER, bot: HELP_BOT });
    await until("the start to be taken", () => control().queue({ bot: HELP_BOT }).pending === 0);
    const inna = new Guest("Инна");
    inna.write({ text: "помогите" });
    await peter.card(inna);
    assert.ok(!olga.has("помогите"));
    peter.write({ text: "Сейчас" }); // the only one he has: no question
    await inna.hears("Оператор Пётр: Сейчас");
  });
});

describe("handing over", () => {
  test("the next operator gets the card with the last messages, the other one sees it gone and may take it back", async () => {
    const guest = new Guest("Зоя");
    guest.write({ text: "первый вопрос" });
    const from = await until("it to be dealt", async () => (await roomOf(guest)).assignee_tg);
    const [mine, other, name] = from === OLGA ? [olga, peter, "Пётр"] : [peter, olga, "Ольга"];
    const card = await mine.card(guest);
    await mine.sees("Участник: первый вопрос");
    guest.write({ photo: {}, caption: "чек" });
    await mine.sees("Участник: чек");
    mine.press(card, "Передать");
    await mine.pressOnce(card, name);
    const theirs = await other.card(guest);
    assert.match(theirs.text, /Последние сообщения:\nУчастник: первый вопрос\nУчастник: \[фото\] чек/);
    const photo = await other.sees("Участник: чек");
    assert.ok(photo.photo);
    other.write({ text: "вижу чек", reply_to: photo.id });
    await guest.hears("вижу чек");
    guest.write({ text: "второй вопрос" });
    const question = await other.sees("второй вопрос");
    other.write({ text: "отвечаю", reply_to: question.id });
    await guest.hears("отвечаю");
    assert.ok(!mine.has("второй вопрос"));
    await mine.pressOnce(card, "Взять");
    await until("it to be back", async () => (await roomOf(guest)).assignee_tg === mine.id);
    guest.write({ text: "третий вопрос" });
    await mine.sees("третий вопрос");
    assert.ok(!other.has("третий вопрос"));
    mine.press(await mine.card(guest), "Закончить");
    await until("it to be closed", async () => (await roomOf(guest)).state === ConversationState.closed);
  });

  test("what an operator had who blocked the bot is dealt to another one, who is told so", async () => {
    const guest = new Guest("Глеб");
    guest.write({ text: "раз" });
    const first = (await until("it to be dealt", async () => (await roomOf(guest)).assignee_tg)) === OLGA ? olga : peter;
    const second = first === olga ? peter : olga;
    await first.sees("Участник: раз");
    control().block({ person: first.id, bot: HELP_BOT });
    guest.write({ text: "два" });
    await second.sees("Участник: два");
    assert.match((await second.card(guest)).text, /недоступен в Telegram/);
    control().unblock({ person: first.id, bot: HELP_BOT });
    control().start({ person: first.id, bot: HELP_BOT });
  });
});

describe("who may not answer any more", () => {
  test("what a blocked administrator had is dealt to another one at once, and their words are not passed on", async () => {
    const guest = new Guest("Рита");
    guest.write({ text: "есть кто?" });
    const room = await until("it to be dealt", async () => { const one = await roomOf(guest); return one.assignee ? one : undefined; });
    if (room.assignee_tg !== PETER) await page.call("conversation.assign", { id: room.id, from: room.assignee ?? 0, to: 2 });
    const card = await peter.card(guest);
    await system.ctlOk("admins", "block", "2");
    await olga.card(guest); // nobody has written since
    peter.write({ text: "я ещё тут", reply_to: card.id });
    guest.write({ text: "ау" });
    await olga.sees("Участник: ау");
    await until("all to be taken", () => control().queue({ bot: HELP_BOT }).pending === 0);
    assert.ok(!guest.messages().some((one) => one.text.includes("я ещё тут")));
    await system.ctlOk("admins", "unblock", "2");
  });
});

describe("what may happen", () => {
  test("a bot killed in the middle goes on, and nothing is lost", async () => {
    const guest = new Guest("Кира");
    for (let n = 1; n <= 6; n++) guest.write({ text: `слово ${n}.` });
    await until("the first word", () => olga.has("слово 1.") || peter.has("слово 1."), PATIENCE_MS);
    await system.kill("support");
    const desk = (await until("it to be dealt", async () => (await roomOf(guest)).assignee_tg)) === OLGA ? olga : peter;
    await desk.sees("слово 6.");
    const words = desk.messages().filter((one) => one.text.startsWith("Участник: слово")).map((one) => one.text);
    assert.deepEqual([...new Set(words)], [1, 2, 3, 4, 5, 6].map((n) => `Участник: слово ${n}.`));
    desk.write({ text: "слышу", reply_to: (await desk.sees("слово 3.")).id });
    await guest.hears("слышу");
  });

  test("the mode can be changed at any time: the next words go the new way, replies to the old ones arrive", async () => {
    const guest = new Guest("Лев");
    guest.write({ text: "в личный чат" });
    const desk = (await until("it to be dealt", async () => (await roomOf(guest)).assignee_tg)) === OLGA ? olga : peter;
    const old = await desk.sees("в личный чат");
    control().addOperator({ forum: SUPPORT_FORUM, person: OLGA });
    await system.ctlOk("settings", "set", "operators_mode=topics");
    guest.write({ text: "в тему" });
    const { thread } = await control().waitTopic({ forum: SUPPORT_FORUM, name: `Лев · tg${guest.id}`, timeout_ms: PATIENCE_MS });
    await control().wait({ forum: SUPPORT_FORUM, thread, text: "в тему", from: "bot", timeout_ms: PATIENCE_MS });
    desk.write({ text: "ответ на старое", reply_to: old.id });
    await guest.hears("ответ на старое");
    await system.ctlOk("settings", "set", "operators_mode=private");
    guest.write({ text: "снова в личный чат" });
    await desk.sees("снова в личный чат");
  });
});

describe("payouts", () => {
  test("a request is agreed upon in a private chat, from its card to the payment", async () => {
    const desk = new Desk(OLGA, BOT);
    control().start({ person: OLGA, bot: BOT });
    const anna = await Person.withPoints(system, 601, "Анна");
    anna.say("Вывести");
    await anna.hear("Сколько баллов вывести?");
    anna.say("100");
    anna.press(await anna.check(), "Подтвердить");
    await anna.hear("/Заявка №.\\d+\n/", "Отменить");
    const card = async (state: string): Promise<MessageView> =>
      await until(`the request ${state}`, () => desk.messages().find((one) => /^Заявка № \d+\n/.test(plain(one.text)) && plain(one.text).includes(state) && one.buttons.length > 0), PATIENCE_MS);
    const request = await card("Состояние: ");
    desk.press(request, "Согласование");
    await anna.hear("/огласован/");
    anna.say("Куда прислать?");
    desk.write({ text: "Переведём на карту", reply_to: (await desk.sees("Участник: Куда прислать?")).id });
    await anna.hear("Переведём на карту");
    await desk.pressOnce(request, "Выдано");
    await desk.pressOnce(request, "Да, деньги отправлены");
    await anna.hear("/выплачен|Выдано|выдан/");
    const visitor = new Visitor(system.adminUrl);
    await visitor.useTicket(await system.ctlOk("login", "1"));
    const fresh = await visitor.openPage();
    const { rows } = await fresh.call("payouts.list", { limit: 1 });
    assert.equal(rows?.[0]?.state, PayoutState.paid);
    fresh.close();
    assert.ok(!control().topics({ forum: PAYOUT_FORUM }).some((one) => one.name.startsWith("Анна")));
  });
});
