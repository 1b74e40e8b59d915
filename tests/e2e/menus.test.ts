// What opens beside a button: by keys alone, with the focus where people look for it; on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const focused = (page: Page): Promise<string> => page.evaluate<string>("document.activeElement.dataset.testid ?? document.activeElement.textContent");

async function focuses(page: Page, what: string | RegExp): Promise<void> {
  await until(`the focus at ${what}`, async () => { const now = await focused(page); return typeof what === "string" ? now === what : what.test(now); });
}

test("menus and small forms are gone through by keys, give the focus back and belong to the dialog they stand in", async () => {
  const system = await System.start();
  try {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const anna = new Person(system, 601, "Анна");
    anna.start();
    await anna.hear("Условия участия");
    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    const menu = page.getByRole("menu");

    // The arrows go round, a letter leads to its item, Escape back to the button.
    await page.getByTestId("account").focus();
    await page.keyboard.press("ArrowDown");
    await focuses(page, "sessions-open");
    await look(olga, "account-menu", "logout");
    await page.keyboard.press("ArrowUp");
    await focuses(page, "logout");
    await page.keyboard.press("ArrowDown");
    await focuses(page, "sessions-open");
    await page.evaluate('document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "в", bubbles: true, cancelable: true }))');
    await focuses(page, "logout");
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await focuses(page, "account");

    // The chosen one is where one comes to. The second press of the button shuts, a press elsewhere too.
    await page.getByTestId("theme").focus();
    await page.keyboard.press("Enter");
    await focuses(page, "Как в системе");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await menu.waitFor({ state: "detached" });
    await until("the dark theme", async () => (await page.locator("html").getAttribute("data-theme")) === "dark");
    await page.getByTestId("theme").click();
    await menu.waitFor();
    assert.equal(await page.getByRole("menuitemradio", { checked: true }).innerText(), "Тёмное");
    await page.getByRole("menuitemradio", { name: "Как в системе" }).click();
    await page.getByTestId("theme").click();
    await menu.waitFor();
    await page.getByTestId("theme").click();
    await menu.waitFor({ state: "detached" });
    await page.getByTestId("language").click();
    await menu.waitFor();
    await page.locator("main").click({ position: { x: 5, y: 5 } });
    await menu.waitFor({ state: "detached" });

    // An item that opens a form of its own; the form's first field is where one writes, Tab past its end shuts it.
    await page.getByTestId("menu-participants").click();
    await page.getByTestId("grid-row").waitFor();
    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-sum").click();
    await focuses(page, "filter-from");
    await look(olga, "filter-form", "filter-from");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await focuses(page, "filter-apply");
    await page.keyboard.press("Tab");
    await page.getByTestId("filter-from").waitFor({ state: "detached" });
    await page.getByTestId("columns-open").click();
    await page.getByTestId("columns").waitFor();
    await page.getByTestId("column-debt").click(); // among the last, below the edge of a small screen
    await look(olga, "columns", "columns");
    await page.keyboard.press("Escape");
    await page.getByTestId("columns").waitFor({ state: "detached" });
    await focuses(page, "columns-open");

    // Escape shuts the menu and not the card with it; what an item opens gives the focus back to the button.
    await page.getByTestId("grid-row").first().click();
    await page.getByTestId("edit-open").click();
    await menu.waitFor();
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await focuses(page, "edit-open");
    assert.equal(await page.getByTestId("participant-card").count(), 1);
    await page.keyboard.press("Enter");
    await focuses(page, "edit-open-balance");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Enter"); // before the browser has told the page of either
    await focuses(page, "edit-open-balance");
    await look(olga, "edit-menu", "edit-open-note");
    await page.getByTestId("edit-open-note").click();
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await focuses(page, "edit-open");
    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});
