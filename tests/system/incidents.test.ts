// What goes wrong is told to the owners, each once when it begins and once when it is over: every kind of incident, caused
// for real. And the head of the journal's chain, which whoever has it can hold against the journal.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person, plain } from "../harness/people.ts";
import { BOT, DAY_MS, HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const MINUTE_MS = 60_000;
const EVER = 1_000_000; // calls

let system: System;
let owner: Person;
let operator: Person;

before(async () => {
  system = await System.start({ actors: [], config: "[up]\ngateways = 0\nsupport = true\n", edit: (config) => config.replace("head_hour = 0", "head_hour = 10\npoller_min = 4\ntelegram_min = 4") });
  owner = new Person(system, 501, "Ольга", { knows: [BOT] });
  operator = new Person(system, 502, "Борис", { knows: [BOT] });
  mountLedger();
  for (const name of ["broker", "ledger", "reader", "telegram", "support", "ozon"]) system.add(name).start();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", "502", "Неповторимый", "admin,payout");
  await until("everything to be ready", async () => (await whatRuns()).every((one) => one.ready));
});

after(async () => {
  try {
    assert.deepEqual(operator.messages().filter((one) => one.from.is_bot), [], "only owners are told");
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await Promise.all([...system.processes.values()].map((one) => one.stop()));
    if (mounted) execFileSync("umount", [join(system.dir, "ledger")]);
    await system.close();
  }
});

// ---------------------------------------------------------------- the ledger on a small disk of its own

let mounted = false;

function mountLedger(): void {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=48m,mode=0700", "refsys-test", join(system.dir, "ledger")], { stdio: "ignore" });
    mounted = true;
  } catch {
    // nobody may mount anything here: the disk is not filled, then
  }
}

// ----------------------------------------------------------------------------------------- what is told

type Running = { role: string; ready?: boolean };
type Incident = { id: number; kind: string; subject?: number; closed?: number };
type Status = { actors: Running[]; incidents: Incident[] };

async function status(): Promise<Status> {
  const { stdout } = await system.ctl("status", "--json");
  return JSON.parse(stdout) as Status;
}

async function whatRuns(): Promise<Running[]> {
  return (await status()).actors.filter((one) => one.role !== "ctl");
}

async function open(): Promise<string[]> {
  return (await status()).incidents.map((one) => one.subject ? `${one.kind} ${one.subject}` : one.kind);
}

function heard(text: string): number {
  return owner.messages().filter((one) => one.from.is_bot && plain(one.text).includes(text)).length;
}

/** Time goes on, a piece at a time, while everybody works. */
async function passUntil(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  await until(what, async () => {
    if (await holds()) return true;
    system.clock.advance(MINUTE_MS);
    return false;
  }, 120_000);
}

/** Told once that it began, and for as long as it lasts not again: what is told comes in order, so it would stand before this. */
async function begins(kind: string, text: string, pass = passUntil): Promise<void> {
  await pass(`to hear: ${text}`, () => heard(text) > 0);
  assert.ok((await open()).includes(kind), `${kind} is open`);
  for (let n = 0; n < 3; n++) {
    system.clock.advance(MINUTE_MS);
    const mark = (await system.ctlOk("head")).trim();
    await until("the mark behind it", () => heard(mark) > 0);
  }
  assert.equal(heard(text), 1, text);
}

/** The same when it is over. */
async function isOver(kind: string, text: string): Promise<void> {
  await passUntil(`to hear: ${text}`, () => heard(text) > 0);
  assert.equal(heard(text), 1, text);
  assert.ok(!(await open()).includes(kind), `${kind} is over`);
}

test("Ozon that does not answer", async () => {
  system.ozon.control.addFault({ kind: "http_503", times: EVER });
  await begins("poller 7376", "Данные Ozon не загружаются");
  system.ozon.control.clearFaults();
  await isOver("poller 7376", "Данные Ozon снова загружаются");
});

test("an Api-Key that ends soon, until there is another one", async () => {
  system.ozon.control.setKey({ expiresAt: system.clock.now() + 10 * DAY_MS });
  await system.kill("ozon");
  await begins("key 7376", "Заканчивается Api-Key");
  system.ozon.control.setKey({ expiresAt: system.clock.now() + 170 * DAY_MS });
  await system.kill("ozon");
  await isOver("key 7376", "Api-Key заменён");
});

for (const [bot, subject, name] of [[BOT, 1, "Бот участников"], [HELP_BOT, 2, "Бот поддержки"]] as const)
  test(`${name}: Telegram that gives it no updates`, async () => {
    const { control } = system.telegram;
    const tries = (): number => control.calls({ bot, method: "getUpdates" }).at(-1)?.seq ?? 0;
    control.fault({ kind: "bad_gateway", bot, method: "getUpdates", count: EVER });
    let last = tries();
    await begins(`telegram ${subject}`, `Бот не на связи\n\n${name}`, async (what, holds) => {
      await until(what, async () => {
        if (await holds()) return true;
        if (tries() > last) system.clock.advance(3 * MINUTE_MS); // between two tries
        last = tries();
        return false;
      }, 120_000);
    });
    system.telegram.control.clearFaults();
    await isOver(`telegram ${subject}`, `Бот снова на связи\n\n${name}`);
  });

