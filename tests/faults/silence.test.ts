// Telegram does not answer for a day. Operators see that, and what they and participants say meanwhile arrives when it is
// back: all of it, once, in its order.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ALL, BOT, HELP_BOT, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Desk } from "./desk.ts";

const HOUR_MS = 60 * 60 * 1000;
/** Telegram keeps what bots have not taken for a day. */
const SILENCE_HOURS = 23;
const PATIENCE_MS = 120_000;
const VERA = 601;

let system: System;
let desk: Desk;

before(async () => {
  system = await System.start();
  await system.ready();
  desk = new Desk(system);
  await desk.open();
});

after(async () => {
  try {
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    desk.close();
    await system.close();
  }
});

/** In a chat, those of these that have come, in their order. */
function come(of: { text: string }[], words: string[]): string[] {
  return of.flatMap(({ text }) => words.filter((one) => text.endsWith(one)));
}

test("a day without Telegram is shown to operators, and all that was said meanwhile arrives once, in its order", async () => {
  const { control } = system.telegram;
  control.addPerson({ id: VERA, first_name: "Вера" });
  control.start({ person: VERA, bot: HELP_BOT });
  control.send({ person: VERA, bot: HELP_BOT, text: "Добрый день" });
  const { thread } = await control.waitTopic({ forum: SUPPORT_FORUM, name: "Вера", timeout_ms: PATIENCE_MS });
  await control.wait({ forum: SUPPORT_FORUM, thread, text: "Добрый день", timeout_ms: PATIENCE_MS });
  const id = (await desk.said())[0]?.conversation ?? 0;

  control.fault({ kind: "reset_before", count: Number.MAX_SAFE_INTEGER });
  for (const name of ["telegram", "support"])
    await until(`operators to see that ${name} has no Telegram`, async () => {
      const { code, stdout } = await system.ctl("status");
      return code !== 0 && new RegExp(`^${name} .*Telegram: `, "m").test(stdout);
    }, PATIENCE_MS);
  const asked = ["Вы здесь?", "Ау!", "Я подожду."];
  const answers = ["Здесь, но без Телеграма.", "Скоро вернёмся.", "Доброе утро."];
  for (const [n, text] of answers.entries()) {
    control.send({ person: VERA, bot: HELP_BOT, text: asked[n]! });
    await desk.call("conversation.write", { id, text });
    if (n < answers.length - 1) system.clock.advance((SILENCE_HOURS / (answers.length - 1)) * HOUR_MS);
  }
  const marks = async (): Promise<boolean[]> =>
    (await desk.said()).filter(({ text = "" }) => answers.includes(text)).map(({ delivered = false }) => delivered);
  assert.deepEqual(await marks(), [false, false, false]);

  control.clearFaults();
  await until("all answers", () => come(control.chat({ person: VERA, bot: HELP_BOT, limit: 100 }).messages, answers).length === answers.length, PATIENCE_MS);
  await until("all questions", () => come(control.chat({ forum: SUPPORT_FORUM, thread, limit: 100 }).messages, asked).length === asked.length, PATIENCE_MS);
  assert.deepEqual(come(control.chat({ person: VERA, bot: HELP_BOT, limit: 100 }).messages, answers), answers);
  assert.deepEqual(come(control.chat({ forum: SUPPORT_FORUM, thread, limit: 100 }).messages, asked), asked);
  await until("operators to see that it has arrived", async () => (await marks()).every(Boolean), PATIENCE_MS);
  await system.ready();
  assert.deepEqual([BOT, HELP_BOT].map((bot) => control.queue({ bot }).pending), [0, 0]);
  for (const name of ALL) assert.equal(system.process(name).starts, 1, `${name} has not ended`);
});
