import assert from "node:assert/strict";
import { test } from "node:test";
import { ANNA, BORIS, fixture, FORUM, VERA, type Fixture } from "./testing.ts";

async function refused(sim: Fixture, method: string, params: object, words: RegExp): Promise<void> {
  const answer = await sim.call(method, params as never);
  assert.equal(answer.error_code, 400, JSON.stringify(answer));
  assert.match(answer.description ?? "", words);
}

test("creating a topic leaves a service message that comes back to the bot", async (t) => {
  const sim = await fixture(t);
  const topic = await sim.ok("createForumTopic", { chat_id: FORUM, name: "  Вера \n Иванова ", icon_color: 16766590 });
  assert.equal(topic.name, "Вера Иванова");
  assert.equal(topic.icon_color, 16766590);
  const { message } = (await sim.updates())[0];
  assert.equal(message.message_id, topic.message_thread_id);
  assert.equal(message.from.id, 7000000001);
  assert.deepEqual(message.forum_topic_created, { name: "Вера Иванова", icon_color: 16766590 });
  assert.equal(message.is_topic_message, true);
  assert.deepEqual(message.chat, { id: FORUM, title: "Операторы", is_forum: true, type: "supergroup" });
  await refused(sim, "createForumTopic", { chat_id: FORUM, name: " " }, /non-empty/);
  await refused(sim, "createForumTopic", { chat_id: FORUM, name: "x", icon_color: 1 }, /icon color/);
  assert.equal([...(await sim.ok("createForumTopic", { chat_id: FORUM, name: "я".repeat(300) })).name].length, 128);
});

test("messages of a topic answer its first message, those of General answer nothing", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  sim.control.send({ person: ANNA, forum: FORUM, thread, text: "Здравствуйте!" });
  sim.control.send({ person: ANNA, forum: FORUM, text: "в общий" });
  const [, inTopic, general] = (await sim.updates()).map((u) => u.message);
  assert.equal(inTopic.message_thread_id, thread);
  assert.equal(inTopic.is_topic_message, true);
  assert.equal(inTopic.reply_to_message.message_id, thread);
  assert.deepEqual(inTopic.reply_to_message.forum_topic_created, { name: "Вера", icon_color: 7322096 });
  assert.equal(inTopic.reply_to_message.reply_to_message, undefined);
  assert.equal(general.message_thread_id, undefined);
  assert.equal(general.is_topic_message, undefined);
  const reply = sim.control.send({ person: ANNA, forum: FORUM, thread, text: "и ещё", reply_to: inTopic.message_id });
  const last = (await sim.updates())[0].message;
  assert.equal(last.reply_to_message.message_id, inTopic.message_id);
  assert.equal(last.message_id, reply.id);
  const answer = await sim.ok("sendMessage", { chat_id: FORUM, text: "в ту же тему", reply_parameters: { message_id: reply.id } });
  assert.equal(answer.message_thread_id, thread);
});

test("message_thread_id 1 and unknown topics are no threads", async (t) => {
  const sim = await fixture(t);
  await refused(sim, "sendMessage", { chat_id: FORUM, message_thread_id: 1, text: "x" }, /^Bad Request: message thread not found$/);
  await refused(sim, "sendMessage", { chat_id: FORUM, message_thread_id: 77, text: "x" }, /message thread not found/);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await refused(sim, "sendMessage", { chat_id: VERA, message_thread_id: 77, text: "x" }, /message thread not found/);
  await refused(sim, "closeForumTopic", { chat_id: FORUM, message_thread_id: 77 }, /TOPIC_ID_INVALID/);
});

