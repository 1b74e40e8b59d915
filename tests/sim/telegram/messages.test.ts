import assert from "node:assert/strict";
import { test } from "node:test";
import { ANNA, BORIS, fixture, FORUM, HELP, VERA, type Fixture } from "./testing.ts";

const button = (text: string, data: string): { inline_keyboard: { text: string; callback_data: string }[][] } => ({ inline_keyboard: [[{ text, callback_data: data }]] });

async function refused(sim: Fixture, method: string, params: object, code: number, words: RegExp): Promise<void> {
  const answer = await sim.call(method, params as never);
  assert.equal(answer.error_code, code, JSON.stringify(answer));
  assert.match(answer.description ?? "", words);
}

test("who may be written to", async (t) => {
  const sim = await fixture(t);
  await refused(sim, "sendMessage", { chat_id: VERA, text: "x" }, 400, /^Bad Request: chat not found$/);
  await refused(sim, "sendMessage", { chat_id: 999, text: "x" }, 400, /chat not found/);
  await refused(sim, "sendMessage", { chat_id: ANNA, text: "x" }, 403, /^Forbidden: bot can't initiate conversation with a user$/);
  await refused(sim, "sendMessage", { chat_id: 7000000002, text: "x" }, 403, /the bot can't send messages to the bot/);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "x" });
  await sim.ok("sendMessage", { chat_id: String(VERA), text: "id как текст" });
  sim.control.block({ person: VERA, bot: "shop_ref_bot" });
  await refused(sim, "sendMessage", { chat_id: VERA, text: "x" }, 403, /^Forbidden: bot was blocked by the user$/);
  assert.throws(() => sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "x" }), /blocked/);
  sim.control.unblock({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "снова" });
  sim.control.deactivate({ person: VERA });
  await refused(sim, "sendMessage", { chat_id: VERA, text: "x" }, 403, /^Forbidden: user is deactivated$/);
});

test("opening a link sends nothing until START is pressed", async (t) => {
  const sim = await fixture(t);
  const room = sim.control.openLink({ person: VERA, url: "https://t.me/shop_ref_bot?start=r_1" });
  assert.equal(room.waiting_start, "r_1");
  assert.deepEqual(await sim.updates(), []);
  sim.control.start({ person: VERA, bot: "shop_ref_bot", payload: "r_1" });
  assert.equal((await sim.updates())[0].message.text, "/start r_1");
  sim.control.openLink({ person: BORIS, url: "tg://resolve?domain=shop_ref_bot&start=r_2", press: true });
  assert.equal((await sim.updates())[0].message.text, "/start r_2");
  assert.throws(() => sim.control.openLink({ person: BORIS, url: "https://t.me/shop_ref_bot?start=что" }), /payload/);
  assert.throws(() => sim.control.openLink({ person: BORIS, url: "https://t.me/other_bot" }), /no bot/);
});

test("a button press comes with the message and is answered once, within 150 seconds", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const sent = await sim.ok("sendMessage", { chat_id: VERA, text: "Вывести?", reply_markup: button("Да", "v1:wd") });
  const { query } = sim.control.press({ person: VERA, bot: "shop_ref_bot", text: "Да" });
  const update = (await sim.updates()).at(-1).callback_query;
  assert.equal(update.id, query);
  assert.equal(update.data, "v1:wd");
  assert.deepEqual(update.message, sent);
  await sim.ok("answerCallbackQuery", { callback_query_id: update.id, text: "Готово", show_alert: true });
  assert.deepEqual(await sim.control.waitAnswer({ query: query! }), { text: "Готово", show_alert: true });
  const late = /query is too old and response timeout expired or query ID is invalid/;
  await refused(sim, "answerCallbackQuery", { callback_query_id: update.id }, 400, late);
  await refused(sim, "answerCallbackQuery", { callback_query_id: "1" }, 400, late);
  const second = sim.control.press({ person: VERA, bot: "shop_ref_bot", data: "v1:wd", message_id: sent.message_id }).query!;
  sim.clock.advance(151_000);
  await refused(sim, "answerCallbackQuery", { callback_query_id: second }, 400, late);
});

