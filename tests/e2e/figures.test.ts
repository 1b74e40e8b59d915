// What the panel counts: dashboard, rankings, what referrals brought, accruals and debits; on real processes in a real
// browser, before anything has happened and afterwards.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Buyer } from "../harness/buyer.ts";
import { plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

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

test("dashboard, rankings, statistics and the journal of points show what was bought, and say so when nothing was", async () => {
  const system = await System.start();
  try {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    const goTo = (id: string): Promise<void> => page.getByTestId(`menu-${id}`).click();
    const figure = async (id: string): Promise<string> => plain(await page.getByTestId(`figure-${id}`).innerText());

    for (const id of ["ledger", "top", "stats"]) {
      await goTo(id);
      await page.getByTestId("list-empty").waitFor();
      await look(olga, `${id}-empty`, "list-empty");
    }
    await goTo("dashboard");
    await page.getByTestId("figure-registered").waitFor();
    await look(olga, "dashboard-empty", "figure-registered");

    const [anna, boris, vera] = [new Buyer(system, 601, "Анна"), new Buyer(system, 602, "Борис"), new Buyer(system, 603, "Вера")];
    const link = await anna.join();
    await boris.join(link);
    await vera.join(link);
    boris.buy(200_000);
    boris.buy(100_040);
    vera.buy(40_000);
    await until("the points of all orders", async () => (await anna.person.balance()).includes("Баланс: 170,02"));

    await page.reload();
    await until("three participants", async () => /(^|\n)3(\n|$)/.test(await figure("registered")));
    assert.match(await figure("sales"), /3 400,40 ₽/);
    await look(olga, "dashboard", "figure-registered");
    await page.getByTestId("figure-registered").getByRole("link").click();
    await shows(page, "participants", "name", ["Вера", "Борис", "Анна"]);

    await goTo("top");
    await shows(page, "top", "name", ["Анна"]);
    await page.getByTestId("by-sum").click();
    await shows(page, "top", "sum", ["3 400,40 ₽"]);
    await look(olga, "top", "grid-row");

    await goTo("stats");
    await shows(page, "brought", "name", ["Анна"]);
    await shows(page, "brought", "sum", ["3 400,40 ₽"]);
    await look(olga, "stats", "grid-row");

    await goTo("ledger");
    await until("a row for each order", async () => (await page.locator('[data-testid="ledger"] [data-testid="grid-row"]').count()) === 3);
    await until("the totals", async () => plain(await page.getByTestId("total-accrued").innerText()) === "170,02");
    await look(olga, "ledger", "grid-row");

    assert.deepEqual(olga.troubles, []);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});