test("a deleted topic is TOPIC_DELETED for a minute, then message thread not found; nobody is told", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  const sent = await sim.ok("sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "карточка" });
  await sim.updates();
  sim.control.topic({ person: ANNA, forum: FORUM, thread, act: "delete" });
  await refused(sim, "sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "x" }, /^Bad Request: TOPIC_DELETED$/);
  await refused(sim, "editMessageText", { chat_id: FORUM, message_id: sent.message_id, text: "x" }, /message to edit not found/);
  sim.clock.advance(61_000);
  await refused(sim, "sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "x" }, /^Bad Request: message thread not found$/);
  assert.deepEqual(await sim.updates(), []);
});

test("closing, reopening, renaming: a service message each, and TOPIC_NOT_MODIFIED the second time", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  const topic = { chat_id: FORUM, message_thread_id: thread };
  const [icon] = await sim.ok("getForumTopicIconStickers");
  await sim.ok("closeForumTopic", topic);
  await refused(sim, "closeForumTopic", topic, /^Bad Request: TOPIC_NOT_MODIFIED$/);
  await sim.ok("reopenForumTopic", topic);
  await refused(sim, "reopenForumTopic", topic, /TOPIC_NOT_MODIFIED/);
  await sim.ok("editForumTopic", topic);
  await sim.ok("editForumTopic", { ...topic, name: "Вера · закрыто", icon_custom_emoji_id: icon.custom_emoji_id });
  await refused(sim, "editForumTopic", { ...topic, name: "Вера · закрыто" }, /TOPIC_NOT_MODIFIED/);
  const kinds = (await sim.updates()).map((u) => Object.keys(u.message).find((k) => k.startsWith("forum_topic")));
  assert.deepEqual(kinds, ["forum_topic_created", "forum_topic_closed", "forum_topic_reopened", "forum_topic_edited"]);
  const [shown] = sim.control.topics({ forum: FORUM });
  assert.equal(shown?.name, "Вера · закрыто");
  assert.equal(shown?.icon, icon.custom_emoji_id);
});

test("an administrator writes into a closed topic, a plain member gets TOPIC_CLOSED", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  sim.control.topic({ person: ANNA, forum: FORUM, thread, act: "close" });
  await sim.ok("sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "можно" });
  sim.control.member({ forum: FORUM, bot: "shop_ref_bot", status: "member" });
  await refused(sim, "sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "нельзя" }, /^Bad Request: TOPIC_CLOSED$/);
});

test("a bot that is no administrator sees commands and answers to itself only", async (t) => {
  const sim = await fixture(t);
  sim.control.member({ forum: FORUM, bot: "shop_ref_bot", status: "member" });
  const own = await sim.ok("sendMessage", { chat_id: FORUM, text: "вопрос" });
  sim.control.send({ person: ANNA, forum: FORUM, text: "разговор" });
  sim.control.send({ person: ANNA, forum: FORUM, text: "/info" });
  sim.control.send({ person: ANNA, forum: FORUM, text: "ответ", reply_to: own.message_id });
  assert.deepEqual((await sim.updates()).map((u) => u.message.text), ["/info", "ответ"]);
});

test("what needs rights needs them; outside the group there is 403", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  const operator = sim.control.send({ person: ANNA, forum: FORUM, thread, text: "x" });
  sim.control.member({ forum: FORUM, bot: "shop_ref_bot", rights: { can_manage_topics: false, can_delete_messages: false, can_pin_messages: false } });
  const topic = { chat_id: FORUM, message_thread_id: thread };
  await refused(sim, "createForumTopic", { chat_id: FORUM, name: "x" }, /^Bad Request: not enough rights to create a topic$/);
  await refused(sim, "closeForumTopic", topic, /not enough rights/);
  await refused(sim, "deleteForumTopic", topic, /not enough rights/);
  await refused(sim, "pinChatMessage", { chat_id: FORUM, message_id: operator.id }, /not enough rights/);
  await refused(sim, "deleteMessage", { chat_id: FORUM, message_id: operator.id }, /can't be deleted/);
  sim.control.member({ forum: FORUM, bot: "shop_ref_bot", status: "kicked" });
  const answer = await sim.call("sendMessage", { chat_id: FORUM, text: "x" });
  assert.deepEqual([answer.error_code, answer.description], [403, "Forbidden: bot was kicked from the supergroup chat"]);
});

test("a pin leaves a service message, the opening message of a topic cannot be deleted", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  const card = await sim.ok("sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "карточка" });
  await sim.ok("pinChatMessage", { chat_id: FORUM, message_id: card.message_id, disable_notification: true });
  const pinned = (await sim.updates()).at(-1).message;
  assert.equal(pinned.pinned_message.message_id, card.message_id);
  assert.equal(pinned.message_thread_id, thread);
  await refused(sim, "deleteMessage", { chat_id: FORUM, message_id: thread }, /can't be deleted/);
});

test("buttons in a topic are pressed by operators only", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера" });
  await sim.ok("sendMessage", { chat_id: FORUM, message_thread_id: thread, text: "Заявка", reply_markup: { inline_keyboard: [[{ text: "Выдать", callback_data: "v1:pay" }]] } });
  sim.control.press({ person: ANNA, forum: FORUM, data: "v1:pay" });
  const { callback_query: query } = (await sim.updates()).at(-1);
  assert.equal(query.from.id, ANNA);
  assert.equal(query.message.message_thread_id, thread);
  assert.throws(() => sim.control.press({ person: BORIS, forum: FORUM, data: "v1:pay" }), /not in the group/);
});

test("an anonymous administrator writes as the group", async (t) => {
  const sim = await fixture(t);
  sim.control.send({ person: ANNA, forum: FORUM, text: "от группы", anonymous: true });
  const { message } = (await sim.updates())[0];
  assert.equal(message.from.id, 1087968824);
  assert.equal(message.sender_chat.id, FORUM);
});

test("the bot's reaction is shown, an unknown emoji is refused", async (t) => {
  const sim = await fixture(t);
  const post = sim.control.send({ person: ANNA, forum: FORUM, text: "x" });
  await sim.ok("setMessageReaction", { chat_id: FORUM, message_id: post.id, reaction: [{ type: "emoji", emoji: "👍" }] });
  assert.deepEqual(sim.control.chat({ forum: FORUM }).messages[0]?.reactions, ["👍"]);
  await refused(sim, "setMessageReaction", { chat_id: FORUM, message_id: post.id, reaction: [{ type: "emoji", emoji: "🚲" }] }, /REACTION_INVALID/);
});

test("members: the bot is an administrator with its rights, people are members or have left", async (t) => {
  const sim = await fixture(t);
  const me = await sim.ok("getChatMember", { chat_id: FORUM, user_id: 7000000001 });
  assert.equal(me.status, "administrator");
  assert.equal(me.can_manage_topics, true);
  assert.equal((await sim.ok("getChatMember", { chat_id: FORUM, user_id: ANNA })).status, "member");
  assert.equal((await sim.ok("getChatMember", { chat_id: FORUM, user_id: VERA })).status, "left");
  assert.equal((await sim.ok("getChat", { chat_id: FORUM })).is_forum, true);
});