test("edits: the same again is refused, an absent keyboard is taken away, messages with a reply keyboard stay", async (t) => {
  const sim = await fixture(t);
  const from = sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const sent = await sim.ok("sendMessage", { chat_id: VERA, text: "один", reply_markup: button("Да", "y") });
  const edit = { chat_id: VERA, message_id: sent.message_id };
  await refused(sim, "editMessageText", { ...edit, text: "один", reply_markup: button("Да", "y") }, 400, /^Bad Request: message is not modified: specified new message content/);
  const edited = await sim.ok("editMessageText", { ...edit, text: "два" });
  assert.equal(edited.text, "два");
  assert.equal(edited.reply_markup, undefined);
  assert.ok(edited.edit_date >= edited.date);
  await sim.ok("editMessageReplyMarkup", { ...edit, reply_markup: button("Нет", "n") });
  await refused(sim, "editMessageReplyMarkup", { ...edit, reply_markup: button("Нет", "n") }, 400, /not modified/);
  const keyed = await sim.ok("sendMessage", { chat_id: VERA, text: "меню", reply_markup: { keyboard: [[{ text: "Баланс" }]] } });
  await refused(sim, "editMessageText", { chat_id: VERA, message_id: keyed.message_id, text: "x" }, 400, /message can't be edited/);
  await refused(sim, "editMessageText", { chat_id: VERA, message_id: from.id, text: "x" }, 400, /message can't be edited/);
  await refused(sim, "editMessageText", { chat_id: VERA, message_id: 999, text: "x" }, 400, /message to edit not found/);
  await sim.ok("deleteMessage", edit);
  await refused(sim, "editMessageText", { ...edit, text: "x" }, 400, /message to edit not found/);
  await refused(sim, "deleteMessage", edit, 400, /message to delete not found/);
  sim.clock.advance(49 * 3_600_000);
  await refused(sim, "deleteMessage", { chat_id: VERA, message_id: keyed.message_id }, 400, /can't be deleted/);
});

test("a reply keyboard stays until it is replaced or removed, and a tap sends its text", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "меню", reply_markup: { keyboard: [[{ text: "💰 Баланс" }, { text: "Помощь" }]], resize_keyboard: true } });
  await sim.ok("sendMessage", { chat_id: VERA, text: "просто так" });
  assert.deepEqual(sim.control.chat({ person: VERA, bot: "shop_ref_bot" }).keyboard, [["💰 Баланс", "Помощь"]]);
  sim.control.tap({ person: VERA, bot: "shop_ref_bot", text: "Баланс" });
  assert.equal((await sim.updates()).at(-1).message.text, "💰 Баланс");
  assert.throws(() => sim.control.tap({ person: VERA, bot: "shop_ref_bot", text: "Вывести" }), /no key "Вывести"/);
  await sim.ok("sendMessage", { chat_id: VERA, text: "убрано", reply_markup: { remove_keyboard: true } });
  assert.equal(sim.control.chat({ person: VERA, bot: "shop_ref_bot" }).keyboard, undefined);
});

test("HTML, MarkdownV2 and entities give the same message", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const expected = { text: "😀 1 < 2 и код", bold: { type: "bold", offset: 3, length: 5 }, code: { type: "code", offset: 11, length: 3 } };
  const three = [
    { text: "😀 <b>1 &lt; 2</b> и <code>код</code>", parse_mode: "HTML" },
    { text: "😀 *1 < 2* и `код`", parse_mode: "MarkdownV2" },
    { text: expected.text, entities: [expected.bold, expected.code] },
  ];
  for (const params of three) {
    const sent = await sim.ok("sendMessage", { chat_id: VERA, ...params });
    assert.equal(sent.text, expected.text);
    assert.deepEqual(sent.entities, [expected.bold, expected.code]);
  }
  for (const [text, parse_mode, words] of [
    ["<x>нет</x>", "HTML", /can't parse entities: Unsupported start tag "x" at byte offset 0/],
    ["да <b>нет", "HTML", /Can't find end tag corresponding to start tag "b"/],
    ["<b>нет</i>", "HTML", /expected "<\/b>", found "<\/i>"/],
    ["цена 1.5", "MarkdownV2", /Character '\.' is reserved and must be escaped with the preceding '\\'/],
    ["*нет", "MarkdownV2", /Can't find end of Bold entity/],
    ["x", "Fancy", /unsupported parse_mode/],
  ] as const) await refused(sim, "sendMessage", { chat_id: VERA, text, parse_mode }, 400, words);
  await refused(sim, "sendMessage", { chat_id: VERA, text: "😀", entities: [{ type: "bold", offset: 1, length: 1 }] }, 400, /UTF-16/);
  await refused(sim, "sendMessage", { chat_id: VERA, text: "x", entities: [{ type: "bold", offset: 0, length: 9 }] }, 400, /invalid bounds/);
});

test("lengths count code points after the markup is taken off", async (t) => {
  const sim = await fixture(t, { limits: { enabled: false } });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: `<b>${"😀".repeat(4096)}</b>`, parse_mode: "HTML" });
  await refused(sim, "sendMessage", { chat_id: VERA, text: "я".repeat(4097) }, 400, /message is too long/);
  await refused(sim, "sendMessage", { chat_id: VERA, text: "я".repeat(20_000) }, 400, /text is too long/);
  await refused(sim, "sendMessage", { chat_id: VERA, text: "" }, 400, /message text is empty/);
  await refused(sim, "sendMessage", { chat_id: VERA, text: " \n" }, 400, /text must be non-empty/);
});

