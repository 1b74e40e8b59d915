// The dashboard on real processes: what people and the simulated shop do is counted by hand here, and the page shows
// the same; so does a reader that was killed, and so do the purchases that are exported.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Person } from "../harness/people.ts";
import { ALL, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Messages, PayoutState } from "../../ui/src/wire/protocol.ts";
import { type Page, Visitor } from "./gateway-client.ts";

type Period = Messages["period"];

let system: System;
let page: Page;
let sku: number;
let anna: Member;

const MOSCOW_MS = 3 * 60 * 60 * 1000;

async function logIn(): Promise<Page> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  return await visitor.openPage();
}

/** Noon of the tenth of a month, so that neither the day nor the month ends while somebody counts. */
function advanceToTheTenth(): void {
  const now = new Date(system.clock.now() + MOSCOW_MS);
  const month = now.getUTCMonth() + (now.getUTCDate() < 10 ? 0 : 1);
  system.clock.advance(Date.UTC(now.getUTCFullYear(), month, 10, 12) - now.getTime());
}

class Member extends Person {
  readonly account = system.ozon.control.createBuyer({}).account;

  /** An order of so many pieces; delivered unless it is one of before they joined. Gives the posting. */
  order(quantity: number, price: number, createdAt?: number): { number: string; posting: string } {
    const { control } = system.ozon;
    const { number, postings } = control.placeOrder({
      account: this.account, scheme: "fbo", autoLife: false, items: [{ sku, quantity, price }], ...(createdAt ? { createdAt } : {}),
    });
    const [posting] = postings;
    assert.ok(posting);
    if (!createdAt) control.deliver(posting);
    return { number, posting };
  }
}

async function member(id: number, name: string, link?: string): Promise<Member> {
  const person = new Member(system, id, name);
  await person.register(person.order(1, 100_000, system.clock.now() - 3 * DAY_MS).number, link);
  return person;
}

/** Those of the figures that are named, nothing being 0. */
function figures(of: Period, ...names: (keyof Period)[]): number[] {
  return names.map((name) => of[name] ?? 0);
}

async function shows(what: string, names: (keyof Period)[], wanted: number[]): Promise<Messages["dashboard"]> {
  return await until(what, async () => {
    const board = await page.call("stats.dashboard", {});
    assert.deepEqual(figures(board.total, ...names), wanted);
    return board;
  });
}

before(async () => {
  system = await System.start({ actors: [] });
  advanceToTheTenth();
  for (const name of ALL) system.add(name).start();
  await system.ready();
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  sku = good.sku;
  await system.ctlOk("settings", "set", "own_rate=500");
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  page = await logIn();
});

after(async () => {
  (page as Page | undefined)?.close();
  await system.finish();
});

test("the dashboard shows what was counted by hand", async () => {
  anna = await member(801, "Анна");
  const link = await anna.link();
  const boris = await member(802, "Борис", link);
  const vera = await member(803, "Вера", link);
  await member(804, "Глеб", await boris.link()); // and buys nothing
  anna.order(1, 400_000);
  boris.order(1, 200_000);
  const { posting } = boris.order(3, 100_000);
  vera.order(2, 50_000);

  // Referrals: Boris 2000 + 3 x 1000, Vera 2 x 500. Anna, whom nobody invited: 4000. Links: the general one of each.
  const bought: (keyof Period)[] = ["joined", "registered", "referrals", "buyers", "repeated", "orders", "sales", "own_orders", "own_sales", "units", "units_back", "links", "links_used"];
  const full = await shows("four people and four orders", bought, [4, 4, 3, 2, 1, 3, 600_000, 1, 400_000, 6, 0, 4, 2]);
  assert.deepEqual([full.buyers_share, full.repeated_share, full.average_order], [6666, 5000, 200_000]);
  assert.deepEqual([full.per_link, full.per_used_link], [75, 150]);
  assert.deepEqual([full.returned_units_share ?? 0, full.returned_money_share ?? 0, full.median_wait_days ?? 0], [0, 0, 0]);

  // One of the three pieces comes back.
  system.ozon.control.returnItems({ posting, sku, quantity: 1, type: "ClientReturn" });
  const less = await shows("a return", bought, [4, 4, 3, 2, 1, 3, 500_000, 1, 400_000, 6, 1, 4, 2]);
  assert.deepEqual([less.average_order, less.returned_units_share, less.returned_money_share], [166_666, 1666, 1666]);

  // This month as the only one there is: the three referrals have gone through a dialogue, two of them bought.
  assert.equal(less.months.length, 12);
  const [now] = less.months.slice(-1);
  assert.ok(now);
  assert.deepEqual(figures(now, ...bought), figures(less.total, ...bought));
  assert.deepEqual(figures(now, "active", "acted"), [2, 3]);
  for (const month of less.months.slice(0, -1)) assert.deepEqual(figures(month, "joined", "orders", "acted"), [0, 0, 0]);

  // The same by days, and the purchases of referrals one by one.
  const { days = [] } = await page.call("stats.days", { since: system.clock.now() - DAY_MS, days: 3 });
  const ofDays = (name: keyof Period): number => days.reduce((sum, day) => sum + (day[name] ?? 0), 0);
  assert.deepEqual(bought.map(ofDays), figures(less.total, ...bought));
  const { rows = [] } = await page.call("export.purchases", { limit: 100 });
  assert.equal(rows.length, 3);
  assert.equal(rows.reduce((sum, row) => sum + (row.net ?? 0), 0), 500_000);
  assert.equal((await page.call("export.purchases", { limit: 100, all: true })).rows?.length, 4);
});

test("what is paid out stands in its month, what was bought stays in the one before", async () => {
  const earlier = (await page.call("stats.dashboard", {})).total;
  page.close(); // nobody stays logged in for a month
  system.clock.advance(32 * DAY_MS);
  page = await logIn();
  await until("points to be available", async () => /доступно для вывода: [1-9]/.test(await anna.balance()));
  anna.say("Вывести");
  await anna.hear("Сколько баллов вывести?");
  anna.say("150");
  anna.press(await anna.check(), "Подтвердить");
  const newest = async () => await until("the request", async () => (await page.call("payouts.list", { limit: 1 })).rows?.[0]);
  const { id } = await newest();
  for (const to of [PayoutState.negotiation, PayoutState.paid])
    await page.call("payout.move", { payout: id, rev: (await newest()).rev, to });

  const board = await shows("the payout", ["payouts", "paid", "paid_money"], [1, 15_000, 15_000]);
  const [before, now] = board.months.slice(-2);
  assert.ok(before && now);
  assert.deepEqual(figures(now, "payouts", "paid_money", "orders", "sales", "active", "acted"), [1, 15_000, 0, 0, 0, 0]);
  assert.deepEqual(figures(before, "orders", "sales", "payouts", "accrued"), figures(earlier, "orders", "sales", "payouts", "accrued"));

  await system.process("reader").kill();
  assert.deepEqual((await page.call("stats.dashboard", {})).total, board.total);
});
