// A conversation of the support bot from its first words to its end, on real processes: how it stands, who is not heard any
// more, and what floods and slow chats mean for everybody else.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { plain } from "../harness/people.ts";
import { HELP_BOT, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ConversationKind, ConversationState } from "../../ui/src/wire/protocol.ts";
import { control, Guest, openSupport, page, PATIENCE_MS, system } from "./guests.ts";

openSupport();

describe("how a conversation stands", () => {
  test("it is closed and opened again by writing, waits since its first words, and the icon shows it", async () => {
    const guest = new Guest("Пётр");
    await guest.begins("где мои баллы?");
    const waiting = async (): Promise<number | undefined> =>
      (await page.call("conversations.list", { state: ConversationState.open, kind: ConversationKind.support, limit: 10 })).rows?.find((one) => one.tg === guest.id)?.since;
    assert.ok(await waiting());
    const icon = (): string | undefined => control().topics({ forum: SUPPORT_FORUM }).find((one) => one.thread === guest.thread)?.icon;
    const asked = icon();
    guest.operator({ text: "Смотрим" });
    await guest.hears("Смотрим");
    await until("the icon to change", () => icon() !== undefined && icon() !== asked, PATIENCE_MS);
    assert.equal(await waiting(), undefined);
    guest.operator({ text: "/close" });
    await guest.inTopic("Обращение закрыто");
    guest.operator({ text: "/info" });
    assert.match(plain((await guest.inTopic("В программе не участвует.\n\nЗакрыто")).text), /Telegram ID/);
    guest.write({ text: "ещё вопрос" });
    await guest.inTopic("ещё вопрос");
    assert.ok(await waiting());
  });

  test("prepared answers are given by their number", async () => {
    const guest = new Guest("Инна");
    await guest.begins("привет");
    guest.operator({ text: "/answer" });
    await guest.inTopic("Готовых ответов пока нет");
    const { id } = await page.call("canned.set", { title: "Приветствие", text: "Здравствуйте! Чем помочь?" });
    guest.operator({ text: "/answer" });
    await guest.inTopic(`/answer ${id}: Приветствие`);
    guest.operator({ text: `/answer ${id}` });
    await guest.hears("Оператор Ольга: Здравствуйте! Чем помочь?");
    assert.ok(!guest.messages().some((one) => one.text.includes("/answer")));
  });

  test("who is banned is told so once and not heard, until unbanned", async () => {
    const guest = new Guest("Спамер");
    await guest.begins("купите слона");
    guest.operator({ text: "/ban реклама" });
    await guest.inTopic("больше не принимаются");
    for (let n = 0; n < 3; n++) guest.write({ text: "купите двух" });
    await guest.hears("не принимает сообщения");
    await until("all to be taken", () => control().queue({ bot: HELP_BOT }).pending === 0);
    guest.operator({ text: "/unban" });
    await guest.inTopic("снова может писать");
    guest.write({ text: "простите" });
    await guest.inTopic("простите");
    assert.ok(!guest.topic().some((one) => one.text.includes("двух")));
    assert.equal(guest.messages().filter((one) => one.text.includes("не принимает")).length, 1);
  });

  test("a flood is stopped with one polite line, and everybody else is heard", async () => {
    const guest = new Guest("Болтун");
    const other = new Guest("Тихоня");
    for (let n = 1; n <= 30; n++) guest.write({ text: `слово ${n}.` });
    await other.begins("а я один раз");
    assert.ok(guest.thread === 0 && !guest.topic().some((one) => one.text.includes("слово 20.")), "the quiet one came before the end of the flood");
    const warning = await guest.hears("Слишком много сообщений подряд");
    assert.equal(guest.messages().find((one) => one.id === warning.reply_to)?.text, "слово 21.");
    await until("all to be taken", () => control().queue({ bot: HELP_BOT }).pending === 0);
    assert.equal(guest.messages().filter((one) => one.text.includes("Слишком много")).length, 1);
  });
});

describe("one chat and the others", () => {
  test("a chat that Telegram tells to wait delays nobody else, and loses nothing", async () => {
    const slow = new Guest("Тормоз");
    const quick = new Guest("Быстрый");
    await slow.begins("я тут");
    await quick.begins("и я тут");
    control().fault({ kind: "too_many", bot: HELP_BOT, method: "sendMessage", chat_id: slow.id, seconds: 15 });
    slow.operator({ text: "долгий ответ" });
    await until("the pause", () => control().faults().length === 0, PATIENCE_MS);
    for (let n = 1; n <= 3; n++) quick.operator({ text: `быстрый ответ ${n}.` });
    await quick.hears("быстрый ответ 3.");
    assert.ok(!slow.messages().some((one) => one.text.includes("долгий ответ")));
    await system.kill("support"); // in the middle of it: the one that waits is a hole behind the others
    await slow.hears("долгий ответ");
    assert.equal(quick.messages().filter((one) => one.text.includes("быстрый ответ")).length, 3);
  });
});
