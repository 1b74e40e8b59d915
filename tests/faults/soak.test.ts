// A long life: people write, the poller looks, pages come and go, days pass, over and over. What has happened stays in the
// journal; nothing else grows: no process's memory, no file descriptors, and not the pages of the state.
//
//   OPERATIONS=n    so many (60 000); a long run is millions
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Caller, type Question } from "../harness/caller.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Visitor } from "../system/gateway-client.ts";

const OPERATIONS = Number(process.env["OPERATIONS"] ?? 60_000);
const ROUNDS = 30;
/** Behind them everything has its size: caches are full, and what is kept for days (answers, for 8) is as old as it gets. */
const WARM = 15;
const BATCH = 400;
const PEOPLE = 200;
const PATIENCE_MS = 120_000;
/** What an allocator may hold more at one moment than at another. */
const SLACK_KIB = 6 * 1024;
const SLACK_FILES = 2;
/** One for each round at least. */
const CHECKPOINT_FACTS = Math.max(1000, Math.floor(OPERATIONS / 60));
const STATE_SLACK = 1.25;

type Sizes = { kib: Map<string, number>; files: Map<string, number>; state: number };

let system: System;
let bot: Caller;
let poller: Caller;

const of = (n: number): number => 10_000 + (n % PEOPLE);

/** A fifth each: what a bot asks, where it has come, who pressed START again; what a poller has seen, and reads. */
async function some(from: number): Promise<void> {
  const numbers = Array.from({ length: BATCH / 5 }, (_, n) => from / 5 + n);
  await Promise.all([
    bot.askAll(numbers.flatMap((n): Question[] => [
      ["dialogue.set", { bot: 1, chat: of(n), step: "payout.sum", data: `${n}` }],
      ["dialogue.get", { bot: 1, chat: of(n) }],
      ["participant.start", { who: { tg: of(n), first: `Участник ${of(n)}`, lang: 1 } }],
    ]), PATIENCE_MS),
    poller.askAll(numbers.flatMap((n): Question[] => [
      ["watermark.set", { store: 1, stream: "soak", value: `${n}` }],
      ["watermark.get", { store: 1, stream: "soak" }],
    ]), PATIENCE_MS),
  ]);
}

/** Somebody logs in, looks around and goes. */
async function visit(): Promise<true> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  for (let n = 0; n < 3; n++) {
    const page = await visitor.openPage();
    const { total } = await page.call("participants.list", { limit: 50 });
    assert.equal(total, PEOPLE);
    await page.call("stats.dashboard", {});
    page.close();
  }
  return true;
}

function filesOf(pid: number | undefined): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function sizes(): Sizes {
  const kib = new Map<string, number>();
  const files = new Map<string, number>();
  for (const { name, pid } of system.processes.values()) {
    // Its own pages: those of the store belong to the kernel, and follow the journal.
    kib.set(name, Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]));
    files.set(name, filesOf(pid));
  }
  return { kib, files, state: statSync(join(system.dir, "ledger", "state.mdb")).blocks * 512 };
}

function most(of: Sizes[], figure: (one: Sizes) => number): number {
  return Math.max(...of.map(figure));
}

before(async () => {
  const often = (config: string): string => config.replace("[ledger]\n", `[ledger]\ncheckpoint_facts = ${CHECKPOINT_FACTS}\n`);
  system = await System.start({ edit: often });
  await system.ready();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  bot = new Caller(system, "telegram");
  poller = new Caller(system, "ozon");
});

after(async () => {
  bot.close();
  poller.close();
  await system.finish();
});

test("after a long life memory, files and the store's pages are what they were in the middle of it", async () => {
  const seen: Sizes[] = [];
  let done = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    for (; done < (OPERATIONS * round) / ROUNDS; done += BATCH) await some(done);
    await until("somebody to look around", visit); // a reader without a turn may not know the session yet
    seen.push(sizes());
    system.clock.advance(DAY_MS);
  }
  const [early, late] = [seen.slice(0, WARM), seen.slice(WARM)];
  console.log(`# ${done} operations in ${ROUNDS} days`);
  for (const name of system.processes.keys()) {
    const kib = [early, late].map((part) => most(part, (one) => one.kib.get(name)!)) as [number, number];
    const files = most(early, (one) => one.files.get(name)!);
    console.log(`# ${name}: ${kib[0]} and ${kib[1]} KiB of its own in the first half and in the second`);
    assert.ok(kib[1] <= kib[0] + SLACK_KIB, `${name} grew from ${kib[0]} to ${kib[1]} KiB`);
    // A browser that went leaves its connections open for some seconds.
    await until(`${name} to have no more than ${files} files open`, () => filesOf(system.process(name).pid) <= files + SLACK_FILES);
  }
  const state = [early, late].map((part) => most(part, (one) => one.state)) as [number, number];
  console.log(`# state: ${state[0]} and ${state[1]} bytes`);
  assert.ok(state[1] <= state[0] * STATE_SLACK, `the state grew from ${state[0]} to ${state[1]} bytes`);
});
