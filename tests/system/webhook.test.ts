// Updates that Telegram posts to a webhook, with two instances of the bot behind the proxy: every one is taken once its
// effect is in the ledger, in order within a chat; the one that stands by refuses, and takes over when the other is
// killed; strangers are turned away; and the way back to asking for updates.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { ownPorts } from "../harness/ports.ts";
import { HELP_BOT, SECRETS, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const SECRET = "a-secret-of-the-webhook_0123456789";
const PATH = "/hook/support";
const PATIENCE_MS = 90_000;

let system: System;
let port: number;

const control = (): System["telegram"]["control"] => system.telegram.control;
const address = (instance: number): string => `http://127.0.0.1:${port + instance - 1}`;

async function post(instance: number, path: string, secret: string | undefined, body: string): Promise<number> {
  const headers = { "Content-Type": "application/json", ...(secret !== undefined && { "X-Telegram-Bot-Api-Secret-Token": secret }) };
  return (await fetch(`${address(instance)}${path}`, { method: "POST", headers, body })).status;
}

function topicOf(name: string): string[] {
  const found = control().topics({ forum: SUPPORT_FORUM }).find((one) => one.name.startsWith(name));
  if (!found) return [];
  return control().chat({ forum: SUPPORT_FORUM, thread: found.thread, limit: 200 }).messages.map((one) => one.text).filter((text) => text.startsWith("Участник:"));
}

/** As somebody calls Telegram who has the bot's token, too. */
async function elsewhere(method: string, params: object): Promise<void> {
  const response = await fetch(`${system.telegram.url}/bot${SECRETS.support}/${method}`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(params),
  });
  assert.equal(response.status, 200);
}

function say(person: number, text: string): void {
  control().send({ person, bot: HELP_BOT, text });
}

before(async () => {
  port = await ownPorts(2);
  system = await System.start({
    edit: (config) => config.replace("[support]\n", `[support]\nwebhook = "https://bots.example.com${PATH}"\nwebhook_port = ${port}\nwebhook_secret_file = "support-webhook"\n`),
    secrets: { "support-webhook": SECRET },
  });
  control().proxy({ bot: HELP_BOT, targets: [address(1), address(2)] });
  system.add("support@2").start();
  await system.ready();
  for (const [id, name] of [[701, "Вера"], [702, "Борис"], [703, "Зоя"]] as const) control().addPerson({ id, first_name: name, language_code: "ru" });
});

after(async () => {
  await system.finish(() => {
    assert.ok(![...system.processes.values()].some((one) => one.logText().includes(SECRET)), "the secret is in no log");
  });
});

describe("a webhook", () => {
  test("brings every update, in order within a chat", async () => {
    await until("the webhook to be set", () => control().webhook({ bot: HELP_BOT }).url.endsWith(PATH), PATIENCE_MS);
    for (let n = 1; n <= 5; n++) for (const person of [701, 702]) say(person, `слово ${n}.`);
    const words = [1, 2, 3, 4, 5].map((n) => `Участник: слово ${n}.`);
    await until("all to arrive", () => topicOf("Вера").length === 5 && topicOf("Борис").length === 5, PATIENCE_MS);
    assert.deepEqual(topicOf("Вера"), words);
    assert.deepEqual(topicOf("Борис"), words);
    assert.equal(control().queue({ bot: HELP_BOT }).pending, 0);
    assert.ok(control().webhook({ bot: HELP_BOT }).most > 1, "chats go side by side");
  });

  test("is closed to who does not know the secret, to other addresses, and to what is too long", async () => {
    const active = (await post(1, PATH, SECRET, "{}")) === 200 ? 1 : 2;
    const update = JSON.stringify({ update_id: 5, message: { message_id: 1, date: 1, text: "чужое", from: { id: 701, is_bot: false, first_name: "Вера" }, chat: { id: 701, type: "private" } } });
    assert.equal(await post(active, PATH, undefined, update), 401);
    assert.equal(await post(active, PATH, `${SECRET}x`, update), 401);
    assert.equal(await post(active, PATH, SECRET.slice(1), update), 401);
    assert.equal(await post(active, "/hook", SECRET, update), 404);
    assert.equal((await fetch(`${address(active)}${PATH}`)).status, 405);
    assert.equal(await post(active, PATH, SECRET, "x".repeat(300_000)).catch(() => 413), 413);
    assert.equal(await post(active, PATH, SECRET, "[1]"), 200); // not an update: it would come for a day
    assert.ok(!topicOf("Вера").some((text) => text.includes("чужое")));
  });

  test("that somebody else took away or set elsewhere is noticed, said, and set anew; what came meanwhile arrives", async () => {
    const set = (): boolean => control().webhook({ bot: HELP_BOT }).url.endsWith(PATH);
    const logs = (): string => system.process("support").logText() + system.process("support@2").logText();
    await elsewhere("deleteWebhook", {});
    say(702, "без вебхука.");
    await until("the webhook to be set anew", set, PATIENCE_MS);
    await until("it to arrive", () => topicOf("Борис").includes("Участник: без вебхука."), PATIENCE_MS);
    assert.match(logs(), /the webhook was taken away elsewhere/);
    await elsewhere("setWebhook", { url: "https://other.example.com/hook" });
    say(702, "на чужом.");
    await until("the webhook to be ours again", set, PATIENCE_MS);
    await until("it to arrive", () => topicOf("Борис").includes("Участник: на чужом."), PATIENCE_MS);
    assert.match(logs(), /the webhook was set to https:\/\/other\.example\.com\/hook elsewhere/);
  });

  test("survives kill -9 of the instance that works: the other takes over, and nothing is lost", async () => {
    for (let n = 1; n <= 3; n++) say(703, `строка ${n}.`);
    await until("the first to arrive", () => topicOf("Зоя").length > 0, PATIENCE_MS);
    const active = (await post(1, PATH, SECRET, "{}")) === 200 ? "support" : "support@2";
    await system.process(active).stop("SIGKILL");
    say(703, "строка 4."); // the one that stands by does not take it before it works
    await until("all to arrive", () => topicOf("Зоя").some((text) => text.includes("строка 4.")), PATIENCE_MS);
    assert.deepEqual([...new Set(topicOf("Зоя"))], [1, 2, 3, 4].map((n) => `Участник: строка ${n}.`));
    assert.ok(control().webhook({ bot: HELP_BOT }).refused > 0, "what was not taken was posted again");
  });

  test("is taken away when the bot asks for updates again", async () => {
    writeFileSync(system.config, readFileSync(system.config, "utf8").replace(/^webhook = .*\n/m, ""));
    for (const name of ["support", "support@2"]) await system.process(name).stop();
    system.process("support").start();
    await until("polling", () => control().queue({ bot: HELP_BOT }).polling, PATIENCE_MS);
    assert.equal(control().webhook({ bot: HELP_BOT }).url, "");
    say(701, "и снова здравствуйте");
    await until("it to arrive", () => topicOf("Вера").some((text) => text.includes("здравствуйте")), PATIENCE_MS);
  });

  test("is taken away, too, when somebody else sets one while the bot asks for updates", async () => {
    await elsewhere("setWebhook", { url: "https://other.example.com/hook" });
    say(701, "ау");
    await until("it to arrive", () => topicOf("Вера").some((text) => text.includes("ау")), PATIENCE_MS);
    assert.equal(control().webhook({ bot: HELP_BOT }).url, "");
  });
});
