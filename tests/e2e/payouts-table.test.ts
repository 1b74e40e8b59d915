// All payout requests as a table: filters, order, what comes meanwhile; on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function sums(page: Page): Promise<string[]> {
  const cells = await page.locator('[data-testid="payouts-table"] [data-column="money"]').allInnerTexts();
  return cells.map((text) => plain(text).trim());
}

async function shows(page: Page, wanted: string[]): Promise<void> {
  await until(`the table shows ${wanted.join(", ")}`, async () => {
    const got = await sums(page);
    if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(got.join(", "));
    return true;
  });
}

test("requests are sorted and filtered by what they say, a change shows in its row, and a new one comes when asked for", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner,payout");
    const people = [];
    for (const [n, name] of ["Анна", "<img src=x onerror=alert(1)>", "Вера"].entries()) people.push(await Person.withPoints(system, 601 + n, name));
    const [anna, boris, vera] = people;
    assert.ok(anna && boris && vera);
    await anna.withdraw("120");
    await boris.withdraw("80,5");

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-payouts").click();
    await page.getByTestId("to-table").click();
    await shows(page, ["80,50 ₽", "120 ₽"]); // newest first
    await page.getByTestId("sort-money").click();
    await shows(page, ["120 ₽", "80,50 ₽"]);
    await page.getByTestId("sort-money").click();
    await shows(page, ["80,50 ₽", "120 ₽"]);
    await look(olga, "payouts-table", "grid-row");

    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-money").click();
    await page.getByTestId("filter-from").fill("100");
    await page.getByTestId("filter-apply").click();
    await shows(page, ["120 ₽"]);
    await page.reload();
    await shows(page, ["120 ₽"]);
    await page.getByTestId("filter-reset").click();
    await shows(page, ["80,50 ₽", "120 ₽"]);

    // What comes new waits to be asked for.
    await vera.withdraw("150");
    await page.getByTestId("arrived").click();
    await shows(page, ["80,50 ₽", "120 ₽", "150 ₽"]);

    await page.locator('[data-testid="payouts-table"] [data-testid="grid-row"]', { hasText: "Вера" }).click();
    await page.getByTestId("payout-card").waitFor();
    await page.getByTestId("action-negotiation").click();
    await vera.hear("согласование");
    await page.getByTestId("to-table").click();
    await until("the state in the row", async () =>
      (await page.locator('[data-testid="grid-row"]', { hasText: "Вера" }).innerText()).includes("Согласование"));

    assert.deepEqual(olga.troubles, []);
  });
});
