import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Clock } from "../clock.ts";
import { startOzonSim } from "./index.ts";
import type { Posting } from "./model.ts";
import { CREDENTIALS, DAY, HOUR, open } from "./testing.ts";
import { postingView } from "./views.ts";
import { World } from "./world.ts";

const FOUNDED = Date.parse("2026-11-22T12:00:00Z");

const found = (seed: number, postings = 3000): World => new World({ seed, founded: FOUNDED, postings, autoLife: true });

const photograph = (world: World): string =>
  JSON.stringify([...world.store.postings.values()].map(postingView).concat([...world.store.buyerList] as never[]), (key, v) =>
    key === "placed" ? undefined : v,
  );

test("the same seed gives the same world, however often it is looked at on the way", () => {
  const one = found(7);
  const other = found(7);
  one.advanceTo(FOUNDED + 40 * DAY);
  for (let at = FOUNDED; at <= FOUNDED + 40 * DAY; at += 5 * HOUR) other.advanceTo(at);
  assert.equal(photograph(one), photograph(other));
  assert.notEqual(photograph(found(7)), photograph(found(8)));
});

test("the history has what a year has: every kind of account number, order, end and return", () => {
  const { store, now } = found(20261122);
  const accounts = store.buyerList.map((b) => b.account);
  for (const [kind, form] of Object.entries({ eight: /^[1-9]\d{7}$/, zeroTen: /^0\d{9}$/, zeroEight: /^0\d{7}$/, ten: /^[1-9]\d{9}$/ })) {
    assert.ok(accounts.some((a) => form.test(a)), kind);
  }
  assert.ok(accounts.every((a) => /^(\d{8}|\d{10})$/.test(a)));
  assert.equal(new Set(accounts.map(Number)).size, accounts.length, "one account, one buyer");

  const postings = [...store.postings.values()];
  assert.ok(Math.abs(postings.length - 3000) < 300, `${postings.length} postings`);
  const some = (test: (p: Posting) => boolean): number => postings.filter(test).length;
  assert.ok(some((p) => p.scheme === "fbo") > 0.8 * postings.length);
  for (const scheme of ["fbs", "rfbs"] as const) assert.ok(some((p) => p.scheme === scheme) > 10, scheme);
  const delivered = some((p) => p.status === "delivered") / postings.length;
  assert.ok(delivered > 0.8 && delivered < 0.95, `${delivered} delivered`);
  assert.ok(some((p) => p.order.postings.length > 1) > 50, "several postings in an order");
  assert.ok(some((p) => p.order.legal) > 10 && some((p) => p.order.external !== "") > 1);
  assert.ok(some((p) => p.cancellation?.reasonId === 537) > 20, "not collected");
  assert.ok(postings.every((p) => p.createdAt <= p.inProcessAt && p.inProcessAt <= now + 1000));
  assert.ok(postings.every((p) => (p.status === "cancelled") === (p.cancellation !== null)));

  for (const type of ["Cancellation", "FullReturn", "PartialReturn", "ClientReturn"]) {
    assert.ok(store.returns.some((r) => r.type === type), type);
  }
  for (const status of ["Rejected", "ReturnedToOzon", "MoneyReturnedBySystem"]) {
    assert.ok(store.returns.some((r) => r.status === status), status);
  }
  assert.ok(store.applications.length > 0);
  assert.ok(store.returns.every((r) => r.quantity <= r.item.quantity && r.returnDate <= r.changedAt));
  assert.ok(store.returns.every((r) => r.type !== "PartialReturn" || r.posting.status === "delivered"));
});

test("a buyer's orders are counted upwards, with gaps where he bought elsewhere", () => {
  const { store } = found(3);
  let gaps = 0;
  for (const buyer of store.buyerList) {
    const counts = buyer.placed.map((o) => Number(o.number.split("-")[1]));
    counts.forEach((count, i) => {
      if (i === 0) return;
      assert.ok(count > counts[i - 1]!, buyer.account);
      if (count > counts[i - 1]! + 1) gaps++;
    });
    assert.equal(buyer.orders, counts.at(-1));
  }
  assert.ok(gaps > 100);
});

