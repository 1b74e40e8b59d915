// What participants do to grow their network and hear about it: links, referrals, notifications, on real processes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";

const HOUR_MS = 60 * 60 * 1000;
const MOSCOW_MS = 3 * HOUR_MS;
const FLYING_MAX = 4; // digests that a killed bot may have had under way

let system: System;
let nextPerson = 700;
const accounts = new Map<Person, string>(); // of Ozon

const control = (): System["telegram"]["control"] => system.telegram.control;

/** A buyer of Ozon with an old order, whose number proves who they are. */
function makeBuyer(person: Person): string {
  const { account } = system.ozon.control.createBuyer({});
  accounts.set(person, account);
  return order(person, system.clock.now() - DAY_MS).number;
}

function order(person: Person, createdAt?: number): { number: string; postings: string[] } {
  const account = accounts.get(person);
  const good = system.ozon.control.goods()[1];
  assert.ok(account && good);
  return system.ozon.control.placeOrder({
    account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }], ...(createdAt ? { createdAt } : {}),
  });
}

/** An order of 2 000 roubles, received. */
function buy(person: Person): string {
  const [posting] = order(person).postings;
  assert.ok(posting);
  system.ozon.control.deliver(posting);
  return posting;
}

async function join(name: string, link?: string, username?: string): Promise<Person> {
  const person = new Person(system, ++nextPerson, name, username ? { username } : {});
  await person.register(makeBuyer(person), link);
  return person;
}

const linkIn = (message: MessageView): string => /https?:\/\/\S+start=\S+/.exec(message.text)?.[0] ?? assert.fail(message.text);
const codeIn = (link: string): string => /start=(\S+)/.exec(link)?.[1] ?? assert.fail(link);

/** A message of the bot as it is now, after it was edited. */
async function edited(person: Person, message: MessageView, text: string): Promise<MessageView> {
  return await until(`${text} in the place of a message`, () =>
    person.messages().find((one) => one.id === message.id && plain(one.text).includes(text)));
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500", "hold_days=0", "ad_line=Реклама. erid: 2Vtest");
  await until("the catalogue", async () => (await system.ctl("status")).code === 0);
});

after(async () => {
  await system.finish();
});

describe("links", () => {
  let vera: Person;
  let link = "";

  before(async () => {
    vera = await join("Вера", undefined, "vera");
  });

  test("the general link can be passed on with the mark of advertising, and as a picture", async () => {
    vera.say("Пригласить");
    const message = await vera.hear("Ваша ссылка");
    const share = message.buttons.flat().find((one) => one.text === "Поделиться");
    assert.ok(share && "url" in share && decodeURIComponent(String(share.url)).endsWith("\nРеклама. erid: 2Vtest"));
    vera.press(message, "QR-код");
    const picture = await vera.hear("Наведите камеру");
    assert.equal(linkIn(picture), linkIn(message));
    assert.ok(picture.photo && picture.photo.width === picture.photo.height && picture.photo.width > 200);
  });

  test("a product of the catalogue is found by a word or its article, and gets a link", async () => {
    vera.say("Пригласить");
    vera.press(await vera.hear("Ваша ссылка"), "Ссылка на товар");
    await vera.hear("Напишите название товара");
    const good = system.ozon.control.goods()[1];
    assert.ok(good);
    await until("the catalogue to be there", async () => {
      vera.say("плойка");
      return (await vera.hear("«плойка»")).buttons.length > 0;
    });
    vera.say(String(good.sku));
    vera.press(await vera.hear(`«${good.sku}»`, "Плойка"), "Плойка");
    const made = await vera.hear("Промокод");
    assert.match(made.text, /^Плойка для афрокудрей 9 мм/);
    link = linkIn(made);
  });

  test("whoever opens it sees the product and its address, registers, buys, and is counted", async () => {
    const grisha = new Person(system, ++nextPerson, "Гриша", { username: "grisha" });
    const number = makeBuyer(grisha);
    grisha.open(link);
    await grisha.hear("Вы пришли по приглашению");
    const card = await grisha.hear("Товар нашего магазина");
    const open = card.buttons.flat()[0];
    assert.ok(open && "url" in open && String(open.url).startsWith("https://www.ozon.ru/product/"));
    grisha.press(await grisha.hear("Условия участия", "Принять"), "Принять");
    await grisha.hear("Остался один шаг");
    grisha.say(number);
    await grisha.hear("Добро пожаловать");
    buy(grisha);
    await until("the purchase to be counted", async () => {
      vera.say("Мои ссылки");
      return plain((await vera.hear("Мои ссылки (2)")).text).includes("открыли 1, зарегистрировались 1, купили 1");
    });
  });

  test("its code typed in later, before the Ozon ID, counts as the link", async () => {
    const dima = new Person(system, ++nextPerson, "Дима");
    dima.start();
    dima.press(await dima.hear("Условия участия", "Принять"), "Принять");
    await dima.hear("Остался один шаг");
    dima.say(codeIn(link));
    await dima.hear("Вы пришли по приглашению");
    await dima.hear("Товар нашего магазина");
  });

  test("switched off, after a question, it still opens the bot, and attributes nobody", async () => {
    vera.say("Мои ссылки");
    const list = await vera.hear("Мои ссылки (2)");
    vera.press(list, list.buttons[0]?.[0]?.text ?? "");
    vera.press(await edited(vera, list, "Отключить ссылку «Плойка"), "Отключить");
    await edited(vera, list, "Мои ссылки (1)");
    const eva = new Person(system, ++nextPerson, "Ева");
    eva.open(link);
    await eva.hear("приглашение уже не действует");
    await eva.hear("Товар нашего магазина");
    vera.say("Мои рефералы");
    assert.doesNotMatch((await vera.hear("Мои рефералы")).text, /Ева/);
  });

  test("referrals come as a list to be sorted, and those of the second level as totals", async () => {
    const grisha = [...accounts.keys()].find((one) => one.id === vera.id + 1);
    assert.ok(grisha);
    const liza = await join("Лиза", await grisha.link());
    buy(liza);
    const text = await until("the order of the second level", async () => {
      vera.say("Мои рефералы");
      const message = await vera.hear("Мои рефералы: 2");
      return plain(message.text).includes("2 уровень: людей 1, из них покупали 1") ? message : undefined;
    });
    assert.match(plain(text.text), /2\. Гриша \(@grisha\)\nс \S+ · 1 заказ на 2 000 ₽/);
    assert.match(plain(text.text), /1\. Дима\nс \S+ · ещё не указал Ozon ID/);
    vera.press(text, "По сумме");
    assert.match(plain((await edited(vera, text, "на большую сумму")).text), /1\. Гриша/);
  });
});

