// The two bots on real processes: what participants, operators and strangers see of each other.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Person, plain } from "../harness/people.ts";
import { BOT, HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import {
  askForPayout, control, inForum, inTopic, lastOf, OLGA, openTown, page, participant, PATIENCE_MS, PETR, stranger, topicOf,
} from "./bots-town.ts";

const anna = (): Person => participant("Анна");
let payoutOfAnna = 0; // her request, which most of what follows is about,
let thread = 0; // and its topic

openTown(["Нина", "Анна", "Борис", "Егор"]);

describe("the way in", () => {
  test("each wrong kind of number has a sentence of its own", async () => {
    const vera = stranger("Вера");
    vera.say("здравствуйте"); // without /start
    vera.say("12345678-0042"); // before the terms
    await vera.hear("примите, пожалуйста, условия");
    vera.press(await vera.hear("Условия участия", "Принять"), "Принять");
    vera.press(await vera.hear("ваш Ozon ID", "ещё нет заказов"), "ещё нет заказов");
    await vera.hear("место и приглашение сохранены");
    for (const [typed, answer] of [
      ["+7 916 123-45-67", "телефона"], ["https://ozon.ru/my", "Ссылка не подойдёт"], ["не знаю", "не видно"],
      ["9161234567", "целиком"], ["Баланс", "ваш Ozon ID"],
    ] as const) {
      vera.say(typed);
      await vera.hear(answer);
    }
    vera.say("№ 12345678-0042");
    await vera.hear("12345678 подтверждён");
    await vera.hear("Добро пожаловать");
    const second = stranger("Глеб");
    second.start();
    second.press(await second.hear("Условия участия", "Принять"), "Принять");
    await second.hear("ваш Ozon ID");
    second.say("12345678-0043");
    await second.hear("уже указал другой участник");
  });

  test("a code typed in does what its link does, and the own one nothing", async () => {
    const nina = participant("Нина");
    const code = /start=(\S+)/.exec(await nina.link())?.[1];
    assert.ok(code);
    const oleg = stranger("Олег");
    oleg.say(code);
    await oleg.hear("Вы пришли по приглашению");
    oleg.say(code);
    await oleg.hear("Вы уже участвуете");
    oleg.say("ABCDEFGH99");
    await oleg.hear("Вы уже участвуете"); // is tied, whatever the code
    nina.start(code);
    await nina.hear("ничего не меняет");
  });

  test("names cannot be markup, and marks of direction are gone", async () => {
    const evil = stranger("<b>Зло</b>\u202e_*`", { username: "evil" });
    evil.start();
    await evil.hear("Условия участия");
    evil.say("/start");
    await evil.hear("Условия участия");
  });
});

describe("a payout", () => {
  test("can be taken back while it is new, once", async () => {
    const boris = participant("Борис");
    const payout = await askForPayout(boris);
    boris.press(lastOf(boris, `Заявка №\u00a0${payout}`), "Отменить");
    assert.match(plain((await boris.hear("отменена")).text), /Вернулось на баланс: 100 баллов/);
    boris.say("Вывести");
    const ask = await boris.hear("Сколько баллов вывести?");
    assert.ok(ask.buttons.flat().some((one) => plain(one.text) === "Все: 100"));
    for (const [typed, answer] of [["много", "разобрать сумму"], ["0,001", "двух знаков"], ["100,01", "Столько вывести нельзя"], ["12,5", "Проверьте заявку"]] as const) {
      boris.say(typed);
      await boris.hear(answer);
    }
    boris.press(lastOf(boris, "Проверьте заявку"), "Отмена");
    await boris.hear("ничего не выводим");
  });

  test("a deleted topic is made anew, a closed one reopened, and nothing is lost", async () => {
    const egor = participant("Егор");
    await askForPayout(egor);
    const first = await topicOf("Егор · №");
    await inTopic(first, "Прошу вывести");
    control().topic({ person: OLGA, forum: PAYOUT_FORUM, thread: first, act: "delete" });
    egor.say("вы тут?");
    const second = await until("another topic", () => control().topics({ forum: PAYOUT_FORUM }).find((one) => one.name.startsWith("Егор") && one.thread !== first)?.thread);
    await inTopic(second, "Прежнюю тему удалили");
    await inTopic(second, "Участник: вы тут?");
    inForum(OLGA, second, { text: "Тут" });
    await egor.hear("Оператор Ольга: Тут");
    control().topic({ person: OLGA, forum: PAYOUT_FORUM, thread: second, act: "close" });
    await until("the news of it to be taken", () => control().queue({ bot: BOT }).pending === 0);
    egor.say("а теперь?");
    await inTopic(second, "а теперь?");
    assert.equal(control().topics({ forum: PAYOUT_FORUM }).find((one) => one.thread === second)?.closed, false);
  });

  test("is talked over in a topic of the operators' group, from both sides and from the page", async () => {
    payoutOfAnna = await askForPayout(anna());
    thread = await topicOf("Анна · №");
    const card = await inTopic(thread, "Участник №");
    assert.match(plain(card.text), /Баланс: 100 баллов, доступно 0/);
    await until("the card to be pinned", () => control().chat({ forum: PAYOUT_FORUM, thread }).pinned.includes(card.id), PATIENCE_MS);
    await inTopic(thread, `Заявка №\u00a0${payoutOfAnna}`);

    inForum(OLGA, thread, { text: "Здравствуйте! Куда перевести?" });
    assert.equal((await anna().hear("Куда перевести?")).text, "Оператор Ольга: Здравствуйте! Куда перевести?");
    anna().say("На карту");
    assert.equal((await inTopic(thread, "На карту")).text, "Участник: На карту");
    inForum(OLGA, thread, { text: "// проверить реквизиты" });
    inForum(OLGA, thread, { text: "/info" });
    inForum(PETR, thread, { text: "а я мимо проходил" });
    await inTopic(thread, "(Пётр) не из числа операторов");
    inForum(OLGA, thread, { text: "инкогнито", anonymous: true });
    await inTopic(thread, "вы пишете анонимно");
    control().send({ person: OLGA, forum: PAYOUT_FORUM, text: "в общей теме" });

    const { messages } = await page.call("payout.card", { payout: payoutOfAnna });
    await page.call("conversation.write", { id: messages?.[0]?.conversation ?? 0, text: "Пишу из админки" });
    assert.equal((await anna().hear("из админки")).text, "Оператор Ольга: Пишу из админки");
    assert.equal((await inTopic(thread, "из админки")).text, "Ольга (админка): Пишу из админки");
    const heard = anna().messages().filter((one) => one.from.is_bot).map((one) => one.text).join("\n");
    for (const secret of ["проверить реквизиты", "/info", "мимо проходил", "инкогнито", "в общей теме"])
      assert.ok(!heard.includes(secret), secret);
  });

  test("an attachment reaches the other side as it is, with a line that says whose", async () => {
    control().send({ person: anna().id, bot: BOT, photo: {}, caption: "мой чек" });
    assert.ok((await inTopic(thread, "Участник: мой чек")).photo);
    inForum(OLGA, thread, { document: { name: "акт.pdf" }, caption: "ваш акт" });
    assert.ok((await anna().hear("Оператор Ольга: ваш акт")).document);
  });
});

describe("support", () => {
  test("answers anybody, whether they take part or not", async () => {
    const { id: passer } = stranger("Прохожий");
    const heard = async (text: string): Promise<MessageView> =>
      await control().wait({ person: passer, bot: HELP_BOT, text, timeout_ms: PATIENCE_MS });
    control().start({ person: passer, bot: HELP_BOT, payload: "help" });
    await heard("Это поддержка");
    control().send({ person: passer, bot: HELP_BOT, text: "Не приходят баллы" });
    await heard("сообщение у нас");
    const thread = await topicOf(`Прохожий · tg${passer}`, SUPPORT_FORUM);
    await inTopic(thread, "В программе не участвует", SUPPORT_FORUM);
    await inTopic(thread, "Участник: Не приходят баллы", SUPPORT_FORUM);
    inForum(OLGA, thread, { text: "Разбираемся" }, SUPPORT_FORUM);
    await heard("Оператор Ольга: Разбираемся");
    control().send({ person: passer, bot: HELP_BOT, text: "Спасибо" });
    await inTopic(thread, "Участник: Спасибо", SUPPORT_FORUM);
    assert.equal(control().chat({ person: passer, bot: HELP_BOT }).messages.filter((one) => one.text.includes("сообщение у нас")).length, 1);
  });
});
