// A town around both bots, for the tests of what participants, operators and strangers see of each other: people with points,
// Olga who answers them, and Petr who is in the groups without being an operator.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { HELP_BOT, PAYOUT_FORUM, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";
import { type Page, Visitor } from "./gateway-client.ts";

export const OLGA = 501; // an operator
export const PETR = 502; // a member of the group whom nobody made an operator
export const PATIENCE_MS = 90_000; // a group takes twenty messages a minute, however many talk there

export let system: System;
export let page: Page; // Olga's admin page
let nextPerson = 600;
let kills = 0; // of bots

export const control = (): System["telegram"]["control"] => system.telegram.control;

/** What stands in a topic of a forum, once it does. */
export async function inTopic(thread: number, text: string, forum = PAYOUT_FORUM): Promise<MessageView> {
  return await control().wait({ forum, thread, text, timeout_ms: PATIENCE_MS });
}

export function textsIn(thread: number, forum = PAYOUT_FORUM): string[] {
  return control().chat({ forum, thread }).messages.map((one) => plain(one.text));
}

export function inForum(person: number, thread: number, writing: object, forum = PAYOUT_FORUM): void {
  control().send({ person, forum, thread, ...writing });
}

/** The topic whose name begins so. */
export async function topicOf(name: string, forum = PAYOUT_FORUM): Promise<number> {
  return (await control().waitTopic({ forum, name, timeout_ms: PATIENCE_MS })).thread;
}

/** Somebody nobody knows yet. */
export function stranger(name: string, how: ConstructorParameters<typeof Person>[3] = {}): Person {
  return new Person(system, ++nextPerson, name, how);
}

/** Somebody with 100 points to withdraw; several at once, because a bot says one thing a second to each. */
async function makeParticipant(name: string): Promise<Person> {
  const person = stranger(name);
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
export function newcomer(name: string): { id: number; write: (text: string) => void; topics: () => { thread: number }[] } {
  const { id } = stranger(name);
  return {
    id,
    write: (text) => control().send({ person: id, bot: HELP_BOT, text }),
    topics: () => control().topics({ forum: SUPPORT_FORUM }).filter((one) => one.name.startsWith(`${name} `)).sort((a, b) => a.thread - b.thread),
  };
}

/** Those who were there from the beginning. */
const people = new Map<string, Person>();

export function participant(name: string): Person {
  const person = people.get(name);
  assert.ok(person, name);
  return person;
}

/** Asks for everything; the number of the request. */
export async function askForPayout(person: Person): Promise<number> {
  person.say("Вывести");
  person.press(await person.hear("Сколько баллов вывести?", "Все"), "Все");
  person.press(await person.check(), "Подтвердить");
  const card = plain((await person.hear("Заявка №")).text);
  return Number(/Заявка № (\d+)/.exec(card)?.[1]);
}

export function lastOf(person: Person, text: string): MessageView {
  const found = person.messages().filter((one) => one.text.includes(text)).at(-1);
  assert.ok(found, text);
  return found;
}

/** A bot dies and is started again. */
export async function killBot(name: "telegram" | "support"): Promise<void> {
  await system.kill(name);
  kills++;
}

/** One system for all tests of a file, with these participants, Olga and her page; everything is checked in the end. */
export function openTown(names: string[]): void {
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
    for (const one of await Promise.all(names.map(makeParticipant))) people.set(names[people.size] ?? "", one);
  });

  after(async () => {
    (page as Page | undefined)?.close();
    await system.finish(() => {
      // A bot that is killed forgets what it was told to wait for: it may knock too early once for each kill, no more.
      assert.ok(control().limits().early_retries <= kills, `${control().limits().early_retries} calls came before their time`);
    });
  });
}
