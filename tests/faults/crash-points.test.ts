// The participants' bot is killed when the ledger has done what was asked and the answer has not gone out yet: the
// worst moment. The update comes again, and its person hears what they would have heard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Desk } from "./desk.ts";

let system: System;
let desk: Desk;
let next = 600;

/** A buyer with the number of an order; of the shop, if `ours`. */
function buyer(ours: boolean): { account: string; order: string; buy: (price: number) => string } {
  const { control } = system.ozon;
  const { account, orderNumber } = control.createBuyer({});
  const [good] = control.goods();
  assert.ok(good);
  const buy = (price: number, createdAt?: number): { number: string; postings: string[] } =>
    control.placeOrder({ account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price }], ...(createdAt && { createdAt }) });
  const order = ours ? buy(100_00, system.clock.now() - 2 * DAY_MS).number : orderNumber;
  return { account, order, buy: (price) => buy(price).postings[0] ?? "" };
}

/** Telegram takes nothing for this person until `act` has had its effect; then the bot dies. */
async function dieAfter(person: Person, act: () => void, effect: () => Promise<boolean>): Promise<void> {
  const { control } = system.telegram;
  control.fault({ kind: "server_error", bot: BOT, method: "sendMessage", chat_id: person.id, count: 1000 });
  act();
  await until("the effect", effect);
  await system.kill("telegram");
  control.clearFaults();
}

async function view(person: Person): ReturnType<typeof desk.call<"participant.view">> {
  return await desk.call("participant.view", { tg: person.id });
}

function count(person: Person, text: string): number {
  return person.messages().filter((one) => one.from.is_bot && plain(one.text).includes(text)).length;
}

before(async () => {
  system = await System.start();
  await system.ready();
  desk = new Desk(system);
  await desk.open();
  await system.ctlOk("settings", "set", "own_rate=10000", "hold_days=0");
});
after(async () => {
  desk.close();
  await system.finish();
});

async function toTheNumber(person: Person): Promise<void> {
  person.start();
  person.press(await person.hear("Условия участия", "Принять"), "Принять");
  await person.hear("Остался один шаг");
}

test("a registration is confirmed and its person welcomed", async () => {
  const anna = new Person(system, ++next, "Анна");
  const { order } = buyer(false);
  await toTheNumber(anna);
  await dieAfter(anna, () => anna.say(order), async () => !!(await view(anna)).registered);
  await anna.hear("записан");
  await anna.hear("Добро пожаловать");
  assert.equal(count(anna, "понять"), 0);
});

test("a proof that came later is confirmed", async () => {
  const boris = new Person(system, ++next, "Борис");
  const { account, buy } = buyer(false);
  await toTheNumber(boris);
  boris.say(account);
  await boris.hear("записан");
  await boris.hear("Добро пожаловать");
  const order = buy(100_00).replace(/-\d+$/, "");
  await until("the order to be known", async () => (await view(boris)).expected === 100_00);
  await dieAfter(boris, () => boris.say(order), async () => !!(await view(boris)).proven);
  await boris.hear("подтверждён");
  assert.equal(count(boris, "Добро пожаловать"), 1); // not again
  boris.say(order);
  await boris.hear("уже указан");
});

test("a payout is opened once, and its card shown; what is written is passed on once; it is taken back once", async () => {
  const vera = new Person(system, ++next, "Вера");
  const { order, buy } = buyer(true);
  await toTheNumber(vera);
  vera.say(order);
  await vera.hear("Добро пожаловать");
  system.ozon.control.deliver(buy(500_00));
  await until("the purchase to be known", async () => (await view(vera)).total === 500_00);
  if (!(await view(vera)).proven) vera.say(order);
  await until("the points to be available", async () => (await view(vera)).available === 500_00);

  vera.say("Вывести");
  const question = await vera.hear("Сколько баллов вывести?");
  vera.press(question, "Все");
  const check = await vera.check();
  await dieAfter(vera, () => vera.press(check, "Подтвердить"), async () => (await view(vera)).reserved === 500_00);
  const card = await vera.hear("/^Заявка №.1\n/", "Отменить");
  assert.equal((await desk.payouts()).length, 1);

  const words = async (text: string): Promise<number> => (await desk.said()).filter((one) => one.text?.includes(text)).length;
  await until("the first words", async () => (await words("Прошу вывести")) === 1);
  vera.say("Как скоро?");
  await until("the words in the ledger", async () => (await words("Как скоро?")) === 1);
  await system.kill("telegram");

  await dieAfter(vera, () => vera.press(card, "Отменить"), async () => !(await view(vera)).reserved);
  await vera.hear("отменена");
  assert.equal(count(vera, "нельзя"), 0);
  assert.equal(await words("Прошу вывести"), 1);
  assert.equal(await words("Как скоро?"), 1);
});

test("a link is followed and the terms accepted once", async () => {
  const gleb = new Person(system, ++next, "Глеб");
  const inviter = (await view(await registered())).code ?? "";
  await dieAfter(gleb, () => gleb.start(inviter), async () => {
    try {
      return !!(await view(gleb)).inviter;
    } catch {
      return false;
    }
  });
  await gleb.hear("Вы пришли по приглашению");
  const terms = await gleb.hear("Условия участия", "Принять");
  await dieAfter(gleb, () => gleb.press(terms, "Принять"), async () => !!(await view(gleb)).consent);
  await gleb.hear("Остался один шаг");
});

async function registered(): Promise<Person> {
  const person = new Person(system, ++next, "Дина");
  await toTheNumber(person);
  person.say(buyer(false).order);
  await person.hear("Добро пожаловать");
  return person;
}
