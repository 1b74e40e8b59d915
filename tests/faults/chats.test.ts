// Many chats at once while the bots die and Telegram misbehaves: strangers on their way in, people who take part, and
// guests of the support bot whom an operator answers in their topics. Everything said reaches the other side, in the
// order of its chat. Anything comes twice only where a bot died with it under way or Telegram hid what became of it.
//
//   CHATS=n          so many chats (200); a long run is ten thousand
//   REFSYS_SEED=n    the same decisions again
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, HELP_BOT, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { Trouble } from "./trouble.ts";

const seed = Number(process.env["REFSYS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const chats = Number(process.env["CHATS"] ?? 200);

const OLGA = 501; // an operator
const FIRST = 10_000;
const PATIENCE_MS = 120_000;
const GROUP_PATIENCE_MS = 240_000; // twenty messages a minute, of all topics together
const SAMPLE_MS = 250;
const LIFE_MS = 600; // of a chat, so many of them at once; what hangs is a failure
const RSS_MAX_KIB = 48 * 1024; // however many chats there are
/** A bot has so many messages under way at once, over all chats (OUTBOX_FLYING_MAX). */
const FLYING_MAX = 8;
/** At once, of each kind. Guests share one group, in which a bot says little a minute. */
const CROWD = { stranger: 40, member: 4, guest: 2 };

const ANSWERS: [said: string, heard: string][] = [
  ["Инструкция", "Как всё устроено"], ["Нужна помощь", "Поддержка отвечает"],
  ["не знаю", "Номера здесь не видно"], ["https://ozon.ru/my", "Ссылка не подойдёт"],
];

/** What one side said and the other must read, in this order, in one chat of the simulator. */
type Thread = { of: string; carried: boolean; wanted: string[]; read: () => string[] };

type World = { system: System; threads: Thread[] };

function heardBy(person: Person, bot: string): string[] {
  return person.system.telegram.control.chat({ person: person.id, bot }).messages
    .filter((one) => one.from.is_bot).map((one) => plain(one.text));
}

/** Comes without a number, and asks in one breath. */
async function stranger(world: World, id: number, random: Random): Promise<void> {
  const person = new Person(world.system, id, `Гость ${id}`);
  person.start();
  person.press(await person.hear("Условия участия", "Принять"), "Принять");
  await person.hear("Остался один шаг");
  const mixed = ANSWERS.map((one) => ({ one, at: random.next() })).sort((a, b) => a.at - b.at).map(({ one }) => one);
  const asked = mixed.slice(0, random.int(1, ANSWERS.length));
  for (const [said] of asked) person.say(said);
  const wanted = ["Условия участия", "Остался один шаг", ...asked.map(([, heard]) => heard)];
  world.threads.push({ of: `stranger ${id}`, carried: false, wanted, read: () => heardBy(person, BOT) });
}

/** Takes part, and looks at the figures. */
async function member(world: World, id: number): Promise<void> {
  const { control } = world.system.ozon;
  const person = new Person(world.system, id, `Участник ${id}`);
  const [good] = control.goods();
  assert.ok(good);
  const proof = control.placeOrder({
    account: control.createBuyer({}).account, scheme: "fbo", autoLife: false, createdAt: world.system.clock.now() - DAY_MS,
    items: [{ sku: good.sku, quantity: 1, price: 200_000 }],
  });
  await person.register(proof.number);
  for (const said of ["Баланс", "Мои рефералы", "Инструкция"]) person.say(said);
  const wanted = ["подтверждён", "Добро пожаловать", "Баланс: ", "Мои рефералы: 0", "Как всё устроено"];
  world.threads.push({ of: `member ${id}`, carried: false, wanted, read: () => heardBy(person, BOT) });
}

/** One, but for those that Telegram made and answered with an error: then another is made, and the first stays empty. */
function topicsOf(world: World, id: number): { thread: number }[] {
  return world.system.telegram.control.topics({ forum: SUPPORT_FORUM }).filter((one) => one.name.endsWith(`tg${id}`));
}

/** Writes to support, is answered in the topic, and answers back. */
async function guest(world: World, id: number, random: Random): Promise<void> {
  const { control } = world.system.telegram;
  const person = new Person(world.system, id, `Автор ${id}`);
  const write = (text: string): unknown => control.send({ person: id, bot: HELP_BOT, text });
  const questions = Array.from({ length: random.int(1, 3) }, (_, n) => `вопрос ${id}.${n};`);
  const answers = Array.from({ length: random.int(1, 2) }, (_, n) => `ответ ${id}.${n};`);
  for (const one of questions) write(one);
  const { thread } = await until(`the topic of ${id}`, () => topicsOf(world, id).at(0), GROUP_PATIENCE_MS);
  for (const text of answers) control.send({ person: OLGA, forum: SUPPORT_FORUM, thread, text });
  write(`спасибо ${id};`);
  world.threads.push(
    { of: `guest ${id}`, carried: true, wanted: answers.map((one) => `Оператор Ольга: ${one}`), read: () => heardBy(person, HELP_BOT) },
    {
      of: `topic of ${id}`, carried: true, wanted: [...questions, `спасибо ${id};`].map((one) => `Участник: ${one}`),
      read: () => topicsOf(world, id).flatMap((topic) => control.chat({ forum: SUPPORT_FORUM, thread: topic.thread }).messages)
        .filter((one) => one.from.is_bot).sort((a, b) => a.id - b.id).map((one) => plain(one.text)),
    });
  await said(world.threads.at(-1)!);
}

async function said(thread: Thread): Promise<void> {
  await until(`everything to ${thread.of}`, () => {
    const read = thread.read();
    const missing = thread.wanted.find((wanted) => !read.some((one) => one.includes(wanted)));
    if (missing !== undefined) throw new Error(`${missing} is missing in ${JSON.stringify(read)}`);
    return true;
  }, thread.carried ? GROUP_PATIENCE_MS : PATIENCE_MS);
}

/** Some at a time. */
async function crowd(count: number, atOnce: number, life: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, async () => {
    while (next < count) await life(next++);
  }));
}