test("re-issued returns name the return they replace, which stays", () => {
  const { store } = found(5, 20_000);
  const again = store.returns.filter((r) => r.sourceId !== 0);
  assert.ok(again.length > 5);
  for (const r of again) {
    const old = store.returnsById.get(r.sourceId)!;
    assert.deepEqual([old.posting, old.item, old.exemplars], [r.posting, r.item, r.exemplars]);
    assert.ok(old.id < r.id);
  }
});

test("an order told to live by itself is delivered some days later, one by hand never is", async (t) => {
  const { sim, clock } = await open(t, { autoLife: false });
  const { control } = sim;
  const { account } = control.createBuyer();
  const items = [{ offerId: "KT-ML-02", quantity: 1 }];
  const [alive] = control.placeOrder({ account, items, autoLife: true }).postings;
  const [still] = control.placeOrder({ account, items }).postings;
  const seen = new Set<string>();
  for (let hour = 0; hour < 12 * 24; hour++) {
    control.advanceClock(HOUR);
    seen.add(control.posting(alive!).status);
  }
  assert.deepEqual([...seen], ["awaiting_packaging", "awaiting_deliver", "delivering", "delivered"]);
  assert.equal(control.posting(still!).status, "awaiting_packaging");
  const { changedAt, createdAt } = control.posting(alive!);
  assert.ok(changedAt - createdAt > 12 * HOUR && changedAt < clock.now());
});

test("a world at rest holds what comes due, and catches up when it is let go", async (t) => {
  const { sim } = await open(t, { postings: 1000, autoLife: false });
  const { control, world } = sim;
  const before = world.store.open.fbo.size;
  assert.ok(before > 3);
  control.advanceClock(30 * DAY);
  assert.deepEqual([world.store.open.fbo.size, world.now >= FOUNDED], [before, true]);
  const postings = world.store.postings.size;
  control.setAutoLife(true);
  control.advanceClock(1);
  assert.ok(world.store.open.fbo.size !== before);
  control.advanceClock(10 * DAY);
  assert.ok(world.store.postings.size > postings, "trade goes on");
});

test("a simulator that is started again is the Ozon it was", async (t) => {
  const bench = await open(t);
  const clock = new Clock(join(bench.dir, "clock"));
  t.after(() => clock.close());
  const stateFile = join(bench.dir, "state", "ozon.jsonl");
  const options = {
    port: 0, clientId: "1", apiKey: CREDENTIALS["api-key"], seed: 11, postings: 400, stateFile,
  };
  const first = await startOzonSim(options, clock);
  const { account } = first.control.createBuyer();
  clock.advance(2 * DAY);
  const [posting] = first.control.placeOrder({ account, items: [{ offerId: "KT-NJ-20", quantity: 2 }], autoLife: true }).postings;
  clock.advance(20 * DAY);
  const [record] = first.control.returnItems({ posting: posting!, quantity: 1, autoLife: true });
  clock.advance(5 * DAY);
  first.control.now();
  const before = photograph(first.world);
  await first.close();

  assert.ok(!readFileSync(stateFile, "utf8").includes(CREDENTIALS["api-key"]));
  // The power went while the next command was written.
  appendFileSync(stateFile, '{"at":1');
  const second = await startOzonSim(options, clock);
  second.world.advanceTo(first.world.now);
  assert.equal(photograph(second.world), before);
  assert.equal(second.control.posting(posting!).returns[0]!.id, record!.id);
  second.control.cancel(second.control.placeOrder({ account, items: [{ offerId: "KT-NJ-20", quantity: 1 }] }).postings[0]!);
  await second.close();

  await assert.rejects(startOzonSim({ ...options, seed: 12 }, clock), /is of a world with seed 11, not 12/);
  const third = await startOzonSim(options, clock);
  assert.equal(third.control.postings(1, account)[0]!.status, "cancelled");
  await third.close();
});

test("options that the simulator does not know or cannot take are named", async (t) => {
  const { clock } = await open(t);
  const options = { port: 0, clientId: "1", apiKey: "k" };
  for (const [wrong, message] of [
    [{ postings: -1 }, /postings must be at least 0/], [{ sead: 1 }, /unknown field sead/], [{ port: "any" }, /port must be an integer/],
  ] as const) {
    await assert.rejects(startOzonSim({ ...options, ...wrong } as never, clock), message);
  }
});
