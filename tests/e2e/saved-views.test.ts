// Views of tables under names, in real browsers: saved in one, opened in another, shared, and gone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Buyer } from "../harness/buyer.ts";
import { look } from "../harness/looks.ts";
import { plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const [OLGA, PETR] = [501, 502];

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function shows(page: Page, wanted: string[]): Promise<void> {
  await until(`the list to show ${wanted.join(", ")}`, async () => {
    const cells = await page.locator('[data-testid="participants"] [data-column="name"]').allInnerTexts();
    return JSON.stringify(cells.map((text) => plain(text).trim())) === JSON.stringify(wanted);
  });
}

/** The button at the head of the table says which view is open. */
async function opened(page: Page, text: string): Promise<void> {
  await until(`the view to be "${text}"`, async () => plain(await page.getByTestId("views-open").innerText()).trim() === text);
}

async function keep(page: Page, name: string): Promise<void> {
  await page.getByTestId("view-name").fill(name);
  await page.getByTestId("view-keep").click();
  await page.getByTestId("view-form").waitFor({ state: "detached" });
}

const link = (page: Page, name: string) => page.getByTestId("view-row").filter({ hasText: name }).getByTestId("view-link");

test("a view of the table is saved under a name, opened in another browser and by its link, changed, shared and removed", async () => {
  const system = await System.start();
  try {
    for (const [id, first_name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) system.telegram.control.addPerson({ id, first_name });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    const [anna, boris] = [new Buyer(system, 601, "Анна"), new Buyer(system, 602, "Борис")];
    const invitation = await anna.join();
    await boris.join(invitation);
    boris.buy(200_000);
    await until("the points of the order", async () => (await anna.person.balance()).includes("Баланс: 100"));

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await olga.open(`/participants?f=${encodeURIComponent(JSON.stringify({ referrals: { from: 1 }, q: { text: "анна" } }))}&sort=-total`);
    await shows(page, ["Анна"]);
    await page.getByTestId("columns-open").click();
    await page.getByTestId("column-paid").click();
    await page.keyboard.press("Escape");
    await page.getByTestId("views-open").click();
    await page.getByTestId("view-new").click();
    await page.getByTestId("view-keep").click();
    await page.getByText("Назовите вид").waitFor();
    await keep(page, "Кто привёл людей");
    await look(olga, "saved-views", "view-row");
    await page.keyboard.press("Escape");
    await opened(page, "Кто привёл людей");
    const address = new URL(page.url());
    const id = address.searchParams.get("view");
    assert.ok(id);
    await page.getByTestId("sort-total").waitFor();

    // Another order is a changed view, until it is saved.
    await page.getByTestId("sort-sum").click();
    await opened(page, "Кто привёл людей · изменён");
    await page.getByTestId("views-open").click();
    await page.getByTestId("view-save").click();
    await page.getByTestId("view-shared").click();
    await keep(page, "Кто привёл людей сюда");
    await page.keyboard.press("Escape");
    await opened(page, "Кто привёл людей сюда");

    // By its link alone, on another computer, for somebody with fewer rights: without the search, with all the rest.
    const petr = await Admin.login(system, browser, PETR);
    await petr.open(`/participants?view=${id}`);
    await opened(petr.page, "Кто привёл людей сюда");
    await shows(petr.page, ["Анна"]);
    const found = new URL(petr.page.url()).searchParams;
    assert.equal(found.get("sort"), "-sum");
    assert.deepEqual(JSON.parse(found.get("f") ?? ""), { referrals: { from: 1 } });
    assert.equal(await petr.page.getByTestId("sort-paid").count(), 0);
    await petr.page.getByTestId("sort-total").waitFor();
    await petr.page.getByTestId("views-open").click();
    await link(petr.page, "Кто привёл людей сюда").waitFor();
    assert.equal(await petr.page.getByTestId("view-remove").count(), 0, "a shared view is not his to remove");
    assert.equal(await petr.page.getByTestId("view-change").count(), 0);
    await petr.page.getByTestId("view-new").click();
    assert.equal(await petr.page.getByTestId("view-shared").count(), 0);
    await keep(petr.page, "Кто привёл людей сюда"); // his own may be called the same
    await until("both to be listed", async () => (await petr.page.getByTestId("view-row").count()) === 2);

    // It is gone for everybody; whoever follows the link is told.
    await page.getByTestId("views-open").click();
    await page.getByTestId("view-remove").click();
    await page.getByTestId("view-remove-do").click();
    await page.getByTestId("view-leaving").waitFor({ state: "detached" });
    assert.equal(await page.getByTestId("view-row").count(), 0, "his own is not hers to see");
    assert.equal(new URL(page.url()).searchParams.get("view"), null);
    await petr.open(`/participants?view=${id}`);
    await petr.page.getByText("Такого вида больше нет").waitFor();
    assert.deepEqual([...olga.troubles, ...petr.troubles], []);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});
