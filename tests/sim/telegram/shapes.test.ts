// What the simulator says, held against the official tables at run time and, by the compiler, against
// type declarations made elsewhere.
import assert from "node:assert/strict";
import { test } from "node:test";
import type * as Official from "@grammyjs/types";
import { check, methods } from "./table.ts";
import { ANNA, fixture, FORUM, VERA } from "./testing.ts";
import type * as Own from "./wire.ts";

type Fits<Ours extends Theirs, Theirs> = Ours;
export type Checked = [
  Fits<Own.User, Official.User>, Fits<Own.Entity["offset"], Official.MessageEntity["offset"]>, Fits<Own.PhotoSize, Official.PhotoSize>,
  Fits<Own.Document, Official.Document>, Fits<Own.Video, Official.Video>, Fits<Own.Voice, Official.Voice>, Fits<Own.UpdateKind, keyof Official.Update>,
  Fits<keyof Own.Message, keyof Official.Message>, Fits<Own.Message["message_id"], Official.Message["message_id"]>,
  Fits<NonNullable<Own.Message["forward_origin"]>, Official.MessageOrigin>, Fits<NonNullable<Own.Content["forum_topic_created"]>, Official.ForumTopicCreated>,
];

test("every result and every update fits the tables", async (t) => {
  const sim = await fixture(t, { limits: { enabled: false } });
  await sim.ok("getUpdates", { timeout: 0, allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member", "message_reaction"] });
  const post = sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const keyboard = { inline_keyboard: [[{ text: "Да", callback_data: "y" }, { text: "Ссылка", url: "https://ozon.ru" }, { text: "Код", copy_text: { text: "r_1" } }]] };
  const sent = await sim.ok("sendMessage", { chat_id: VERA, text: "<b>x</b>", parse_mode: "HTML", reply_markup: keyboard, reply_parameters: { message_id: post.id } });
  await sim.ok("editMessageText", { chat_id: VERA, message_id: sent.message_id, text: "y", reply_markup: keyboard });
  await sim.ok("editMessageReplyMarkup", { chat_id: VERA, message_id: sent.message_id, reply_markup: { inline_keyboard: [[{ text: "Да", callback_data: "y" }]] } });
  const { query } = sim.control.press({ person: VERA, bot: "shop_ref_bot", data: "y" });
  await sim.ok("answerCallbackQuery", { callback_query_id: query! });
  const photo = sim.control.send({ person: VERA, bot: "shop_ref_bot", photo: {}, caption: "чек" });
  const file = sim.control.send({ person: VERA, bot: "shop_ref_bot", document: { name: "счёт.pdf" } });
  sim.control.send({ person: VERA, bot: "shop_ref_bot", voice: {} });
  sim.control.edit({ person: VERA, bot: "shop_ref_bot", message_id: photo.id, text: "чек 2" });
  sim.control.react({ person: VERA, bot: "shop_ref_bot", message_id: sent.message_id, emoji: "🔥" });
  sim.control.block({ person: VERA, bot: "shop_ref_bot" });
  sim.control.unblock({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendPhoto", { chat_id: VERA, photo: photo.photo!.file_id, caption: "ваш чек" });
  await sim.ok("sendDocument", { chat_id: VERA, document: file.document!.file_id });
  await sim.ok("getFile", { file_id: file.document!.file_id });
  await sim.ok("sendMediaGroup", { chat_id: VERA, media: [{ type: "photo", media: photo.photo!.file_id, caption: "а" }, { type: "photo", media: photo.photo!.file_id }] });
  const film = sim.control.send({ person: VERA, bot: "shop_ref_bot", video: {} });
  const copy = await sim.ok("copyMessage", { chat_id: VERA, from_chat_id: VERA, message_id: photo.id });
  await sim.ok("editMessageMedia", { chat_id: VERA, message_id: copy.message_id, media: { type: "video", media: film.video!.file_id, caption: "а" } });
  await sim.ok("forwardMessage", { chat_id: FORUM, from_chat_id: VERA, message_id: photo.id });
  await sim.ok("copyMessage", { chat_id: FORUM, from_chat_id: VERA, message_id: photo.id });
  await sim.ok("copyMessages", { chat_id: FORUM, from_chat_id: VERA, message_ids: [photo.id, file.id] });
  await sim.ok("pinChatMessage", { chat_id: VERA, message_id: sent.message_id });
  await sim.ok("sendChatAction", { chat_id: VERA, action: "typing" });
  const topic = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера", icon_custom_emoji_id: (await sim.ok("getForumTopicIconStickers"))[0].custom_emoji_id });
  const thread = { chat_id: FORUM, message_thread_id: topic.message_thread_id };
  await sim.ok("sendMessage", { ...thread, text: "карточка" });
  await sim.ok("editForumTopic", { ...thread, name: "Вера 2" });
  await sim.ok("closeForumTopic", thread);
  await sim.ok("reopenForumTopic", thread);
  sim.control.send({ person: ANNA, forum: FORUM, thread: topic.message_thread_id, text: "ответ", anonymous: true });
  await sim.ok("deleteForumTopic", thread);
  for (const chat_id of [FORUM, VERA]) await sim.ok("getChat", { chat_id });
  for (const user_id of [7000000001, 7000000002, ANNA, VERA]) await sim.ok("getChatMember", { chat_id: FORUM, user_id });
  await sim.ok("getChatAdministrators", { chat_id: FORUM });
  await sim.ok("setMyCommands", { commands: [{ command: "start", description: "Начать" }], scope: { type: "all_private_chats" }, language_code: "ru" });
  assert.equal((await sim.ok("getMyCommands", { scope: { type: "all_private_chats" }, language_code: "ru" })).length, 1);
  for (const [name, field] of [["Name", "name"], ["Description", "description"], ["ShortDescription", "short_description"]] as const) {
    await sim.ok(`setMy${name}`, { [field]: "текст", language_code: "ru" });
    assert.equal((await sim.ok(`getMy${name}`, { language_code: "ru" }))[field], "текст");
  }
  await sim.ok("setChatMenuButton", { menu_button: { type: "commands" } });
  await sim.ok("getChatMenuButton");
  await sim.ok("getMe");
  await sim.ok("getWebhookInfo");

  const calls = sim.control.calls();
  assert.ok(calls.length > 35);
  for (const { method, result } of calls)
    assert.deepEqual(check(methods.get(method.toLowerCase())!.returns, JSON.parse(JSON.stringify(result)) as Own.Json, method), []);
  const updates = await sim.updates();
  assert.ok(updates.length >= 15);
  for (const update of updates) assert.deepEqual(check("Update", update as Own.Json, JSON.stringify(update)), []);
  assert.deepEqual(sim.control.violations(), []);
});
