// What a bot answers while Telegram lets a chat wait: nobody else waits with it, and a bot that dies meanwhile has
// not forgotten what it owes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { MessageView } from "../sim/telegram/views.ts";

const PATIENCE_MS = 90_000;
const PAUSE_S = 20; // longer than a bot waits for an answer before it goes on
const THANKS = "Спасибо, сообщение у нас";
const HELP = "Как всё устроено";

let system: System;
let nextPerson = 800;

const control = (): System["telegram"]["control"] => system.telegram.control;

before(async () => {
  system = await System.start();
  await system.ready();
});

after(async () => {
  await system.close();
});

async function newcomer(name: string): Promise<Person> {
  const person = new Person(system, ++nextPerson, name);
  person.start();
  await person.hear("Условия участия", "Принять");
  return person;
}

function heard(person: Person, bot: string, text: string): MessageView[] {
  return control().chat({ person: person.id, bot }).messages.filter((one) => one.from.is_bot && plain(one.text).includes(text));
}

/** Telegram lets this chat wait once, and does so by now. */
async function holdUp(person: Person, bot: string, say: () => void): Promise<void> {
  control().fault({ kind: "too_many", bot, method: "sendMessage", chat_id: person.id, seconds: PAUSE_S });
  say();
  await until("the pause", () => control().faults().length === 0, PATIENCE_MS);
}

const taken = (bot: string): Promise<unknown> =>
  until(`the updates of ${bot} to be taken`, () => control().queue({ bot }).pending === 0, PATIENCE_MS);

async function answers(person: Person, said: string, answer: string): Promise<void> {
  person.say(said);
  await person.hear(answer);
  await taken(BOT);
}

describe("an answer that a chat has to wait for", () => {
  test("is given by the bot that comes after, once", async () => {
    const slow = await newcomer("Тормоз");
    await holdUp(slow, BOT, () => slow.say("Инструкция"));
    await taken(BOT);
    assert.equal(heard(slow, BOT, HELP).length, 0, "it waits");
    await system.kill("telegram");
    await slow.hear(HELP);
    await answers(slow, "Нужна помощь", "Поддержка отвечает"); // by now the ledger knows that it was sent
    await system.kill("telegram");
    await answers(slow, "Нужна помощь", "Поддержка отвечает");
    assert.equal(heard(slow, BOT, HELP).length, 1);
  });

  test("comes before what the person asked later", async () => {
    const slow = await newcomer("Ещё тормоз");
    await holdUp(slow, BOT, () => slow.say("Инструкция"));
    slow.say("Нужна помощь");
    await taken(BOT);
    await system.kill("telegram");
    await slow.hear("Поддержка отвечает");
    const order = slow.messages().filter((one) => one.from.is_bot).map((one) => plain(one.text));
    const at = (text: string): number => order.findIndex((one) => one.includes(text));
    assert.ok(at(HELP) >= 0 && at(HELP) < at("Поддержка отвечает"), order.join(" | "));
  });

  test("holds nobody else up, in the support bot too", async () => {
    const slow = new Person(system, ++nextPerson, "Гость");
    const quick = new Person(system, ++nextPerson, "Быстрый");
    const write = (person: Person, text: string): unknown => control().send({ person: person.id, bot: HELP_BOT, text });
    await holdUp(slow, HELP_BOT, () => write(slow, "алло"));
    write(quick, "и я");
    await control().wait({ person: quick.id, bot: HELP_BOT, text: THANKS, timeout_ms: PATIENCE_MS });
    assert.equal(heard(slow, HELP_BOT, THANKS).length, 0, "it waits");
    await taken(HELP_BOT);
    await system.kill("support");
    await control().wait({ person: slow.id, bot: HELP_BOT, text: THANKS, timeout_ms: PATIENCE_MS });
    await taken(HELP_BOT);
    for (const person of [slow, quick]) assert.equal(heard(person, HELP_BOT, THANKS).length, 1);
  });
});
