// Many participants blocked at once, on real processes: exactly those who were meant, each once and with the reason in
// the journal of actions, whoever is killed meanwhile; by nobody who may not block one.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import {
  Action, type DeedBeginArgs, type DeedJob, DeedState, ErrorCode, type Filter, FilterHow, METHODS, ParticipantColumn,
  ParticipantStatus, Right,
} from "../../ui/src/wire/protocol.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

const PEOPLE = 5000;
const RICH: Filter = { column: ParticipantColumn.total, how: FilterHow.from, from: 500 };
const BLOCKED: Filter = { column: ParticipantColumn.status, how: FilterHow.one_of, values: [ParticipantStatus.blocked] };
const NOBODY: Filter = { column: ParticipantColumn.id, how: FilterHow.from, from: 1_000_000 };
const isRich = (id: number): boolean => (id - 1) % 7 >= 5;
const RICHEST = Array.from({ length: PEOPLE }, (_, n) => n + 1).filter(isRich);

let system: System;
let owner: Visitor;
let page: Page;

async function login(id: number): Promise<Visitor> {
  const visitor = new Visitor(system.adminUrl);
  assert.equal((await visitor.useTicket(await system.ctlOk("login", String(id)))).state, "done");
  return visitor;
}

async function importPeople(first: number, count: number): Promise<void> {
  const lines = Array.from({ length: count }, (_, n) => `${1000 + first + n},2025-01-01,"Участник ${first + n}",,${(first + n - 1) % 7}`);
  const path = join(system.dir, "people.csv");
  writeFileSync(path, `telegram_id,joined,name,inviter,available\n${lines.join("\n")}\n`);
  assert.match(await system.ctlOk("import", "members", path), new RegExp(`^${count} new`));
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", "502", "Пётр", "admin");
  await importPeople(1, PEOPLE);
  owner = await login(1);
  page = await owner.openPage();
});

after(async () => {
  await system.finish();
});

async function begin(args: Partial<DeedBeginArgs>, by = page): Promise<DeedJob> {
  return await by.op("deed", { blocked: true, reason: "накрутка заказов", ...args });
}

function last({ id }: DeedJob, by = page): DeedJob | undefined {
  return by.pushed(`deed:${id}`).at(-1)?.payload as DeedJob | undefined;
}

async function goesAsFarAs(job: DeedJob, what: string, reached: (now: DeedJob) => boolean, by = page): Promise<DeedJob> {
  await by.op("sub", { topic: `deed:${job.id}` });
  return await until(what, () => {
    const now = last(job, by);
    return now && reached(now) ? now : undefined;
  });
}

async function ended(job: DeedJob, by = page): Promise<DeedJob> {
  return await goesAsFarAs(job, "the deed to end", ({ state }) => state !== DeedState.running, by);
}

/** What came of it, without what is its own. */
function outcome({ state, total = 0, done = 0, same = 0, refused = 0 }: DeedJob) {
  return { state, total, done, same, refused };
}

/** Everybody who is blocked, rising. */
async function blocked(): Promise<number[]> {
  const ids: number[] = [];
  for (let offset = 0, total = 1; offset < total; offset += 200) {
    const found = await page.call("participants.list", { filters: [BLOCKED], sort: ParticipantColumn.id, offset, limit: 200 });
    total = found.total ?? 0;
    ids.push(...(found.rows ?? []).map(({ id }) => id));
  }
  return ids;
}

/** Entries of the journal since that one, oldest first: whom, and why. */
async function entries(action: Action, since: number): Promise<{ id: number; reason: string; admin: number }[]> {
  const found: { id: number; reason: string; admin: number }[] = [];
  for (let before = 0; ; ) {
    const { rows = [], next } = await page.call("audit.list", { action, limit: 50, ...(before > 0 && { before }) });
    found.push(...rows.filter(({ seq }) => seq > since).map(({ id = 0, reason = "", admin = 0 }) => ({ id, reason, admin })));
    if (next === undefined || next <= since) return found.reverse();
    before = next;
  }
}

async function newestEntry(): Promise<number> {
  return (await page.call("audit.list", { limit: 1 })).rows?.[0]?.seq ?? 0;
}

const rising = (ids: readonly number[]): number[] => ids.toSorted((a, b) => a - b);

/** On a page of its own: one hears of so many jobs and no more. */
async function unblockAll(): Promise<void> {
  const own = await owner.openPage();
  const { state } = await ended(await begin({ blocked: false, all: { filters: [BLOCKED], limit: 1 } }, own), own);
  own.close();
  assert.equal(state, DeedState.done);
  assert.deepEqual(await blocked(), []);
}

test("who may not block one may not block many, by every right there is", async () => {
  for (const [n, right] of (Object.keys(Right) as (keyof typeof Right)[]).entries()) {
    await system.ctlOk("admins", "add", String(9100 + n), `С правом ${right}`, right);
    const theirs = await (await login(3 + n)).openPage();
    for (const args of [{ ids: [999_999] }, { all: { filters: [NOBODY], limit: 1 } }]) {
      if (METHODS["participant.block"].rights & Right[right]) assert.equal((await ended(await begin(args, theirs), theirs)).state, DeedState.done);
      else await assert.rejects(begin(args, theirs), refusedAs("FORBIDDEN"), right);
    }
    theirs.close();
  }
});

