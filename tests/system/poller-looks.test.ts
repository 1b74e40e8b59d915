// What the poller looks at besides what is new: orders once more, applications for returns, returns before points
// thaw, the catalogue; and how it comes back after a day without Ozon.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Person } from "../harness/people.ts";
import { DAY_MS, type System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { GOODS } from "../sim/ozon/goods.ts";
import { PATIENCE_MS, arrived, counted, says, withPoller } from "./poller-watch.ts";

const RETURNS = "/v1/returns/list";
const FBS = "/v4/posting/fbs/list";
const BACK_MS = 45 * DAY_MS; // of a second look

/** The period of a walk over returns; undefined: they were asked for otherwise. */
function walked(body: unknown): { time_from: string; time_to: string } | undefined {
  const { filter } = body as { filter: { visual_status_change_moment?: { time_from: string; time_to: string } } };
  return filter.visual_status_change_moment;
}

/** The period of a look at changes; undefined: orders were asked for otherwise. */
function changed(body: unknown): { from: string } | undefined {
  return (body as { filter: { last_changed_status_date?: { from: string } } }).filter.last_changed_status_date;
}

type Order = Parameters<System["ozon"]["control"]["placeOrder"]>[0];

function order(system: System, more: Partial<Order> = {}): { number: string; posting: string } {
  const { control } = system.ozon;
  const account = more.account ?? control.createBuyer({}).account;
  const [good] = control.goods();
  assert.ok(good);
  const placed = control.placeOrder({
    account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }], ...more,
  });
  const [posting] = placed.postings;
  assert.ok(posting);
  return { number: placed.number, posting };
}

/** A participant whose order of 2 000 roubles is on its way; it will bring 100 points. */
async function ordered(system: System, id: number, scheme: "fbo" | "fbs" | "rfbs" = "fbo"): Promise<{ anna: Person; posting: string }> {
  const { control } = system.ozon;
  await says(system, /^polling/, true);
  await system.ctlOk("settings", "set", "own_rate=500");
  const { account } = control.createBuyer({});
  const proof = order(system, { account, createdAt: system.clock.now() - DAY_MS });
  await arrived(system); // so that its number is known, and proves who names it
  const anna = new Person(system, id, "Анна");
  await anna.register(proof.number);
  const { posting } = order(system, { account, scheme });
  return { anna, posting };
}

/** ... and has been delivered: the points are on hold. */
async function pointsOnHold(system: System, id: number, scheme: "fbo" | "rfbs" = "fbo"): Promise<{ anna: Person; posting: string }> {
  const { anna, posting } = await ordered(system, id, scheme);
  system.ozon.control.deliver(posting);
  await until("points on hold", async () => (await anna.balance()).includes("Баланс: 100 баллов"));
  return { anna, posting };
}

/** A second look at returns that began after this time has come to its end, window by window, and the poller has gone on. */
async function lookedAtReturns(system: System, since: number): Promise<void> {
  const { control } = system.ozon;
  await until("a second look at returns", () => {
    let reached: string | undefined;
    return control.calls().some(({ at, body, method }) => {
      const period = at >= since && method === RETURNS ? walked(body) : undefined;
      if (reached !== undefined && Date.parse(reached) >= since) return true;
      const next = reached === undefined ? period && Date.parse(period.time_from) <= since - BACK_MS + DAY_MS : period?.time_from === reached;
      if (next) reached = period?.time_to;
      return false;
    });
  }, PATIENCE_MS);
}

/** Orders of both kinds have been looked at a second time. */
async function lookedAgain(system: System): Promise<void> {
  const log = (): string => system.process("ozon").logText();
  await until("two second looks", () => ["fbo-again: ", "fbs-again: "].every((one) => log().includes(one)), PATIENCE_MS);
}

function moscowDay(at: number): string {
  return new Date(at + 3 * 3_600_000).toISOString().slice(0, 10);
}