/** What came more than once; order and completeness are asserted. */
function judge(thread: Thread): number {
  const read = thread.read().flatMap((text) => thread.wanted.filter((wanted) => text.includes(wanted)).slice(0, 1));
  assert.deepEqual([...new Set(read)], thread.wanted, `what ${thread.of} read: ${read.join(" | ")}`);
  return read.length - thread.wanted.length;
}

/** The most memory that a process has ever held, in KiB. */
function peak(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0; // it has just died
  }
}

test(`no chat loses anything, whatever dies and whatever Telegram does (${chats} chats, seed ${seed})`, { timeout: Math.max(600_000, chats * LIFE_MS) }, async () => {
  const began = performance.now();
  const system = await System.start();
  const { control } = system.telegram;
  const trouble = new Trouble(system, new Random(seedOf(seed, "trouble", 0)), {
    victims: ["telegram", "telegram", "support"], weights: { kill: 1, two: 0, telegram: 12, ozon: 0, again: 2 },
  });
  const world: World = { system, threads: [] };
  const most = { telegram: 0, support: 0 };
  const sampling = setInterval(() => {
    for (const name of ["telegram", "support"] as const) most[name] = Math.max(most[name], peak(system.process(name).pid));
  }, SAMPLE_MS);
  try {
    await system.ready();
    control.addPerson({ id: OLGA, first_name: "Ольга" });
    control.addOperator({ forum: SUPPORT_FORUM, person: OLGA });
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "support");
    const refusedBefore = control.limits().refused;
    const members = Math.ceil(chats / 40);
    const guests = Math.max(4, Math.ceil(chats / 100));
    const randomOf = (n: number): Random => new Random(seedOf(seed, "chat", n));
    trouble.start();
    await Promise.all([
      crowd(members, CROWD.member, (n) => member(world, FIRST + n)),
      crowd(guests, CROWD.guest, (n) => guest(world, FIRST + members + n, randomOf(n))),
      crowd(chats - members - guests, CROWD.stranger, (n) => stranger(world, FIRST + members + guests + n, randomOf(n + guests))),
    ]);
    await trouble.stop();
    await Promise.all(world.threads.map(said));
    await until("the bots to have taken everything", () => [BOT, HELP_BOT].every((bot) => control.queue({ bot }).pending === 0), PATIENCE_MS);

    const kills = (trouble.kills.get("telegram") ?? 0) + (trouble.kills.get("support") ?? 0);
    const twice = { carried: 0, answered: 0 };
    for (const one of world.threads) twice[one.carried ? "carried" : "answered"] += judge(one);
    const known = trouble.hidden; // what else may come twice: nobody could know that it had come
    const refused = control.limits().refused - refusedBefore;
    console.log(`# seed ${seed}: ${chats} chats in ${((performance.now() - began) / 1000).toFixed(0)} s, ${kills} kills, ${trouble.hidden} answers hidden, ${trouble.again} updates again`);
    console.log(`# twice: ${twice.carried} carried, ${twice.answered} answered; ${refused} refused by limits; peak of telegram ${most.telegram} KiB, of support ${most.support} KiB`);
    assert.ok(twice.carried <= FLYING_MAX * kills + known, `${twice.carried} were carried twice`);
    assert.ok(twice.answered <= FLYING_MAX * kills + known, `${twice.answered} were answered twice`);
    assert.equal(refused, 0, "no message is over a limit");
    for (const [name, kib] of Object.entries(most)) assert.ok(kib > 0 && kib < RSS_MAX_KIB, `${name} held ${kib} KiB`);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(trouble.journal.slice(-60).join("\n"));
    console.log(system.logs());
    throw error;
  } finally {
    clearInterval(sampling);
    await trouble.stop();
    await system.close();
  }
});
