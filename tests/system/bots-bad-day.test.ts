// What a crash or a bad day of Telegram changes for people and operators: nothing.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { type Person, plain } from "../harness/people.ts";
import { BOT, HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { PayoutState, RejectReason } from "../../ui/src/wire/protocol.ts";
import {
  askForPayout, control, inForum, inTopic, killBot, lastOf, newcomer, OLGA, openTown, page, participant, PATIENCE_MS, stranger, system, textsIn, topicOf,
} from "./bots-town.ts";

const anna = (): Person => participant("Анна");
let payoutOfAnna = 0; // her request, which is talked over on that day,
let thread = 0; // and its topic

openTown(["Анна", "Юлия"]);

describe("on a bad day", () => {
  before(async () => {
    payoutOfAnna = await askForPayout(anna());
    thread = await topicOf("Анна · №");
    await inTopic(thread, `Заявка №\u00a0${payoutOfAnna}`);
    const { messages } = await page.call("payout.card", { payout: payoutOfAnna });
    await page.call("conversation.write", { id: messages?.[0]?.conversation ?? 0, text: "Пишу из админки" });
    await anna().hear("из админки");
    await inTopic(thread, "из админки");
  });

  test("updates that come twice change nothing and are not answered again", async () => {
    const copies = (): string[] => textsIn(thread).filter((text) => text !== "");
    const answers = (): number => anna().messages().filter((one) => one.from.is_bot).length;
    const before = copies();
    const answered = answers();
    assert.ok(control().redeliver({ bot: BOT, count: 3 }) > 0);
    await until("the updates to be taken", () => control().queue({ bot: BOT }).pending === 0);
    anna().say("Баланс");
    assert.match(plain((await anna().hear("Баланс: 100")).text), /в заявках на вывод: 100 баллов/);
    assert.equal(answers(), answered + 1);
    anna().say("ещё раз");
    await inTopic(thread, "Участник: ещё раз");
    assert.deepEqual(copies(), [...before, "Участник: ещё раз"]);
  });

  test("errors, pages of proxies, resets and pauses delay messages and lose none", async () => {
    for (const kind of ["bad_gateway", "server_error", "reset_before", "truncated", "too_many"] as const) {
      control().fault({ kind, bot: BOT, method: "sendMessage", chat_id: anna().id, seconds: 2 });
      inForum(OLGA, thread, { text: `после ${kind}` });
      await anna().hear(`после ${kind}`);
    }
    control().fault({ kind: "bad_gateway", bot: BOT, method: "getUpdates", count: 3 });
    anna().say("ещё тут");
    await inTopic(thread, "ещё тут");
    control().clearFaults();
  });

  test("a topic whose making was never confirmed is found again, not made twice", async () => {
    const julia = participant("Юлия");
    control().fault({ kind: "reset_after", bot: BOT, method: "createForumTopic" });
    await askForPayout(julia);
    await inTopic(await topicOf("Юлия · №"), "Прошу вывести");
    assert.equal(control().topics({ forum: PAYOUT_FORUM }).filter((one) => one.name.startsWith("Юлия")).length, 1);
  });

  test("what is written in a topic that turns out to have been made besides reaches the person", async () => {
    const klava = newcomer("Клава");
    control().fault({ kind: "bad_gateway_after", bot: HELP_BOT, method: "createForumTopic" });
    await until("the bot to listen", () => control().queue({ bot: HELP_BOT }).polling && control().queue({ bot: HELP_BOT }).pending === 0);
    control().fault({ kind: "bad_gateway", bot: HELP_BOT, method: "getUpdates", count: 5 }); // its news are late
    klava.write("есть кто живой?");
    const [besides] = await until("two topics", () => klava.topics().length === 2 && klava.topics().map((one) => one.thread), PATIENCE_MS);
    assert.ok(besides);
    inForum(OLGA, besides, { text: "я здесь" }, SUPPORT_FORUM);
    await control().wait({ person: klava.id, bot: HELP_BOT, text: "я здесь", timeout_ms: PATIENCE_MS });
    await until("one topic to be left", () => klava.topics().length === 1);
    const [kept] = klava.topics();
    assert.ok(kept && kept.thread !== besides);
    await inTopic(kept.thread, "есть кто живой?", SUPPORT_FORUM);
  });

  test("an error of a proxy does not make a second topic", async () => {
    const zoya = newcomer("Зоя");
    control().fault({ kind: "bad_gateway_after", bot: HELP_BOT, method: "createForumTopic" });
    zoya.write("кто здесь?");
    await inTopic(await topicOf("Зоя · tg", SUPPORT_FORUM), "кто здесь?", SUPPORT_FORUM);
    assert.equal(zoya.topics().length, 1);
  });

  test("a group that does not let the bot in is said in the status, and its messages wait", async () => {
    control().member({ forum: PAYOUT_FORUM, bot: BOT, status: "kicked" });
    anna().say("кто-нибудь?");
    await until("the trouble to be shown", async () => (await system.ctl("status")).stdout.includes("the operators' group"), PATIENCE_MS);
    control().member({ forum: PAYOUT_FORUM, bot: BOT, status: "administrator" });
    await inTopic(thread, "кто-нибудь?");
  });

  test("killed again and again in the middle of talk, it repeats at most what was in flight and loses nothing", async () => {
    const rounds = 8;
    for (let round = 0; round < rounds; round++) {
      anna().say(`вопрос ${round}.`);
      inForum(OLGA, thread, { text: `ответ ${round}.` });
      // A moment that differs from round to round: as soon as this many calls have been made.
      const calls = control().calls({ bot: BOT }).length + (round % 4);
      await until("the moment", () => control().calls({ bot: BOT }).length >= calls);
      await killBot("telegram");
    }
    for (let round = 0; round < rounds; round++) {
      await inTopic(thread, `вопрос ${round}.`);
      await control().wait({ person: anna().id, bot: BOT, text: `ответ ${round}.`, timeout_ms: PATIENCE_MS });
    }
    const asked = textsIn(thread).filter((text) => text.startsWith("Участник: вопрос"));
    const answered = anna().messages().map((one) => one.text).filter((text) => text.startsWith("Оператор Ольга: ответ"));
    console.log(`# ${rounds} kills: ${asked.length - rounds} questions and ${answered.length - rounds} answers came twice`);
    assert.ok(asked.length <= 2 * rounds && answered.length <= 2 * rounds);
    for (const texts of [asked, answered])
      assert.deepEqual([...new Set(texts.map((text) => /\d+/.exec(text)?.[0]))], [...Array(rounds).keys()].map(String));
    assert.equal(control().topics({ forum: PAYOUT_FORUM }).filter((one) => one.name.startsWith("Анна")).length, 1);
  });

  test("of two instances one is active, and the other takes over", async () => {
    const second = system.add("telegram@2");
    second.start();
    await until("the second one to stand by", async () => (await system.ctl("status")).stdout.includes("standing by for telegram"));
    const mark = stranger("Марк");
    mark.start();
    await mark.hear("Условия участия");
    assert.equal(control().queue({ bot: BOT }).conflicts, 0);
    await system.process("telegram").stop();
    mark.say("помогите");
    await mark.hear("примите, пожалуйста");
    system.process("telegram").start();
    await second.stop();
  });

  test("a participant who stopped the bot is known as such, and the operators are told", async () => {
    control().block({ person: anna().id, bot: BOT });
    inForum(OLGA, thread, { text: "Вы где?" });
    await inTopic(thread, "остановил бота");
    control().unblock({ person: anna().id, bot: BOT });
    anna().say("Баланс");
    await anna().hear("Баланс:");
  });

  test("a refusal says why, gives the points back, and leaves the way to the operator open", async () => {
    const { row } = await page.call("payout.card", { payout: payoutOfAnna });
    const negotiation = await page.call("payout.move", { payout: payoutOfAnna, rev: row.rev, to: PayoutState.negotiation });
    await anna().hear("согласование");
    await inTopic(thread, "согласование");
    await page.call("payout.move", {
      payout: payoutOfAnna, rev: negotiation.rev, to: PayoutState.rejected, reason: RejectReason.requisites, comment: "нет такого счёта",
    });
    const refusal = plain((await anna().hear(": отказ")).text);
    assert.match(refusal, /Причина: реквизиты неверны или неполны/);
    assert.match(refusal, /Вернулось на баланс: 100 баллов. Теперь доступно: 100 баллов/);
    assert.match(refusal, /Комментарий оператора: нет такого счёта/);
    control().send({ person: anna().id, bot: BOT, text: "Поняла, спасибо", reply_to: lastOf(anna(), "из админки").id });
    await inTopic(thread, "Поняла, спасибо");
    anna().say("и ещё: другой счёт назвать сейчас?");
    await inTopic(thread, "другой счёт назвать сейчас?");
    inForum(OLGA, thread, { text: "/close" });
    await inTopic(thread, "Обращение закрыто");
    anna().say("ау");
    await anna().hear("нажмите «Нужна помощь»");
  });
});