describe("the poller", { concurrency: true }, () => {
  test("what the first look has missed is found by the second, and told", async () => {
    await withPoller({ autoLife: false, postings: 300 }, async (system) => {
      await arrived(system);
      await lookedAgain(system);
      // Ozon shows an order of the day ten days ago that it has not shown before.
      const createdAt = system.clock.now() - 10 * DAY_MS;
      order(system, { createdAt, inProcessAt: createdAt });
      const before = system.ozon.world.store.postings.size;
      await says(system, /^polling$/, true);
      system.clock.advance(DAY_MS);
      system.ozon.control.now();
      await arrived(system);
      await says(system, new RegExp(`^polling; orders that a second look found missing: 1, the first of ${moscowDay(createdAt)}$`), true);
      assert.match(system.process("ozon").logText(), new RegExp(`of ${moscowDay(createdAt)}, 1 of \\d+ orders had been missing`));
      assert.equal(system.ozon.world.store.postings.size, before);
      // A day later nothing is missing any more.
      system.clock.advance(DAY_MS);
      await says(system, /^polling$/, true);
    });
  });

  test("a return that an answer has left out takes its points back a day later", async () => {
    await withPoller({ postings: 0, autoLife: false }, async (system) => {
      const { control } = system.ozon;
      const { anna, posting } = await pointsOnHold(system, 703);
      // Ozon answers with the page of before, for as long as it takes until a walk begins behind the return.
      control.addFault({ kind: "repeated_page", method: RETURNS, forMs: 30 * DAY_MS });
      control.returnItems({ posting });
      const returned = system.clock.now();
      system.clock.advance(4 * DAY_MS);
      await until("the walk to have passed the return", () => control.calls().some((call) =>
        call.method === RETURNS && returned < Date.parse(walked(call.body)?.time_from ?? "")), PATIENCE_MS);
      assert.match(await anna.balance(), /Баланс: 100 баллов/);
      control.clearFaults();
      system.clock.advance(DAY_MS);
      await until("the points to be taken back", async () => (await anna.balance()).includes("Баланс: 0 баллов"), PATIENCE_MS);
    }, { actors: ["telegram"] });
  });

  test("a delivery that an answer has left out brings its points a day later, however old the order is", async () => {
    await withPoller({ postings: 0, autoLife: false }, async (system) => {
      const { control } = system.ozon;
      const { anna, posting } = await ordered(system, 705, "fbs");
      await arrived(system);
      system.clock.advance(BACK_MS + 15 * DAY_MS); // beyond a second look at orders
      await says(system, /^polling/, true);
      control.addFault({ kind: "repeated_page", method: FBS, forMs: 30 * DAY_MS });
      control.deliver(posting);
      const delivered = system.clock.now();
      system.clock.advance(4 * DAY_MS);
      await until("the looks at changes to have passed the delivery", () => control.calls().some(({ method, body }) =>
        method === FBS && delivered < Date.parse(changed(body)?.from ?? "")), 2 * PATIENCE_MS); // pages that cannot be the answer delay it
      assert.match(await anna.balance(), /Баланс: 0 баллов/);
      control.clearFaults();
      system.clock.advance(DAY_MS);
      await until("the points", async () => (await anna.balance()).includes("Баланс: 100 баллов"), PATIENCE_MS);
    }, { actors: ["telegram"] });
  });

  test("a return of an outage that the first walk behind it was not told of takes its points back nevertheless", async () => {
    await withPoller({ postings: 0, autoLife: false }, async (system) => {
      const { control } = system.ozon;
      const { anna, posting } = await pointsOnHold(system, 704);
      const thawed = system.clock.now() + 31 * DAY_MS;
      system.clock.advance(31 * DAY_MS); // points that thaw are looked after by the number of their posting
      await until("points available", async () => (await anna.balance()).includes("доступно для вывода: 100 баллов"), PATIENCE_MS);
      await lookedAtReturns(system, thawed);
      await system.process("ozon").stop();
      control.returnItems({ posting });
      system.clock.advance(BACK_MS + 5 * DAY_MS);
      const returned = control.calls().length;
      control.addFault({ kind: "repeated_page", method: RETURNS, times: 2 }); // both windows of the walk
      system.process("ozon").start();
      await until("the points to be taken back", async () => (await anna.balance()).includes("Баланс: 0 баллов"), PATIENCE_MS);
      const lies = control.calls().slice(returned).filter((call) => call.fault === "repeated_page");
      assert.equal(lies.length, 2);
      for (const { body } of lies) assert.ok(walked(body), "the walk has been lied to");
    }, { actors: ["telegram"] });
  });

  test("a return that Ozon shows late is found before the points thaw", async () => {
    await withPoller({ postings: 0, autoLife: false }, async (system) => {
      const { control } = system.ozon;
      const { posting } = await pointsOnHold(system, 701);
      const asked = (): boolean => control.calls().some((call) =>
        JSON.stringify(call.body).includes(posting) && call.method === RETURNS);
      assert.equal(asked(), false);
      system.clock.advance(30 * DAY_MS - 30 * 60_000);
      await until("the return is asked for by number", () => asked(), PATIENCE_MS);
    }, { actors: ["telegram"] });
  });

  test("an application for a return of what the seller delivers holds the points, and its rejection frees them", async () => {
    await withPoller({ postings: 0, autoLife: false }, async (system) => {
      const { control } = system.ozon;
      const { anna, posting } = await pointsOnHold(system, 702, "rfbs");
      const changed = await counted(system, "ozon", "changed", () => true);
      control.returnItems({ posting });
      await counted(system, "ozon", "changed", (value) => value > changed);
      system.clock.advance(35 * DAY_MS);
      assert.doesNotMatch(await anna.balance(), /доступно для вывода: 100 баллов/);
      const [application] = system.ozon.world.store.applications;
      assert.ok(application);
      control.decideApplication(application.id, "Rejected");
      await until("points available", async () => (await anna.balance()).includes("доступно для вывода: 100 баллов"), PATIENCE_MS);
    }, { actors: ["telegram"] });
  });

  test("the catalogue arrives, with what is in the archive", async () => {
    await withPoller({ postings: 0, autoLife: false, int64: "string" }, async (system) => {
      await counted(system, "ozon", "products", (value) => value === GOODS.length);
      const changed = await counted(system, "ozon", "changed", (value) => value === GOODS.length);
      await system.kill("ozon");
      await counted(system, "ozon", "products", (value) => value === GOODS.length);
      assert.equal(await counted(system, "ozon", "changed", () => true), 0, `${changed} products are known already`);
      await system.verify();
    });
  });

  test("after a day without Ozon everything of that day arrives", async () => {
    await withPoller({ postings: 500 }, async (system) => {
      const { control } = system.ozon;
      await says(system, /^polling/, true);
      const known = system.ozon.world.store.postings.size;
      const cut = control.addFault({ kind: "cut", forMs: 2 * DAY_MS });
      assert.ok(cut);
      await says(system, /no answer of Ozon/, false);
      system.clock.advance(DAY_MS);
      control.now();
      for (let n = 0; n < 5; n++) order(system);
      control.setAutoLife(false);
      assert.ok(system.ozon.world.store.postings.size >= known + 5);
      await says(system, /no answer of Ozon/, false);
      control.clearFaults();
      await says(system, /^polling/, true);
      await arrived(system);
    });
  });
});