test("keyboards are checked: data of 1-64 bytes, one action a button, known styles", async (t) => {
  const sim = await fixture(t, { limits: { enabled: false } });
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const markup = (one: object): object => ({ chat_id: VERA, text: "x", reply_markup: { inline_keyboard: [[one]] } });
  await sim.ok("sendMessage", markup({ text: "x", callback_data: "я".repeat(32) }) as never);
  for (const [one, words] of [
    [{ text: "x", callback_data: "я".repeat(33) }, /BUTTON_DATA_INVALID/],
    [{ text: "x", callback_data: "" }, /BUTTON_DATA_INVALID/],
    [{ text: "x" }, /text buttons are unallowed in the inline keyboard/i],
    [{ text: "x", callback_data: "y", url: "https://t.me/x" }, /exactly one/],
    [{ text: "x", callback_data: "y", style: "pink" }, /invalid button style specified/],
    [{ text: "x", url: "не адрес" }, /URL .* is invalid/],
    [{ text: "x", copy_text: { text: "y".repeat(257) } }, /COPY_TEXT/],
  ] as const) await refused(sim, "sendMessage", markup(one), 400, words);
});

test("links, commands and mentions are found in any text", async (t) => {
  const sim = await fixture(t);
  sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "/help https://ozon.ru/t/1, t.me/shop_ref_bot?start=r_1 @vera_i и a@b.ru" });
  const { text, entities } = (await sim.updates())[0].message;
  assert.deepEqual(entities.map((e: any) => [e.type, text.slice(e.offset, e.offset + e.length)]), [
    ["bot_command", "/help"], ["url", "https://ozon.ru/t/1"], ["url", "t.me/shop_ref_bot?start=r_1"], ["mention", "@vera_i"], ["email", "a@b.ru"],
  ]);
});

