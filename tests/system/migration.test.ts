// Telegram gives a group that becomes a supergroup a new id. The configuration still names the old one: what people write
// reaches the group all the same, also after the bot was started anew, when nobody tells it about the new id again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM, System } from "../harness/system.ts";

const OLD = -5001;
const VERA = 801;
const OLGA = 501;
const PATIENCE_MS = 60_000;

let system: System;

const control = (): System["telegram"]["control"] => system.telegram.control;

before(async () => {
  system = await System.start({
    actors: ["broker", "ledger", "reader", "support"],
    edit: (config) => config.replace(`operators_chat = ${SUPPORT_FORUM}`, `operators_chat = ${OLD}`),
  });
  control().addPerson({ id: VERA, first_name: "Вера", language_code: "ru" });
  control().addPerson({ id: OLGA, first_name: "Ольга" });
  control().addOperator({ forum: SUPPORT_FORUM, person: OLGA });
  await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
});

after(async () => {
  await system.close();
});

test("the operators' group is found under its new id, and still is after a restart", async () => {
  control().fault({ kind: "moved", bot: HELP_BOT, chat_id: OLD, migrate_to: SUPPORT_FORUM });
  control().send({ person: VERA, bot: HELP_BOT, text: "до переезда" });
  const { thread } = await control().waitTopic({ forum: SUPPORT_FORUM, name: "Вера", timeout_ms: PATIENCE_MS });
  await control().wait({ forum: SUPPORT_FORUM, thread, text: "до переезда", from: "bot", timeout_ms: PATIENCE_MS });
  assert.deepEqual(control().faults(), []);

  await system.kill("support");
  control().send({ person: OLGA, forum: SUPPORT_FORUM, thread, text: "ответ после переезда" });
  await control().wait({ person: VERA, bot: HELP_BOT, text: "ответ после переезда", timeout_ms: PATIENCE_MS });
  control().send({ person: VERA, bot: HELP_BOT, text: "спасибо" });
  await control().wait({ forum: SUPPORT_FORUM, thread, text: "спасибо", from: "bot", timeout_ms: PATIENCE_MS });
  assert.equal(control().topics({ forum: SUPPORT_FORUM }).filter((one) => one.name.startsWith("Вера")).length, 1);
  await system.verify();
});

test("an edit that is under way when the group moves arrives in the new one, and what comes after it", async () => {
  const sent = control().send({ person: VERA, bot: HELP_BOT, text: "до второго переезда" });
  const { thread } = await control().waitTopic({ forum: SUPPORT_FORUM, name: "Вера", timeout_ms: PATIENCE_MS });
  await control().wait({ forum: SUPPORT_FORUM, thread, text: "до второго переезда", from: "bot", timeout_ms: PATIENCE_MS });
  control().member({ forum: PAYOUT_FORUM, bot: HELP_BOT, status: "administrator" });
  control().fault({ kind: "moved", bot: HELP_BOT, method: "editMessageText", chat_id: SUPPORT_FORUM, migrate_to: PAYOUT_FORUM });
  control().edit({ person: VERA, bot: HELP_BOT, message_id: sent.id, text: "после второго переезда" });
  const { thread: fresh } = await control().waitTopic({ forum: PAYOUT_FORUM, name: "Вера", timeout_ms: PATIENCE_MS });
  const heard = await control().wait({ forum: PAYOUT_FORUM, thread: fresh, text: "после второго переезда", from: "bot", timeout_ms: PATIENCE_MS });
  assert.equal(heard.text, "Участник: Исправлено: после второго переезда");
  assert.equal(heard.reply_to, undefined);
  control().send({ person: VERA, bot: HELP_BOT, text: "и дальше здесь" });
  await control().wait({ forum: PAYOUT_FORUM, thread: fresh, text: "и дальше здесь", from: "bot", timeout_ms: PATIENCE_MS });
  await system.verify();
});
