// The participants' bot behind a webhook, two instances of it: dialogues of several steps, a slow chat beside quick ones,
// and the one that works is killed in the middle of it all.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { ownPorts } from "../harness/ports.ts";
import { BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const PATH = "/hook/participants";
const PATIENCE_MS = 90_000;
const PAUSE_S = 20; // longer than a bot waits for an answer before it goes on
const PEOPLE = 12;
const HELP = "Как всё устроено";
const SUPPORT = "Поддержка отвечает";

let system: System;
let port: number;

const control = (): System["telegram"]["control"] => system.telegram.control;
const taken = (): Promise<unknown> => until("everything to be taken", () => control().queue({ bot: BOT }).pending === 0, PATIENCE_MS);

function heard(person: Person, text: string): number {
  return person.messages().filter((one) => one.from.is_bot && plain(one.text).includes(text)).length;
}

before(async () => {
  port = await ownPorts(2);
  system = await System.start({
    edit: (config) => config.replace("[telegram]\n", `[telegram]\nwebhook = "https://bots.example.com${PATH}"\nwebhook_port = ${port}\nwebhook_secret_file = "participants-webhook"\n`),
    secrets: { "participants-webhook": "a-secret-of-the-webhook_0123456789" },
  });
  control().proxy({ bot: BOT, targets: [port, port + 1].map((one) => `http://127.0.0.1:${one}`) });
  system.add("telegram@2").start();
  await system.ready();
});

after(async () => {
  await system.finish();
});

describe("the participants' bot behind a webhook", () => {
  const people: Person[] = [];

  test("leads everybody in, step by step", async () => {
    for (let n = 0; n < PEOPLE; n++) people.push(new Person(system, 900 + n, `Гость ${n}`));
    for (const one of people) one.start();
    for (const one of people) one.press(await one.hear("Условия участия", "Принять"), "Принять");
    for (const one of people) await one.hear("Остался один шаг");
  });

  test("answers everybody once, in order, when the instance that works is killed and one chat has to wait", async () => {
    const [slow] = people;
    assert.ok(slow);
    control().fault({ kind: "too_many", bot: BOT, method: "sendMessage", chat_id: slow.id, seconds: PAUSE_S });
    for (const one of people) one.say("Инструкция");
    for (const one of people.slice(1)) await one.hear(HELP);
    await taken();
    assert.equal(heard(slow, HELP), 0, "it waits");
    await system.process("telegram").stop("SIGKILL");
    for (const one of people) one.say("Нужна помощь");
    for (const one of people) await one.hear(SUPPORT);
    await taken();
    for (const one of people) {
      assert.equal(heard(one, HELP), 1);
      assert.equal(heard(one, SUPPORT), 1);
    }
  });
});