test("copies and forwards: service and protected messages stay, albums keep together, the missing are skipped", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const album = sim.control.sendAlbum({ person: VERA, bot: "shop_ref_bot", parts: [{ photo: {}, caption: "раз" }, { photo: {} }] });
  const parts = (await sim.updates()).slice(1).map((u) => u.message);
  assert.equal(parts[0].media_group_id, parts[1].media_group_id);
  const copies = await sim.ok("copyMessages", { chat_id: FORUM, from_chat_id: VERA, message_ids: [...album.map((m) => m.id), 900] });
  assert.equal(copies.length, 2);
  const shown = sim.control.chat({ forum: FORUM }).messages;
  assert.equal(shown[0]?.album, shown[1]?.album);
  assert.notEqual(shown[0]?.album, parts[0].media_group_id);
  assert.equal(shown[0]?.text, "раз");
  await refused(sim, "copyMessages", { chat_id: FORUM, from_chat_id: VERA, message_ids: [3, 2] }, 400, /strictly increasing/);
  await refused(sim, "copyMessage", { chat_id: FORUM, from_chat_id: VERA, message_id: 900 }, 400, /message to copy not found/);
  const forwarded = await sim.ok("forwardMessage", { chat_id: FORUM, from_chat_id: VERA, message_id: album[0]!.id });
  assert.equal(forwarded.forward_origin.sender_user.id, VERA);
  const secret = await sim.ok("sendMessage", { chat_id: VERA, text: "реквизиты", protect_content: true });
  await refused(sim, "copyMessage", { chat_id: FORUM, from_chat_id: VERA, message_id: secret.message_id }, 400, /can't be copied/);
  const topic = await sim.ok("createForumTopic", { chat_id: FORUM, name: "т" });
  await refused(sim, "copyMessage", { chat_id: VERA, from_chat_id: FORUM, message_id: topic.message_thread_id }, 400, /can't be copied/);
});

test("replies name an existing message or say that they may go without", async (t) => {
  const sim = await fixture(t);
  const post = sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const sent = await sim.ok("sendMessage", { chat_id: VERA, text: "x", reply_parameters: { message_id: post.id } });
  assert.equal(sent.reply_to_message.message_id, post.id);
  await refused(sim, "sendMessage", { chat_id: VERA, text: "x", reply_parameters: { message_id: 999 } }, 400, /message to be replied not found/);
  await sim.ok("sendMessage", { chat_id: VERA, text: "x", reply_parameters: { message_id: 999, allow_sending_without_reply: true } });
});

test("a person's edit comes as edited_message", async (t) => {
  const sim = await fixture(t);
  const post = sim.control.send({ person: VERA, bot: "shop_ref_bot", text: "100" });
  sim.control.edit({ person: VERA, bot: "shop_ref_bot", message_id: post.id, text: "200" });
  const edited = (await sim.updates()).at(-1).edited_message;
  assert.equal(edited.text, "200");
  assert.equal(edited.message_id, post.id);
});

test("media is replaced by people and bots, an album keeps its kind, and what has none to replace is refused", async (t) => {
  const sim = await fixture(t, { limits: { enabled: false } });
  const post = sim.control.send({ person: VERA, bot: "shop_ref_bot", photo: {}, caption: "чек" });
  const shown = { person: VERA, bot: "shop_ref_bot" };
  sim.control.edit({ ...shown, message_id: post.id, document: { name: "чек.pdf" } });
  const edited = (await sim.updates()).at(-1).edited_message;
  assert.equal(edited.document.file_name, "чек.pdf");
  assert.equal(edited.photo, undefined);
  assert.equal(edited.caption, "чек");
  const { photo, video } = { photo: post.photo!.file_id, video: sim.control.send({ ...shown, video: {} }).video!.file_id };
  const { message_id } = await sim.ok("sendDocument", { chat_id: VERA, document: edited.document.file_id, caption: "файл" });
  const media = { type: "video", media: video, caption: "видео" };
  const result = await sim.ok("editMessageMedia", { chat_id: VERA, message_id, media });
  assert.equal(result.video.file_id, video);
  assert.equal(result.caption, "видео");
  await refused(sim, "editMessageMedia", { chat_id: VERA, message_id, media }, 400, /message is not modified/);
  await refused(sim, "editMessageMedia", { chat_id: VERA, message_id, media: { ...media, media: "AgAC" } }, 400, /wrong file identifier/);
  await refused(sim, "editMessageMedia", { chat_id: VERA, message_id: 999, media }, 400, /message to edit not found/);
  const text = await sim.ok("sendMessage", { chat_id: VERA, text: "слова" });
  assert.equal((await sim.ok("editMessageMedia", { chat_id: VERA, message_id: text.message_id, media })).text, undefined);
  const voice = sim.control.send({ ...shown, voice: {} });
  assert.throws(() => sim.control.edit({ ...shown, message_id: voice.id, photo: {} }), /are not replaced/);
  const heard = await sim.ok("copyMessage", { chat_id: VERA, from_chat_id: VERA, message_id: voice.id });
  await refused(sim, "editMessageMedia", { chat_id: VERA, message_id: heard.message_id, media }, 400, /there is no media in the message to edit/);
  const [first] = await sim.ok("sendMediaGroup", { chat_id: VERA, media: [{ type: "photo", media: photo }, { type: "photo", media: photo }] });
  const part = { chat_id: VERA, message_id: first.message_id };
  await refused(sim, "editMessageMedia", { ...part, media: { type: "document", media: edited.document.file_id } }, 400, /can't change media type in the album/);
  assert.equal((await sim.ok("editMessageMedia", { ...part, media })).media_group_id, first.media_group_id);
});

test("a person shares a link with another, who opens it", async (t) => {
  const sim = await fixture(t);
  sim.control.send({ person: VERA, with: BORIS, text: "https://t.me/shop_ref_bot?start=r_9" });
  const [message] = sim.control.chat({ person: BORIS, with: VERA }).messages;
  assert.equal(message?.from.id, VERA);
  assert.deepEqual(await sim.updates(), []);
});

test("two bots with one person are two chats", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_help_bot" });
  await refused(sim, "sendMessage", { chat_id: VERA, text: "x" }, 400, /chat not found/);
  assert.equal((await sim.ok("sendMessage", { chat_id: VERA, text: "x" }, HELP)).message_id, 2);
});

test("wait resolves at once, later, or fails with what the chat holds", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const soon = sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "/готов./i", button: "Да" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "нет" });
  const sent = await sim.ok("sendMessage", { chat_id: VERA, text: "ГОТОВО", reply_markup: button("Да!", "y") });
  assert.equal((await soon).id, sent.message_id);
  assert.equal((await sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "нет" })).text, "нет");
  await assert.rejects(sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "нет", after: sent.message_id, timeout_ms: 20 }), /ГОТОВО \[Да!\]/);
  const { seq } = sim.control.chat({ person: VERA, bot: "shop_ref_bot" });
  const changed = sim.control.wait({ person: VERA, bot: "shop_ref_bot", text: "правка", since: seq });
  await sim.ok("editMessageText", { chat_id: VERA, message_id: sent.message_id, text: "правка" });
  assert.equal((await changed).id, sent.message_id);
});