describe("notifications", () => {
  const people: Person[] = [];

  /** The next ten o'clock of Moscow is `ms` away. */
  function beforeTen(ms: number): void {
    const local = (system.clock.now() + MOSCOW_MS) % DAY_MS;
    system.clock.advance((10 * HOUR_MS - ms - local + 2 * DAY_MS) % DAY_MS);
  }

  const digestsOf = (person: Person): string[] =>
    person.messages().map((one) => plain(one.text)).filter((text) => text.startsWith("Итоги дня"));

  /** Everybody buys, and their points are there; then it is ten o'clock. */
  async function aDay(): Promise<void> {
    const before = await Promise.all(people.map((one) => one.balance()));
    for (const one of people) buy(one);
    await Promise.all(people.map((one, n) => until(`points of ${one.id}`, async () => (await one.balance()) !== before[n])));
    beforeTen(0);
  }

  before(async () => {
    beforeTen(20 * HOUR_MS); // whatever time of day it is: no ten o'clock comes by itself
    people.push(...(await Promise.all(["Аня", "Боря", "Витя", "Галя", "Даша", "Егор", "Жанна", "Захар"].map((name) => join(name)))));
  });

  test("points off hold are told at once, and a return that takes them back", async () => {
    const [anya] = people;
    assert.ok(anya);
    const posting = buy(anya);
    await until("the points", async () => (await anya.balance()).includes("доступно для вывода: 100 баллов"));
    system.clock.advance(30_000);
    const news = await anya.hear("Разморожено");
    assert.match(plain(news.text), /Разморожено: 100 баллов/);
    system.ozon.control.returnItems({ posting, status: "ReturnedToOzon", autoLife: false });
    await until("the points to be taken back", async () => (await anya.balance()).includes("доступно для вывода: 0 баллов"));
    system.clock.advance(30_000);
    assert.match(plain((await anya.hear("Списано за возврат")).text), /100 баллов/);
    await system.ctlOk("settings", "set", "notice_released=false", "notice_taken=false");
  });

  test("are chosen by topic", async () => {
    for (const one of people) {
      one.say("Уведомления");
      const screen = await one.hear("Уведомления", "1. День");
      one.press(screen, "1. День");
      await edited(one, screen, "Начисленные баллы: каждый день");
    }
  });

  test("a digest is made once for everybody, though the ledger is killed around its hour", async () => {
    beforeTen(HOUR_MS);
    await aDay();
    for (let round = 0; round < 3; round++) await system.kill("ledger");
    await Promise.all(people.map((one) => one.hear("Итоги дня")));
    const made = people.map((one) => digestsOf(one).length);
    assert.deepEqual(made, people.map(() => 1));
    assert.match(digestsOf(people[1]!)[0]!, /Начислено: 100 баллов\n• за свои покупки: 100 баллов/);
  });

  test("and told at most once more for what was under way when the bot was killed", async () => {
    await aDay();
    const kills = 3;
    for (let round = 0; round < kills; round++) {
      const sent = control().calls({ bot: BOT, method: "sendMessage" }).length + 1 + round;
      await until("something to be under way", () => control().calls({ bot: BOT, method: "sendMessage" }).length >= sent || people.every((one) => digestsOf(one).length >= 2));
      await system.kill("telegram");
    }
    await Promise.all(people.map((one) => until(`the second digest of ${one.id}`, () => digestsOf(one).length >= 2)));
    const extra = people.reduce((sum, one) => sum + digestsOf(one).length - 2, 0);
    console.log(`# ${kills} kills: ${extra} digests came twice`);
    assert.ok(extra <= kills * FLYING_MAX, `${extra} digests came twice`);
  });

  test("after days of downtime the last period is told once, nothing for the empty days, and one press ends it all", async () => {
    const [, borya] = people;
    assert.ok(borya);
    const before = digestsOf(borya).length;
    const balance = await borya.balance();
    buy(borya);
    await until("the points", async () => (await borya.balance()) !== balance);
    await system.process("ledger").stop();
    system.clock.advance(5 * DAY_MS);
    system.process("ledger").start();
    await until("the late digest", () => digestsOf(borya).length === before + 1);
    beforeTen(0);
    await borya.balance();
    const last = await until("the digest with its button", () => borya.messages().findLast((one) => one.text.startsWith("Итоги дня")));
    assert.equal(digestsOf(borya).length, before + 1);
    borya.press(last, "Отписаться");
    await borya.hear("Итоги больше присылать не будем");
    borya.say("Уведомления");
    assert.match((await borya.hear("Рост сети")).text, /баллы: не присылать/);
  });
});
