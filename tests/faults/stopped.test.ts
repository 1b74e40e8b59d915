// Who stands still keeps nobody else: a gateway, a reader or a bot is stopped (SIGSTOP), as a machine does that has no
// memory left; the ledger and the others do their work, nobody holds more memory for it, and who goes on has all of it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Right } from "../../ui/src/wire/protocol.ts";
import { Buyer } from "../harness/buyer.ts";
import { Caller, type Question } from "../harness/caller.ts";
import { Person } from "../harness/people.ts";
import { ALL, HELP_BOT, SUPPORT_FORUM, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, Visitor } from "../system/gateway-client.ts";

/** So many changes happen meanwhile: several times what is kept for one who does not listen. */
const CHANGES = 25_000;
const BATCH = 500;
const PATIENCE_MS = 120_000;
/** What is kept for one who does not listen, and what allocators hold more at one moment than at another. */
const SLACK_KIB = 24 * 1024;

/** Administrators: the second is the one whose name changes all the time. */
const OWNER = 1;
const HIRED = 2;
const TG_OF_HIRED = 502;
const ANNA = 601;

let system: System;
let office: Caller;
let bot: Caller;
let anna: Person;
let boris: Person;

function kib(name: string): number {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${system.process(name).pid}/status`, "utf8"))?.[1]);
}

/** Somebody's name in the office changes so many times, and each time everybody is told; `last` is what it is then. */
async function rename(times: number, last: string): Promise<void> {
  for (let done = 0; done < times; done += BATCH)
    await office.askAll(Array.from({ length: BATCH }, (_, n): Question =>
      ["admin.set", { id: HIRED, tg: TG_OF_HIRED, name: done + n === times - 1 ? last : `Имя ${done + n}`, rights: Right.support }]), PATIENCE_MS);
}

/** The bots and the ledger at work, seen by those who use them. */
async function everybodyGoesOn(): Promise<void> {
  assert.match(await boris.balance(), /Баланс: /);
  const text = `вопрос ${performance.now()}`;
  system.telegram.control.send({ person: boris.id, bot: HELP_BOT, text });
  await system.telegram.control.wait({ forum: SUPPORT_FORUM, text, timeout_ms: PATIENCE_MS });
}

/** Stopped while `work` is done; nobody has grown by it. */
async function stopped(name: string, work: () => Promise<void>): Promise<void> {
  const before = new Map(ALL.map((one) => [one, kib(one)]));
  const { starts } = system.process(name);
  system.process(name).signal("SIGSTOP");
  try {
    await work();
    for (const [one, size] of before) {
      console.log(`# ${name} stopped: ${one} from ${size} to ${kib(one)} KiB`);
      assert.ok(kib(one) <= size + SLACK_KIB, `${one} grew from ${size} to ${kib(one)} KiB`);
    }
  } finally {
    system.process(name).signal("SIGCONT");
  }
  assert.equal(system.process(name).starts, starts);
}

async function logIn(admin: number): Promise<Page> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", String(admin)));
  return await visitor.openPage();
}

before(async () => {
  system = await System.start({ edit: (config) => config.replace("[ledger]\n", "[ledger]\ncheckpoint_facts = 2000\n") });
  await system.ready();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", String(TG_OF_HIRED), "Имя", "support");
  office = new Caller(system, "ctl");
  bot = new Caller(system, "telegram");
  const [first, second] = [new Buyer(system, ANNA, "Анна"), new Buyer(system, ANNA + 1, "Борис")];
  await Promise.all([first.join(), second.join()]);
  [anna, boris] = [first.person, second.person];
  system.telegram.control.start({ person: boris.id, bot: HELP_BOT });
  await rename(10 * BATCH, "Сначала"); // everybody has the size they have at work
});

after(async () => {
  try {
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    office.close();
    bot.close();
    await system.close();
  }
});

test("a gateway that stands still keeps nobody, is kept little for, and shows everything when it goes on", async () => {
  const page = await logIn(HIRED);
  await page.op("sub", { topic: "session" });
  await stopped("gateway", async () => {
    await rename(CHANGES, "Наконец");
    await everybodyGoesOn();
  });
  const shows = async (name: string): Promise<void> => {
    await until(`the page to show ${name}`, () => (page.pushed("session").at(-1)?.payload as { name?: string } | undefined)?.name === name, PATIENCE_MS);
  };
  await shows("Наконец");
  for (let n = 0; n < 10; n++) {
    await rename(BATCH, `И дальше ${n}`);
    await shows(`И дальше ${n}`);
  }
  page.close();
});

test("of two readers one may stand still: the other one reads, and when it goes on it knows everything", async () => {
  system.add("reader@2").start();
  await until("two readers", async () => {
    const { services } = JSON.parse(await system.ctlOk("status", "--json")) as { services: { name: string; workers: number }[] };
    return services.find((one) => one.name === "reader")?.workers === 2;
  });
  const late = ANNA + 2;
  await stopped("reader", async () => {
    await bot.askAll([["participant.start", { who: { tg: late, first: "Вера", lang: 1 } }]], PATIENCE_MS);
    for (let n = 0; n < 10; n++) {
      await rename(BATCH, `Имя ${n}`);
      await bot.askAll(Array.from({ length: BATCH }, (): Question => ["participant.view", { tg: late }]), PATIENCE_MS);
    }
    await everybodyGoesOn();
  });
  await system.process("reader@2").stop();
  await bot.askAll(Array.from({ length: BATCH }, (): Question => ["participant.view", { tg: late }]), PATIENCE_MS);
});

test("a bot that stands still keeps neither the other one nor the office, and answers everybody when it goes on", async () => {
  const page = await logIn(OWNER);
  const heard = (): number => anna.messages().filter((one) => one.text.startsWith("Баланс: ")).length;
  const before = heard();
  await stopped("telegram", async () => {
    for (let n = 0; n < 3; n++) anna.say("Баланс");
    await rename(10 * BATCH, "Без бота");
    assert.equal((await page.call("participants.list", { limit: 50 })).rows?.length, 3);
    const text = "а второй бот?";
    system.telegram.control.send({ person: boris.id, bot: HELP_BOT, text });
    await system.telegram.control.wait({ forum: SUPPORT_FORUM, text, timeout_ms: PATIENCE_MS });
    assert.equal(heard(), before);
  });
  await until("three answers", () => heard() === before + 3, PATIENCE_MS);
  await everybodyGoesOn();
  page.close();
});
