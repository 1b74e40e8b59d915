// The list of participants as it goes on: open pages are told whose rows have become others, on real processes, and
// what a page has missed is told to it when it comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ParticipantStatus, type ParticipantsNews } from "../../ui/src/wire/protocol.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

let system: System;
let visitor: Visitor;
let people = 0;

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
});

after(async () => {
  await system.finish();
});

/** Somebody new: their number. */
async function join(): Promise<number> {
  people += 1;
  const person = new Person(system, 800 + people, `Участник ${people}`);
  person.start();
  await person.hear("Условия участия");
  return people;
}

function told(page: Page): { ids: readonly number[]; last: number; seq: number }[] {
  return page.pushed("participants").map(({ payload, seq }) => {
    const { ids = [], last = 0 } = (payload ?? {}) as ParticipantsNews;
    return { ids, last, seq };
  });
}

async function hears(page: Page, id: number): Promise<void> {
  await until(`a push about ${id}`, () => told(page).some(({ ids }) => ids.includes(id)));
}

async function block(page: Page, participant: number, blocked: boolean): Promise<void> {
  const { rev = 0 } = await page.call("participant.editable", { participant });
  await page.call("participant.block", { participant, rev, blocked, reason: "проверка списка" });
}

test("whose row has changed is pushed to every open page, newcomers too, and the row that is read then shows it", async () => {
  const first = await join();
  const page = await visitor.openPage();
  const other = await visitor.openPage();
  const { seq = 0, last } = await page.call("participants.list", {});
  assert.equal(last, first);
  for (const one of [page, other]) await one.op("sub", { topic: "participants", since: seq });

  await block(other, first, true);
  for (const one of [page, other]) await hears(one, first);
  const { rows = [] } = await page.call("participants.rows", { ids: [first, 999] });
  assert.deepEqual(rows.map(({ id, status }) => [id, status]), [[first, ParticipantStatus.blocked]]);

  const second = await join();
  await hears(page, second);
  assert.ok(told(page).some(({ last }) => last === second));
  await block(other, first, false);
  for (const one of [page, other]) one.close();
});

test("a page that was away is told who changed meanwhile, also when the gateway was killed in between", async () => {
  const first = await join();
  const page = await visitor.openPage();
  const { seq: read = 0 } = await page.call("participants.list", {});
  const { seq, gap } = await page.op("sub", { topic: "participants", since: read });
  assert.deepEqual([gap ?? false, seq >= read], [false, true], `${seq} after ${read}`);
  page.close();
  await system.kill("gateway");
  const second = await join();
  await until("the gateway is back", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);

  const back = await visitor.openPage();
  const joined = await back.op("sub", { topic: "participants", since: seq });
  assert.ok(!joined.gap && joined.seq > seq);
  await hears(back, second);
  assert.ok(told(back).every(({ ids }) => !ids.includes(first)), "who has not changed is not told");

  // Told once: the next push is about the next change.
  const before = told(back).length;
  await block(back, first, true);
  await hears(back, first);
  assert.deepEqual(told(back).slice(before).flatMap(({ ids }) => ids), [first]);
  back.close();
});

test("a page that cannot be told what it missed is told to read again, and then hears of what comes", async () => {
  const first = await join();
  const { seq = 0 } = await (await visitor.openPage()).call("participants.list", {});
  // A reader remembers from its own beginning on, and that one begins behind a change.
  await join();
  await system.kill("reader");
  await system.ready();
  const page = await visitor.openPage();
  const { gap } = await page.op("sub", { topic: "participants", since: seq });
  assert.equal(gap, true);
  await block(page, first, true);
  await hears(page, first);
  page.close();
});

test("who may not see participants hears nothing of them and cannot read their rows", async () => {
  await system.ctlOk("admins", "add", "777", "Саша", "support");
  const { admins } = JSON.parse(await system.ctlOk("admins", "list", "--json")) as { admins: { id: number; name: string }[] };
  const id = admins.find(({ name }) => name === "Саша")?.id;
  const sasha = new Visitor(system.adminUrl);
  await sasha.useTicket(await system.ctlOk("login", String(id)));
  const page = await sasha.openPage();
  const owner = await visitor.openPage();
  for (const one of [page, owner]) await one.op("sub", { topic: "participants" });
  await assert.rejects(page.call("participants.rows", { ids: [1] }), refusedAs("FORBIDDEN"));
  const newcomer = await join();
  await hears(owner, newcomer);
  assert.deepEqual(page.pushed("participants"), []);
  for (const one of [page, owner]) one.close();
});