test("what makes no sense begins nothing", async () => {
  await assert.rejects(begin({}), refusedAs("BAD_REQUEST", /^ids, all/));
  await assert.rejects(begin({ ids: [1], all: { limit: 1 } }), refusedAs("BAD_REQUEST", /^ids, all/));
  await assert.rejects(begin({ ids: [1], except: [2] }), refusedAs("BAD_REQUEST", /^except/));
  await assert.rejects(begin({ ids: [0, 1] }), refusedAs("BAD_REQUEST", /^ids/));
  await assert.rejects(begin({ ids: Array.from({ length: 5001 }, (_, n) => n + 1) }), refusedAs("BAD_REQUEST", /ids/));
  assert.equal((await page.op("deeds", {})).deeds, undefined);
  const { state, error, done } = await ended(await begin({ ids: [1, 2], reason: "нет" }));
  assert.deepEqual([state, error, done], [DeedState.failed, ErrorCode.BAD_REQUEST, undefined]);
  assert.deepEqual(await blocked(), []);
});

test("those named are blocked, who is so already is left alone, and whom it cannot be done to is told with the reason", async () => {
  const since = await newestEntry();
  assert.deepEqual(outcome(await ended(await begin({ ids: [7, 3, 7, 5] }))), { state: DeedState.done, total: 3, done: 3, same: 0, refused: 0 });
  const second = await ended(await begin({ ids: [5, 6, 999_999] }));
  assert.deepEqual(outcome(second), { state: DeedState.done, total: 3, done: 1, same: 1, refused: 1 });
  assert.deepEqual(second.refusals?.map(({ participant, error }) => [participant, error]), [[999_999, ErrorCode.NOT_FOUND]]);
  assert.deepEqual(await blocked(), [3, 5, 6, 7]);
  const told = await entries(Action.block, since);
  assert.deepEqual(rising(told.map(({ id }) => id)), [3, 5, 6, 7]);
  assert.ok(told.every(({ reason, admin }) => reason === "накрутка заказов" && admin === 1));
  await unblockAll();
});

test("all whom a filter leaves are blocked but for the exceptions and who came later, each once, while pages hear little", async () => {
  await importPeople(PEOPLE + 1, 14);
  const since = await newestEntry();
  const except = RICHEST.slice(0, 3);
  await page.op("sub", { topic: "participants", since: (await page.call("participants.list", {})).seq ?? 0 });
  const began = performance.now();
  const job = await begin({ all: { filters: [RICH], limit: 1, sort: ParticipantColumn.total, down: true }, except, last: PEOPLE });
  const done = await ended(job);
  const seconds = (performance.now() - began) / 1000;
  const meant = RICHEST.slice(3);
  assert.deepEqual(outcome(done), { state: DeedState.done, total: meant.length, done: meant.length, same: 0, refused: 0 });
  assert.deepEqual(await blocked(), meant);
  assert.deepEqual(rising((await entries(Action.block, since)).map(({ id }) => id)), meant);
  // Four times a second and once a second, whatever happens.
  assert.ok(page.pushed(`deed:${job.id}`).length <= 4 * seconds + 4, `${page.pushed(`deed:${job.id}`).length} in ${seconds} s`);
  assert.ok(page.pushed("participants").length <= seconds + 4, `${page.pushed("participants").length} in ${seconds} s`);
  await page.op("unsub", { topic: "participants" });

  const again = await ended(await begin({ all: { filters: [RICH], limit: 1 }, last: PEOPLE }));
  assert.deepEqual(outcome(again), { state: DeedState.done, total: RICHEST.length, done: 3, same: meant.length, refused: 0 });
  await unblockAll();
});

test("a ledger killed midway is asked again by the same keys: nobody is missed, nobody twice", async () => {
  const since = await newestEntry();
  const job = await begin({ all: { limit: 1 } });
  await goesAsFarAs(job, "a beginning", ({ done = 0 }) => done > 0);
  await system.kill("ledger");
  await goesAsFarAs(job, "more", ({ done = 0 }) => done > 1000);
  await system.kill("ledger");
  const everybody = Array.from({ length: PEOPLE + 14 }, (_, n) => n + 1);
  assert.deepEqual(outcome(await ended(job)), { state: DeedState.done, total: everybody.length, done: everybody.length, same: 0, refused: 0 });
  assert.deepEqual(rising((await entries(Action.block, since)).map(({ id }) => id)), everybody);
  await unblockAll();
});

test("a broker killed again and again midway loses answers, not their outcome: asked again by the same key each is told the same", async () => {
  const since = await newestEntry();
  const job = await begin({ all: { limit: 1 } });
  for (const mark of [1, 800, 1600, 2400]) {
    await goesAsFarAs(job, `${mark} of them`, ({ done = 0 }) => done >= mark);
    await system.kill("broker");
  }
  const everybody = Array.from({ length: PEOPLE + 14 }, (_, n) => n + 1);
  // Who was done before the kill and asked about again is done, not "so already".
  assert.deepEqual(outcome(await ended(job)), { state: DeedState.done, total: everybody.length, done: everybody.length, same: 0, refused: 0 });
  assert.deepEqual(rising((await entries(Action.block, since)).map(({ id }) => id)), everybody);
  await unblockAll();
});

