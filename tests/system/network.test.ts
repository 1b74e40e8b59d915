// What a participant reads about a network of three levels, from the first screen to the digest: Telegram, Ozon and
// every process in between are real.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Buyer } from "../harness/buyer.ts";
import { Person, plain } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const HOUR_MS = DAY_MS / 24;
const MOSCOW_MS = 3 * HOUR_MS;
const HELD_MS = 31 * DAY_MS; // a little more than points are on hold

let system: System;
let nextPerson = 600;

/** It is ten o'clock of Moscow in `ms`. */
function beforeTen(ms: number): void {
  const local = (system.clock.now() + MOSCOW_MS) % DAY_MS;
  system.clock.advance((10 * HOUR_MS - ms - local + 2 * DAY_MS) % DAY_MS);
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500");
  beforeTen(20 * HOUR_MS); // no digest comes by itself
});

after(async () => {
  await system.finish();
});

describe("whoever has not given an Ozon ID", () => {
  test("is asked for it by the menu, and can read the instruction and ask for help", async () => {
    const person = new Person(system, ++nextPerson, "Гость");
    person.start();
    person.press(await person.hear("Условия участия", "Принять"), "Принять");
    await person.hear("Остался один шаг");
    for (const said of ["Баланс", "Пригласить", "Мои ссылки", "Вывести"]) {
      person.say(said);
      await person.hear("Ozon ID");
    }
    person.say("Инструкция");
    await person.hear("Как всё устроено");
    person.say("Нужна помощь");
    await person.hear("Поддержка отвечает", "Написать в поддержку");
    assert.ok(!person.messages().some((one) => /start=/.test(one.text) || plain(one.text).includes("Баланс:")));
  });
});

describe("a network of three levels", () => {
  const people: Buyer[] = [];
  let anna: Buyer;

  before(async () => {
    let link: string | undefined;
    for (const name of ["Анна", "Борис", "Вера", "Глеб"]) {
      const buyer = new Buyer(system, ++nextPerson, name);
      link = await buyer.join(link);
      people.push(buyer);
    }
    anna = people[0]!;
  });

  test("has a line of its own in the balance for each level, and says what is on hold and for how long", async () => {
    for (const [n, buyer] of people.entries()) buyer.buy((n + 1) * 100_000);
    const text = await until("the points of all levels", async () => {
      const said = await anna.person.balance();
      return said.includes("Баланс: 500 баллов") ? said : undefined;
    });
    for (const line of [
      "доступно для вывода: 0 баллов", "в заморозке: 500 баллов", "за свои покупки: 50 баллов", "за рефералов 1 уровня: 100 баллов",
      "за рефералов 2 уровня: 150 баллов", "за рефералов 3 уровня: 200 баллов",
    ]) assert.ok(text.includes(`• ${line}`), `${line} in ${text}`);
    assert.match(text, /Ближайшая разморозка: [\d,]+ балл\S*, \d/);
  });

  test("gains nothing from a buyer who does not take part", async () => {
    const stranger = new Buyer(system, ++nextPerson, "Посторонний");
    const posting = stranger.buy(900_000);
    await until("the order to be known", () => system.knowsOrder(posting));
    assert.match(await anna.person.balance(), /Баланс: 500 баллов/);
  });

  test("pays out nothing while points are on hold, and says how it is done when they are not", async () => {
    anna.person.say("Вывести");
    await anna.person.hear("Вывести пока нечего: доступно");
    system.clock.advance(HELD_MS);
    await until("the points", async () => (await anna.person.balance()).includes("доступно для вывода: 500 баллов"));
    anna.person.say("Вывести");
    const asked = await anna.person.hear("Сколько баллов вывести?");
    assert.match(plain(asked.text), /Доступно: 500 баллов = 500 ₽/);
    assert.ok(anna.person.messages().some((one) => one.text.includes("Укажите сумму и реквизиты")));
  });

  test("grows and buys, and the digest tells both of exactly that day", async () => {
    beforeTen(22 * HOUR_MS);
    anna.person.say("Уведомления");
    const screen = await anna.person.hear("Уведомления", "2. День");
    for (const button of ["2. День", "3. День"]) anna.person.press(screen, button);
    await until("the choice", () => anna.person.messages().some((one) => one.id === screen.id && (plain(one.text).match(/каждый день/g) ?? []).length >= 2));
    const dima = new Buyer(system, ++nextPerson, "Дима");
    await dima.join(await anna.person.link());
    const before = await anna.person.balance();
    dima.buy(120_000);
    await until("the points of the order", async () => (await anna.person.balance()) !== before);
    beforeTen(0);
    const digest = plain((await anna.person.hear("Итоги дня")).text);
    assert.match(digest, /В вашей сети 1 новый участник/);
    assert.match(digest, /• 1 уровень: 1/);
    assert.match(digest, /Ваши рефералы получили 1 заказ на 1 200 ₽/);
  });
});
