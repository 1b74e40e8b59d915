// What the panel counts: dashboard, rankings, what referrals brought, accruals and debits; on real processes in a real
// browser, before anything has happened and afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { PayoutState } from "../../ui/src/wire/protocol.ts";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Buyer } from "../harness/buyer.ts";
import { plain } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Visitor } from "../system/gateway-client.ts";

const OLGA = 501;

let browser: Browser;
let system: System;
let olga: Admin;

before(async () => {
  browser = await launch();
  system = await System.start();
  system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
  await system.ready();
  await system.ctlOk("settings", "set", "hold_days=0");
  await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
  olga = await Admin.login(system, browser, OLGA);
});

after(async () => {
  try {
    assert.deepEqual(olga.troubles, []);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await browser.close();
    await system.close();
  }
});

async function rows(page: Page, list: string, column: string): Promise<string[]> {
  const cells = await page.locator(`[data-testid="${list}"] [data-column="${column}"]`).allInnerTexts();
  return cells.map((text) => plain(text).trim());
}

async function shows(page: Page, list: string, column: string, wanted: string[]): Promise<void> {
  await until(`${column} of ${list} to be ${wanted.join(", ")}`, async () => {
    const got = await rows(page, list, column);
    if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(got.join(", "));
    return true;
  });
}

async function goTo(id: string): Promise<void> {
  await olga.page.getByTestId(`menu-${id}`).click();
}

/** Of each figure its value and what stands beside it, a line each. */
async function figures(): Promise<Record<string, string>> {
  const cards = await olga.page.locator('[data-testid^="figure-"]').all();
  return Object.fromEntries(await Promise.all(cards.map(async (card) => {
    const id = (await card.getAttribute("data-testid"))?.slice("figure-".length) ?? "";
    const [value, beside] = await Promise.all([card.locator("p").nth(0).innerText(), card.locator("p").nth(1).innerText()]);
    return [id, plain(beside.trim() ? `${value} (${beside.trim()})` : value)];
  })));
}

async function showsFigures(wanted: Record<string, string>): Promise<void> {
  await goTo("dashboard");
  await until("the figures", async () => {
    await olga.page.reload();
    await olga.page.getByTestId("figure-registered").waitFor();
    assert.deepEqual(await figures(), wanted);
    return true;
  });
}

/** What the operator does on other pages, which have tests of their own. */
async function payAll(): Promise<void> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  const page = await visitor.openPage();
  for (const to of [PayoutState.negotiation, PayoutState.paid]) {
    const { rows = [] } = await page.call("payouts.list", { limit: 10 });
    for (const { id, rev } of rows) await page.call("payout.move", { payout: id, rev, to });
  }
  page.close();
}

test("while nothing has happened, every page of figures says so", async () => {
  for (const id of ["ledger", "top", "stats"]) {
    await goTo(id);
    await olga.page.getByTestId("list-empty").waitFor();
    await look(olga, `${id}-empty`, "list-empty");
  }
  await goTo("dashboard");
  await olga.page.getByTestId("figure-registered").waitFor();
  await look(olga, "dashboard-empty", "figure-registered");
});

test("dashboard, rankings, statistics and the journal of points show what was bought", async () => {
  const [anna, boris, vera] = [new Buyer(system, 601, "Анна"), new Buyer(system, 602, "Борис"), new Buyer(system, 603, "Вера")];
  const link = await anna.join();
  await boris.join(link);
  await vera.join(link);
  system.clock.advance(2 * DAY_MS);
  await olga.close();
  olga = await Admin.login(system, browser, OLGA);
  const { page } = olga;
  boris.buy(200_000);
  boris.buy(50_020, 2);
  const veras = vera.buy(40_000);
  await until("the points of all orders", async () => (await anna.person.balance()).includes("Баланс: 170,02"));

  await showsFigures({
    registered: "3", sales: "3 400,40 ₽", paid: "0 ₽", buyers: "2 (100 % рефералов)", referrals: "2", wait: "2 дня (медиана 2 дня)",
    links: "3 (0,66 на ссылку, 2 на открытую)", active: "2", average: "1 133,46 ₽", repeated: "50 %", returned: "0 %",
  });
  await look(olga, "dashboard", "figure-registered");
  const definition = page.getByTestId("figure-wait").locator("p", { hasText: "В среднем от регистрации до первого засчитанного заказа" });
  assert.equal(await definition.isVisible(), false); // it can be pointed at
  const size = page.viewportSize()!;
  await page.setViewportSize({ width: 390, height: 844 });
  await definition.waitFor();
  await page.setViewportSize(size);
  await page.getByTestId("figure-registered").getByRole("link").click();
  await shows(page, "participants", "name", ["Вера", "Борис", "Анна"]);

  await goTo("top");
  await shows(page, "top", "name", ["Анна"]);
  await page.getByTestId("by-sum").click();
  await shows(page, "top", "sum", ["3 400,40 ₽"]);
  await page.getByTestId("by-orders").click();
  await shows(page, "top", "orders", ["3"]);
  await look(olga, "top", "grid-row");

  await goTo("stats");
  await shows(page, "brought", "name", ["Анна"]);
  await shows(page, "brought", "sum", ["3 400,40 ₽"]);
  await look(olga, "stats", "grid-row");

  await goTo("ledger");
  await until("a row for each order", async () => (await page.locator('[data-testid="ledger"] [data-testid="grid-row"]').count()) === 3);
  await until("the totals", async () => plain(await page.getByTestId("total-accrued").innerText()) === "170,02");
  await look(olga, "ledger", "grid-row");

  // One of four pieces comes back, and Anna takes money out.
  vera.giveBack(veras);
  await until("the points to follow", async () => (await anna.person.balance()).includes("Баланс: 150,02"));
  anna.person.say("Вывести");
  await anna.person.hear("Сколько баллов вывести?");
  anna.person.say("150");
  anna.person.press(await anna.person.check(), "Подтвердить");
  await anna.person.hear("/[Зз]аявка|[Зз]апрос/");
  await payAll();
  await showsFigures({
    registered: "3", sales: "3 000,40 ₽", paid: "150 ₽", buyers: "1 (50 % рефералов)", referrals: "2", wait: "2 дня (медиана 2 дня)",
    links: "3 (0,66 на ссылку, 2 на открытую)", active: "1", average: "1 500,20 ₽", repeated: "100 %", returned: "25 %",
  });
  await goTo("top");
  await page.getByTestId("by-paid").click();
  await shows(page, "top", "name", ["Анна"]);
  await shows(page, "top", "paid", ["150"]);
});