/** Begun, and held where the next page of the list would come: the reader is away. */
async function held(by = page): Promise<{ job: DeedJob; sofar: number }> {
  const job = await begin({ all: { limit: 1 } }, by);
  await goesAsFarAs(job, "a beginning", ({ done = 0 }) => done > 0, by);
  await system.process("reader").stop("SIGKILL");
  const whole = ({ done = 0 }: DeedJob) => done > 0 && done % 500 === 0; // pages have so many
  const { done: sofar = 0 } = await goesAsFarAs(job, "the end of a page", whole, by);
  assert.ok(sofar < PEOPLE, "it was through before the reader was away");
  return { job, sofar };
}

test("a stopped one ends where it is, and says how far it came; nobody else can stop it or hear of it", async () => {
  const { job, sofar } = await held();
  const other = await (await login(2)).openPage();
  await assert.rejects(other.op("end_deed", { id: job.id }), refusedAs("NOT_FOUND"));
  await assert.rejects(other.op("sub", { topic: `deed:${job.id}` }), refusedAs("NOT_FOUND"));
  assert.equal((await other.op("deeds", {})).deeds, undefined);
  other.close();
  await assert.rejects(begin({ ids: [1] }), refusedAs("LIMIT", /deeds/));
  await page.op("end_deed", { id: job.id });
  const stopped = await ended(job);
  assert.deepEqual([stopped.state, stopped.done, stopped.total], [DeedState.stopped, sofar, PEOPLE + 14]);
  system.process("reader").start();
  await until("the reader to be back", async () => (await blocked()).length === sofar);
  assert.equal((await page.op("deeds", {})).deeds?.[0]?.id, job.id);
  await page.op("end_deed", { id: job.id });
  await until("it to go", () => page.pushed(`deed:${job.id}`).at(-1)?.payload === null);
  await unblockAll();
});

test("one that was stopped with some under way counts them too", async () => {
  const job = await begin({ all: { limit: 1 } });
  await goesAsFarAs(job, "a beginning", ({ done = 0 }) => done > 0);
  await page.op("end_deed", { id: job.id });
  const { state, done } = await ended(job);
  assert.equal(state, DeedState.stopped);
  assert.equal((await blocked()).length, done);
  await unblockAll();
});

test("it ends with the session that began it", async () => {
  const visitor = await login(1);
  const mine = await visitor.openPage();
  const { job, sofar } = await held(mine);
  assert.equal((await visitor.post("/auth/logout", {})).status, 204);
  system.process("reader").start();
  const failed = await ended(job);
  assert.deepEqual([failed.state, failed.error, failed.done], [DeedState.failed, ErrorCode.FORBIDDEN, sofar]);
  assert.equal((await blocked()).length, sofar);
  await unblockAll();
});

test("what a killed gateway was at is not gone on with; begun again it passes over those who are so already", async () => {
  const since = await newestEntry();
  const { job, sofar } = await held();
  await system.kill("gateway");
  system.process("reader").start();
  page = await until("the gateway to be back", async () => await owner.openPage());
  assert.equal((await page.op("deeds", {})).deeds, undefined);
  await assert.rejects(page.op("sub", { topic: `deed:${job.id}` }), refusedAs("NOT_FOUND"));
  assert.equal((await blocked()).length, sofar);
  const again = await ended(await begin({ all: { limit: 1 } }));
  assert.deepEqual(outcome(again), { state: DeedState.done, total: PEOPLE + 14, done: PEOPLE + 14 - sofar, same: sofar, refused: 0 });
  const told = await entries(Action.block, since);
  assert.equal(told.length, PEOPLE + 14);
  assert.equal(new Set(told.map(({ id }) => id)).size, PEOPLE + 14);
});

test("a gateway killed with some under way has done each of them once, or not at all", async () => {
  const since = await newestEntry();
  const job = await begin({ blocked: false, all: { limit: 1 } });
  const { done = 0 } = await goesAsFarAs(job, "a beginning", ({ done = 0 }) => done > 0);
  await system.kill("gateway");
  page = await until("the gateway to be back", async () => await owner.openPage());
  await until("all that was confirmed to show", async () => PEOPLE + 14 - (await blocked()).length >= done);
  await unblockAll();
  const told = await entries(Action.unblock, since);
  assert.deepEqual([told.length, new Set(told.map(({ id }) => id)).size], [PEOPLE + 14, PEOPLE + 14]);
});

test("how it ended is shown for an hour", async () => {
  const job = await ended(await begin({ ids: [1] }));
  assert.deepEqual((await page.op("deeds", {})).deeds?.[0], job);
  system.clock.advance(3600 * 1000 + 1);
  await until("it to go", async () => (await page.op("deeds", {})).deeds === undefined);
  page.close();
});