test("a token that Telegram does not know any more, however often the bot begins anew with it", async () => {
  const begun = "Бот не на связи\n\nБот поддержки";
  const before = heard(begun);
  const support = system.process("support");
  system.telegram.control.fault({ kind: "revoked", bot: HELP_BOT, count: EVER });
  await until("the owner to know", () => heard(begun) > before);
  const { starts } = support;
  await until("it to have ended again", () => support.starts > starts + 1);
  assert.ok((await open()).includes("telegram 2"));
  assert.equal(heard(begun), before + 1);
  system.telegram.control.clearFaults();
  await until("it to be over", async () => !(await open()).includes("telegram 2"));
});

test("a disk that fills", async (t) => {
  if (!mounted) {
    t.skip("nothing may be mounted here");
    return;
  }
  const place = join(system.dir, "ledger");
  const ballast = join(place, "ballast");
  const { blocks, bavail, bsize } = statfsSync(place);
  writeFileSync(ballast, Buffer.alloc((bavail - Math.floor(blocks / 10)) * bsize));
  await begins("disk", "Заканчивается место на диске");
  rmSync(ballast);
  await isOver("disk", "Места на диске снова достаточно");
});

/** One letter of a name in the journal, wherever it stands, under a working ledger. */
function rewrite(from: string, to: string): void {
  const path = join(system.dir, "ledger", "journal.mdb");
  const bytes = readFileSync(path);
  const file = openSync(path, "r+");
  let found = 0;
  for (let at = bytes.indexOf(from); at >= 0; at = bytes.indexOf(from, at + 1), found++) writeSync(file, to, at);
  closeSync(file);
  assert.ok(found > 0, `${from} stands in the journal`);
}

test("a journal that does not pass verification, and passes it again", async () => {
  rewrite("Неповторимый", "Неповторимая");
  for (let n = 0; n < 2; n++) {
    const { code, stderr } = await system.ctl("verify");
    assert.equal(code, 1);
    assert.match(stderr, /fact \d+: the chain is broken here/);
  }
  await begins("verify", "Проверка журнала не пройдена");
  rewrite("Неповторимая", "Неповторимый");
  await system.ctlOk("verify");
  await isOver("verify", "Проверка журнала пройдена");
});

test("a ledger that is killed, and soon again: one incident, over when it has worked for a while", async () => {
  await system.process("ledger").stop();
  system.process("ledger").start();
  await system.ready();
  assert.ok(!(await open()).includes("restart"), "a good stop is none");
  await system.kill("ledger");
  await begins("restart", "Главная книга перезапущена после сбоя", async (what, holds) => {
    await until(what, holds); // ten minutes later it would be over
  });
  await system.kill("ledger");
  await isOver("restart", "Главная книга работает без сбоев");
  assert.equal(heard("Главная книга перезапущена после сбоя"), 1);
});

test("the head of the chain, when it is asked for: the journal is held against it", async () => {
  const head = (await system.ctlOk("head")).trim();
  assert.match(head, /^\d+:[0-9a-f]{64}$/);
  await until("the owner to have it", () => heard(`--against ${head}`) === 1);
  await system.ctlOk("verify", "--against", head);
  const [seq = "", hash = ""] = head.split(":");
  const other = `${seq}:${hash.startsWith("0") ? "1" : "0"}${hash.slice(1)}`;
  const forged = await system.ctl("verify", "--against", other);
  assert.equal(forged.code, 1);
  assert.match(forged.stderr, /the journal was rewritten there or before/);
  const later = await system.ctl("verify", "--against", `${Number(seq) + 100_000}:${hash}`);
  assert.equal(later.code, 1);
  assert.match(later.stderr, /is gone/);
  const typo = await system.ctl("verify", "--against", "12:abc");
  assert.equal(typo.code, 1);
  assert.match(typo.stderr, /64 hexadecimal digits are wanted/);
});

test("the head of the chain, once a day", async () => {
  const before = heard("Отметка журнала");
  system.clock.advance(DAY_MS);
  await until("the mark of the day", () => heard("Отметка журнала") === before + 1);
  system.clock.advance(DAY_MS);
  await until("the mark of the next day", () => heard("Отметка журнала") === before + 2);
});

/** It is away by the clock of the day at once, and by its lease when that has run out. */
async function passOnce(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  system.clock.advance(5 * MINUTE_MS);
  await until(what, holds, 120_000);
}

for (const [name, kind, begun, over] of [
  ["ozon", "poller 7376", "Данные Ozon не загружаются", "Данные Ozon снова загружаются"],
  ["support", "telegram 2", "Бот не на связи\n\nБот поддержки", "Бот снова на связи\n\nБот поддержки"],
] as const)
  test(`${name}: a process that is not there, until it is back`, async () => {
    const [begins, ends] = [heard(begun), heard(over)];
    await system.process(name).stop();
    await passOnce(`to hear: ${begun}`, () => heard(begun) > begins);
    assert.match(JSON.stringify((await status()).incidents), new RegExp(`refsys-${name} does not run`));
    assert.ok((await open()).includes(kind));
    system.process(name).start();
    await until(`to hear: ${over}`, () => heard(over) > ends);
    await until("it to be at work", async () => (await whatRuns()).every((one) => one.ready));
    assert.ok(!(await open()).includes(kind));
    assert.deepEqual([heard(begun), heard(over)], [begins + 1, ends + 1]);
  });

test("all of it is in the list, opened and closed", async () => {
  const lines = (await system.ctlOk("incidents")).trim().split("\n");
  for (const kind of ["poller", "key", "telegram", ...(mounted ? ["disk"] : []), "restart"])
    assert.ok(lines.some((line) => line.split("\t")[1] === kind), kind);
  assert.ok(lines.every((line) => line.split("\t")[1] === "verify" || line.split("\t")[4] !== "lasts"), lines.join("\n"));
});
