// Where words could be lost on their way, or somebody with them: each of these was so once.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Person } from "../harness/people.ts";
import { BOT, HELP_BOT, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { ConversationKind, ConversationState } from "../../ui/src/wire/protocol.ts";
import { control, OLGA, openSupport, page, PATIENCE_MS, system } from "./guests.ts";

let vera: Person;
let thread: number; // hers, in the support group,
let room: number; // and her conversation

openSupport(async () => {
  vera = new Person(system, 701, "Вера");
  vera.start();
  await vera.hear("Условия участия");
  toSupport("ау, вы тут?");
  thread = (await control().waitTopic({ forum: SUPPORT_FORUM, name: "Вера · №", timeout_ms: PATIENCE_MS })).thread;
  await inTopic("ау, вы тут?");
  const { rows } = await page.call("conversations.list", { state: ConversationState.open, kind: ConversationKind.support, limit: 1 });
  room = rows?.[0]?.id ?? 0;
});

function toSupport(text: string): MessageView {
  return control().send({ person: vera.id, bot: HELP_BOT, text });
}

async function inTopic(text: string): Promise<MessageView> {
  return await control().wait({ forum: SUPPORT_FORUM, thread, text, from: "bot", timeout_ms: PATIENCE_MS });
}

function operator(text: string, reply_to?: number): MessageView {
  return control().send({ person: OLGA, forum: SUPPORT_FORUM, thread, text, ...(reply_to ? { reply_to } : {}) });
}

async function fromSupport(text: string): Promise<MessageView> {
  return await control().wait({ person: vera.id, bot: HELP_BOT, text, timeout_ms: PATIENCE_MS });
}

const heardFromSupport = (): string[] => control().chat({ person: vera.id, bot: HELP_BOT }).messages.map((one) => one.text);

const unreachable = async (): Promise<boolean> => (await page.call("participant.view", { participant: 1 })).unreachable ?? false;

describe("what an operator writes", () => {
  test("comes without a pointer if Telegram does not take what it points to", async () => {
    const copy = await inTopic("ау, вы тут?");
    await until("its copy to be known", async () => {
      const { messages } = await page.call("conversation.messages", { id: room, limit: 1 });
      return messages?.[0]?.places?.some((one) => one.message === copy.id);
    }, PATIENCE_MS);
    control().fault({ kind: "refused", bot: HELP_BOT, method: "sendMessage", chat_id: vera.id, description: "message to be replied not found" });
    operator("слышу вас", copy.id);
    const heard = await fromSupport("слышу вас");
    assert.equal(heard.text, "Оператор Ольга: слышу вас");
    assert.equal(heard.reply_to, undefined);
  });

  test("comes anew and with its author where its edit cannot change the copy", async () => {
    const sent = operator("до пятницы");
    await fromSupport("до пятницы");
    control().fault({ kind: "refused", bot: HELP_BOT, method: "editMessageText", description: "message can't be edited" });
    control().edit({ person: OLGA, forum: SUPPORT_FORUM, message_id: sent.id, text: "до субботы" });
    assert.equal((await fromSupport("до субботы")).text, "Оператор Ольга: Исправлено: до субботы");
  });

  test("is a command or is passed on: a command that does not exist is said so", async () => {
    operator("/balance нажмите это");
    await inTopic("Такой команды нет");
    operator("/info@another_bot");
    operator("нажмите «Баланс»");
    await fromSupport("нажмите «Баланс»");
    assert.ok(!heardFromSupport().some((one) => one.includes("/balance")));
    assert.equal(control().chat({ forum: SUPPORT_FORUM, thread }).messages.filter((one) => one.text.includes("Telegram ID")).length, 1, "the card alone");
  });

  test("waits for a bot whose token Telegram does not know, and is said once it does", async () => {
    const starts = system.process("support").starts;
    control().fault({ kind: "revoked", bot: HELP_BOT, method: "sendMessage" });
    operator("никуда не денется");
    await until("the bot to begin anew", () => system.process("support").starts > starts, PATIENCE_MS);
    await fromSupport("никуда не денется");
    assert.match(system.process("support").logText(), /does not know this bot's token/);
  });
});

describe("a person", () => {
  test("who stopped the support bot alone goes on hearing from their own", async () => {
    control().block({ person: vera.id, bot: HELP_BOT });
    operator("вы где?");
    await inTopic("остановил бота");
    await page.call("conversation.write", { id: room, text: "ушла", note: true }); // what is read now is newer
    assert.equal(await unreachable(), false);
    control().unblock({ person: vera.id, bot: HELP_BOT });
  });

  test("who was out of reach is in reach again by writing anything", async () => {
    control().fault({ kind: "refused", bot: BOT, method: "sendMessage", chat_id: vera.id, description: "chat not found" });
    vera.say("Инструкция");
    await until("it to be known", unreachable, PATIENCE_MS);
    vera.say("Инструкция");
    await vera.hear("Как всё устроено");
    await until("it to be over", async () => !(await unreachable()), PATIENCE_MS);
  });
});
