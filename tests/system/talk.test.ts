// The dialogue between people and operators on real processes: one test for each complaint that users of such bridges
// have (albums in pieces, edits and replies lost, topics made twice), in the support bot, which stands on the same bridge
// as the participants' one.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { HELP_BOT, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { AttachmentKind, ConversationState } from "../../ui/src/wire/protocol.ts";
import { control, Guest, OLGA, openSupport, page, PATIENCE_MS } from "./guests.ts";

openSupport();

describe("what people send", () => {
  let guest: Guest;

  before(() => {
    guest = new Guest("Вера");
  });

  test("several messages at once make one topic, in their order", async () => {
    for (let n = 1; n <= 4; n++) guest.write({ text: `сразу ${n}.` });
    await guest.begins("и последнее");
    const heard = guest.topic().map((one) => one.text).filter((text) => text.startsWith("Участник:"));
    assert.deepEqual(heard, ["Участник: сразу 1.", "Участник: сразу 2.", "Участник: сразу 3.", "Участник: сразу 4.", "Участник: и последнее"]);
    assert.equal(control().topics({ forum: SUPPORT_FORUM }).filter((one) => one.name.startsWith("Вера")).length, 1);
  });

  test("an album stays an album, with its words, both ways", async () => {
    control().sendAlbum({ person: guest.id, bot: HELP_BOT, parts: [{ photo: {}, caption: "вид спереди" }, { photo: {} }, { photo: {} }] });
    const first = await guest.inTopic("Участник: вид спереди");
    await until("all parts", () => guest.topic().filter((one) => one.album === first.album).length === 3);
    control().sendAlbum({ person: OLGA, forum: SUPPORT_FORUM, thread: guest.thread, parts: [{ document: { name: "a.pdf" } }, { document: { name: "b.pdf" }, caption: "два акта" }] });
    const got = await guest.hears("Оператор Ольга: два акта");
    assert.deepEqual(guest.messages().filter((one) => one.album === got.album).map((one) => one.document?.name), ["a.pdf", "b.pdf"]);
  });

  test("stickers and round videos come behind a line that says whose, a voice message bears it", async () => {
    guest.write({ sticker: {} });
    await guest.inTopic("Участник: [стикер]");
    await until("the sticker", () => guest.topic().some((one) => one.sticker && one.from.is_bot), PATIENCE_MS);
    guest.operator({ voice: {} });
    await until("the voice message", () => guest.messages().some((one) => one.voice && one.text === "Оператор Ольга:"));
  });

  test("what cannot be copied gets an honest line", async () => {
    control().fault({ kind: "refused", bot: HELP_BOT, method: "copyMessage", description: "the message can't be copied" });
    guest.operator({ document: { name: "тайна.pdf" }, caption: "секрет" });
    assert.match((await guest.hears("переслать не получилось")).text, /^Оператор Ольга: \[файл\] секрет\n/);
  });

  test("a reply points to the copy of what it replies to, both ways", async () => {
    const question = guest.write({ text: "какой вопрос?" });
    const copy = await guest.inTopic("какой вопрос?");
    guest.operator({ text: "вот этот", reply_to: copy.id });
    const answer = await guest.hears("вот этот");
    assert.equal(answer.reply_to, question.id);
    guest.write({ text: "понятно", reply_to: answer.id });
    const back = await guest.inTopic("понятно");
    assert.equal(guest.topic().find((one) => one.id === back.reply_to)?.text, "вот этот");
  });

  test("an edit changes the copy, both ways, and what was said before is kept", async () => {
    const sent = guest.write({ text: "опечтака" });
    const copy = await guest.inTopic("опечтака");
    control().edit({ person: guest.id, bot: HELP_BOT, message_id: sent.id, text: "опечатка" });
    await until("the copy to change", () => guest.topic().some((one) => one.id === copy.id && one.text === "Участник: опечатка"), PATIENCE_MS);
    const answer = guest.operator({ photo: {}, caption: "вот так" });
    const heard = await guest.hears("вот так");
    control().edit({ person: OLGA, forum: SUPPORT_FORUM, message_id: answer.id, text: "вот этак" });
    await until("the caption to change", () => guest.messages().some((one) => one.id === heard.id && one.text === "Оператор Ольга: вот этак"), PATIENCE_MS);
    const { rows } = await page.call("conversations.list", { state: ConversationState.answered, limit: 10 });
    const { messages } = await page.call("conversation.messages", { id: rows?.[0]?.id ?? 0, limit: 100 });
    const edited = messages?.find((one) => one.text === "опечатка");
    assert.ok(edited?.edited);
    const whole = await page.call("conversation.message", { conversation: edited.conversation, n: edited.n });
    assert.deepEqual(whole.wordings?.map((one) => one.text), ["опечтака"]);
    assert.ok(messages?.some((one) => one.attachment?.album));
  });

  test("a photo, a file or a video that is replaced is replaced in the copy, both ways, and what was there is kept", async () => {
    const sent = guest.write({ photo: {}, caption: "чек" });
    const copy = await guest.inTopic("Участник: чек");
    control().edit({ person: guest.id, bot: HELP_BOT, message_id: sent.id, document: { name: "чек.pdf" }, text: "чек целиком" });
    const now = await until("the copy to change", () => guest.topic().find((one) => one.id === copy.id && one.document), PATIENCE_MS);
    assert.equal(now.text, "Участник: чек целиком");
    assert.equal(now.document?.name, "чек.pdf");
    assert.equal(now.photo, undefined);
    const answer = guest.operator({ document: { name: "акт.pdf" }, caption: "подпишите" });
    const heard = await guest.hears("Оператор Ольга: подпишите");
    control().edit({ person: OLGA, forum: SUPPORT_FORUM, message_id: answer.id, video: { name: "как подписать.mp4" } });
    const shown = await until("the file to change", () => guest.messages().find((one) => one.id === heard.id && one.video), PATIENCE_MS);
    assert.equal(shown.text, "Оператор Ольга: подпишите");
    const { rows } = await page.call("conversations.list", { state: ConversationState.answered, limit: 10 });
    const { messages } = await page.call("conversation.messages", { id: rows?.[0]?.id ?? 0, limit: 100 });
    const edited = messages?.find((one) => one.text === "чек целиком");
    assert.equal(edited?.attachment?.name, "чек.pdf");
    assert.equal(edited.replaced, true);
    const whole = await page.call("conversation.message", { conversation: edited.conversation, n: edited.n });
    assert.deepEqual(whole.wordings?.map((one) => [one.text, one.attachment?.kind]), [["чек", AttachmentKind.photo]]);
    assert.equal(messages?.find((one) => one.text === "подпишите")?.attachment?.name, "как подписать.mp4");
  });

  test("an edit whose copy is gone or cannot change so comes anew, points to it, and is edited there from then on", async () => {
    const sent = guest.write({ photo: {}, caption: "снимок" });
    const copy = await guest.inTopic("Участник: снимок");
    control().remove({ person: OLGA, forum: SUPPORT_FORUM, message_id: copy.id });
    control().edit({ person: guest.id, bot: HELP_BOT, message_id: sent.id, document: { name: "снимок.pdf" } });
    const anew = await guest.inTopic("Участник: Исправлено: снимок");
    assert.equal(anew.document?.name, "снимок.pdf");
    guest.operator({ text: "вижу снимок", reply_to: anew.id });
    assert.equal((await guest.hears("вижу снимок")).reply_to, sent.id);
    control().edit({ person: guest.id, bot: HELP_BOT, message_id: sent.id, document: { name: "снимок 2.pdf", base64: Buffer.from("второй").toString("base64") } });
    await until("the new copy to change", () => guest.topic().some((one) => one.id === anew.id && one.document?.name === "снимок 2.pdf"), PATIENCE_MS);
    const [first] = control().sendAlbum({ person: guest.id, bot: HELP_BOT, parts: [{ photo: {}, caption: "пара" }, { photo: {} }] });
    const part = await guest.inTopic("Участник: пара");
    control().fault({ kind: "refused", bot: HELP_BOT, method: "editMessageMedia", description: "can't change media type in the album" });
    control().edit({ person: guest.id, bot: HELP_BOT, message_id: first!.id, video: { name: "пара.mp4" } });
    const film = await guest.inTopic("Участник: Исправлено: пара");
    assert.equal(film.video?.name, "пара.mp4");
    assert.equal(film.reply_to, part.id);
    assert.ok(guest.topic().find((one) => one.id === part.id)?.photo);
  });

  test("words that grow beyond a caption come in full behind the file that they belong to", async () => {
    const sent = guest.write({ photo: {}, caption: "коротко" });
    const copy = await guest.inTopic("Участник: коротко");
    const long = `подробно ${"о".repeat(1010)}`;
    control().edit({ person: guest.id, bot: HELP_BOT, message_id: sent.id, text: long });
    const words = await guest.inTopic(long);
    assert.equal(words.text, `Участник: Исправлено: ${long}`);
    assert.equal(words.reply_to, copy.id);
    guest.operator({ text: "прочли", reply_to: words.id });
    await guest.hears("прочли");
  });

  test("notes are kept for operators and reach nobody else, from wherever they are written", async () => {
    guest.operator({ text: "// похоже на мошенника" });
    const { rows } = await page.call("conversations.list", { state: ConversationState.answered, limit: 10 });
    const id = rows?.[0]?.id ?? 0;
    await until("the note to be stored", async () => (await page.call("conversation.messages", { id, limit: 5 })).messages?.some((one) => one.note && one.text === "похоже на мошенника"));
    await page.call("conversation.write", { id, text: "и мне так кажется", note: true });
    assert.equal((await guest.inTopic("и мне так кажется")).text, "Заметка, Ольга: и мне так кажется");
    guest.operator({ text: "Всё хорошо" });
    await guest.hears("Всё хорошо");
    assert.ok(!guest.messages().some((one) => /мошенник|кажется/.test(one.text)));
  });
});
