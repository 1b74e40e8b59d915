// The two bots on real processes: what participants, operators and strangers see of each other, and what a crash or
// a bad day of Telegram changes about it (nothing).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { PayoutState, RejectReason } from "../../ui/src/wire/protocol.ts";
import { type Page, Visitor } from "./gateway-client.ts";

const OLGA = 501; // an operator
const PETR = 502; // a member of the group whom nobody made an operator
const PATIENCE_MS = 90_000; // a group takes twenty messages a minute, however many talk there

let system: System;
let page: Page; // Olga's admin page
let nextPerson = 600;
let payoutOfAnna = 0; // her request, which most of what follows is about,
let thread = 0; // and its topic

const control = (): System["telegram"]["control"] => system.telegram.control;

/** What stands in a topic of a forum, once it does. */
async function inTopic(thread: number, text: string, forum = PAYOUT_FORUM): Promise<MessageView> {
  return await control().wait({ forum, thread, text, timeout_ms: PATIENCE_MS });
}

function textsIn(thread: number, forum = PAYOUT_FORUM): string[] {
  return control().chat({ forum, thread }).messages.map((one) => plain(one.text));
}

function inForum(person: number, thread: number, writing: object, forum = PAYOUT_FORUM): void {
  control().send({ person, forum, thread, ...writing });
}

/** The topic whose name begins so. */
async function topicOf(name: string, forum = PAYOUT_FORUM): Promise<number> {
  return (await control().waitTopic({ forum, name, timeout_ms: PATIENCE_MS })).thread;
}

/** Somebody with 100 points to withdraw; several at once, because a bot says one thing a second to each. */
async function makeParticipant(name: string): Promise<Person> {
  const person = new Person(system, ++nextPerson, name);
  const { account } = system.ozon.control.createBuyer({});
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  const order = { account, scheme: "fbo" as const, autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }] };
  const proof = system.ozon.control.placeOrder({ ...order, createdAt: system.clock.now() - 86_400_000 });
  await person.register(proof.number);
  const [posting] = system.ozon.control.placeOrder(order).postings;
  assert.ok(posting);
  system.ozon.control.deliver(posting);
  await until(`points of ${name}`, async () => (await person.balance()).includes("доступно для вывода: 100 баллов"));
  return person;
}

/** Somebody who only writes to support. */
function newcomer(name: string): { id: number; write: (text: string) => void; topics: () => { thread: number }[] } {
  const { id } = new Person(system, ++nextPerson, name);
  return {
    id,
    write: (text) => control().send({ person: id, bot: HELP_BOT, text }),
    topics: () => control().topics({ forum: SUPPORT_FORUM }).filter((one) => one.name.startsWith(`${name} `)).sort((a, b) => a.thread - b.thread),
  };
}

const people = new Map<string, Person>();

function participant(name: string): Person {
  const person = people.get(name);
  assert.ok(person, name);
  return person;
}

const anna = (): Person => participant("Анна");

/** How often a bot was killed. */
let kills = 0;

/** Asks for everything; the number of the request. */
async function askForPayout(person: Person): Promise<number> {
  person.say("Вывести");
  person.press(await person.hear("Сколько баллов вывести?", "Все"), "Все");
  person.press(await person.check(), "Подтвердить");
  const card = plain((await person.hear("Заявка №")).text);
  return Number(/Заявка № (\d+)/.exec(card)?.[1]);
}

function lastOf(person: Person, text: string): MessageView {
  const found = person.messages().filter((one) => one.text.includes(text)).at(-1);
  assert.ok(found, text);
  return found;
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "hold_days=0", "proof=off");
  await system.ctlOk("admins", "add", String(OLGA), "Ольга", "payout,support");
  control().addPerson({ id: OLGA, first_name: "Ольга" });
  control().addPerson({ id: PETR, first_name: "Пётр" });
  for (const forum of [PAYOUT_FORUM, SUPPORT_FORUM])
    for (const person of [OLGA, PETR]) control().addOperator({ forum, person });
  const { admins } = JSON.parse(await system.ctlOk("admins", "list", "--json")) as { admins: { id: number }[] };
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", String(admins[0]?.id)));
  page = await visitor.openPage();
  const names = ["Нина", "Анна", "Борис", "Егор", "Юлия"];
  for (const one of await Promise.all(names.map(makeParticipant))) people.set(names[people.size] ?? "", one);
});

after(async () => {
  try {
    await system.verify();
    assert.deepEqual(system.problems(), []);
    // A bot that is killed forgets what it was told to wait for: it may knock too early once for each kill, no more.
    assert.ok(control().limits().early_retries <= kills, `${control().limits().early_retries} calls came before their time`);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    page.close();
    await system.close();
  }
});

describe("the way in", () => {
  test("each wrong kind of number has a sentence of its own", async () => {
    const vera = new Person(system, ++nextPerson, "Вера");
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
    const second = new Person(system, ++nextPerson, "Глеб");
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
    const oleg = new Person(system, ++nextPerson, "Олег");
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
    const evil = new Person(system, ++nextPerson, "<b>Зло</b>\u202e_*`", { username: "evil" });
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
    const stranger = ++nextPerson;
    control().addPerson({ id: stranger, first_name: "Прохожий" });
    const heard = async (text: string): Promise<MessageView> =>
      await control().wait({ person: stranger, bot: HELP_BOT, text, timeout_ms: PATIENCE_MS });
    control().start({ person: stranger, bot: HELP_BOT, payload: "help" });
    await heard("Это поддержка");
    control().send({ person: stranger, bot: HELP_BOT, text: "Не приходят баллы" });
    await heard("сообщение у нас");
    const thread = await topicOf(`Прохожий · tg${stranger}`, SUPPORT_FORUM);
    await inTopic(thread, "В программе не участвует", SUPPORT_FORUM);
    await inTopic(thread, "Участник: Не приходят баллы", SUPPORT_FORUM);
    inForum(OLGA, thread, { text: "Разбираемся" }, SUPPORT_FORUM);
    await heard("Оператор Ольга: Разбираемся");
    control().send({ person: stranger, bot: HELP_BOT, text: "Спасибо" });
    await inTopic(thread, "Участник: Спасибо", SUPPORT_FORUM);
    assert.equal(control().chat({ person: stranger, bot: HELP_BOT }).messages.filter((one) => one.text.includes("сообщение у нас")).length, 1);
  });
});

describe("on a bad day", () => {
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
      await system.kill("telegram");
      kills++;
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
    const mark = new Person(system, ++nextPerson, "Марк");
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
