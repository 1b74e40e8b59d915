// The list of participants and networks on real processes: a page asks, a reader answers from memory, what was just
// written is there, and a reader that was killed shows the same again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { FilterHow, ParticipantColumn, RankingBy } from "../../ui/src/wire/protocol.ts";
import { type Page, Visitor } from "./gateway-client.ts";

let system: System;
let page: Page;
const people: Person[] = [];

/** Somebody who bought once before, which proves who they are, and once since they joined. */
async function member(name: string, link?: string): Promise<Person> {
  const person = new Person(system, 801 + people.length, name);
  const { account } = system.ozon.control.createBuyer({});
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  const order = { account, scheme: "fbo" as const, autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }] };
  await person.register(system.ozon.control.placeOrder({ ...order, createdAt: system.clock.now() - DAY_MS }).number, link);
  const [posting] = system.ozon.control.placeOrder(order).postings;
  assert.ok(posting);
  system.ozon.control.deliver(posting);
  people.push(person);
  return person;
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  page = await visitor.openPage();
});

after(async () => {
  (page as Page | undefined)?.close();
  await system.finish();
});

test("the list, networks and rankings follow what people do, and a killed reader shows the same", async () => {
  const anna = await member("Анна");
  const link = await anna.link();
  await member("Борис", link);
  await member("Вера", link);

  const ask = async () => await page.call("participants.list", {
    filters: [{ column: ParticipantColumn.sum, how: FilterHow.from, from: 200_000 }],
    sort: ParticipantColumn.name, down: true,
  });
  const all = await until("three who bought", async () => {
    const got = await ask();
    return got.total === 3 ? got : undefined;
  });
  assert.deepEqual(all.rows?.map((row) => row.name), ["Вера", "Борис", "Анна"]);
  assert.deepEqual(all.rows?.map((row) => row.referrals ?? 0), [0, 0, 2]);

  const found = await page.call("participants.list", { text: "бор" });
  assert.deepEqual(found.rows?.map((row) => row.tg), [people[1]?.id]);

  const { levels } = await page.call("tree.levels", { tg: anna.id });
  assert.deepEqual(levels?.map(({ people, buyers, orders, sum }) => [people ?? 0, buyers ?? 0, orders ?? 0, sum ?? 0]),
    [[2, 2, 2, 400_000], [0, 0, 0, 0], [0, 0, 0, 0]]);
  const referrals = await page.call("tree.referrals", { tg: anna.id });
  assert.deepEqual(referrals.rows?.map((row) => row.name), ["Вера", "Борис"]);

  const ranking = async () => await page.call("ranking.top", { by: RankingBy.sum, from: system.clock.now() - DAY_MS });
  const best = await ranking();
  assert.deepEqual(best.rows?.map((row) => [row.place, row.name, row.orders, row.sum]), [[1, "Анна", 2, 400_000]]);

  // What looks at everybody goes on for several turns, one such question after the other; all are answered.
  const [text, both, none] = ["бор", "в", "никого"];
  const several = Array.from({ length: 8 }, () => [
    page.call("participants.list", { text }), ranking(), page.call("participants.list", { text: both, limit: 1 }),
    page.call("participants.list", { text: none }), page.call("referrals.brought", {}),
  ] as const).map(async (five) => await Promise.all(five));
  for (const [one, top, two, nobody, brought] of await Promise.all(several)) {
    assert.deepEqual(one.rows, found.rows);
    assert.deepEqual(top.rows, best.rows);
    assert.deepEqual([two.total, two.rows?.length], [1, 1]);
    assert.deepEqual([nobody.total ?? 0, nobody.rows?.length ?? 0], [0, 0]);
    assert.deepEqual(brought.rows?.map((row) => [row.name, row.people, row.sum]), [["Анна", 2, 400_000]]);
  }

  await system.process("reader").kill(); // it comes back by itself
  assert.deepEqual((await ask()).rows, all.rows);
  assert.deepEqual((await ranking()).rows, best.rows);
});
