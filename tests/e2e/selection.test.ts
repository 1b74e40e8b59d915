// Rows of a table are chosen, by mouse and by keys, and something is done to all of them; on real processes in real
// browsers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Locator } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;
const PETR = 502;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const line = (admin: Admin, text: string): Locator => admin.page.locator('[data-testid="grid-row"]', { hasText: text });

async function tick(admin: Admin, text: string, modifiers: ("Shift" | "Control")[] = []): Promise<void> {
  await line(admin, text).getByTestId("select-row").click({ modifiers });
}

async function says(admin: Admin, wanted: RegExp): Promise<void> {
  await until(`the bar to say ${wanted}`, async () => {
    const text = plain(await admin.page.getByTestId("selection-count").innerText());
    if (!wanted.test(text)) throw new Error(text);
    return true;
  });
}

/** Those that are marked as chosen, by the text of a column. */
async function chosen(admin: Admin, column: string): Promise<string[]> {
  const cells = await admin.page.locator(`[role="row"][aria-selected="true"] [data-column="${column}"]`).allInnerTexts();
  return cells.map((text) => plain(text).trim());
}

test("several requests are taken at once: who was faster is told, and a colleague sees them taken", async () => {
  const system = await System.start();
  await system.during(async () => {
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) system.telegram.control.addPerson({ id, first_name: name });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "payout");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    for (const [n, name] of ["Анна", "Борис", "Вера", "Глеб"].entries()) await (await Person.withPoints(system, 601 + n, name)).withdraw("100");

    const olga = await Admin.login(system, browser, OLGA, { held: true });
    const petr = await Admin.login(system, browser, PETR);
    for (const admin of [olga, petr]) {
      await admin.open("/payouts/table");
      await line(admin, "Глеб").waitFor();
    }
    await olga.page.getByTestId("select-loaded").check();
    await says(olga, /^Выбрано 4 запроса$/);
    await tick(olga, "Вера");
    await says(olga, /^Выбрано 3 запроса$/);
    assert.deepEqual(await chosen(olga, "participant"), ["Глеб", "Борис", "Анна"]);
    await look(olga, "selection-payouts", "selection-bar");

    // Petr takes Boris's request, which Olga's page has not heard of.
    olga.hold();
    await tick(petr, "Борис");
    await says(petr, /^Выбран 1 запрос$/);
    await petr.page.getByTestId("take-many").click();
    await petr.page.getByText("Взято в работу: 1").waitFor();
    await petr.page.getByTestId("selection-bar").waitFor({ state: "detached" });
    const click = olga.page.getByTestId("take-many").click();
    olga.release();
    await click;
    const dialog = olga.page.getByTestId("take-many-dialog");
    await dialog.waitFor();
    assert.equal(plain(await dialog.getByRole("heading").innerText()), "У вас в работе 2 из 3");
    const told = (await dialog.getByTestId("take-many-row").allInnerTexts()).map((text) => plain(text).replaceAll("\n", " "));
    assert.deepEqual(told, ["№ 4 · Глеб взят", "№ 2 · Борис в работе: Пётр", "№ 1 · Анна взят"]);
    await look(olga, "selection-payouts-taken", "take-many-dialog");
    await olga.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    // What was not taken is still chosen; and Petr's table shows whose the others are.
    await says(olga, /^Выбран 1 запрос$/);
    assert.deepEqual(await chosen(olga, "participant"), ["Борис"]);
    for (const [who, operator] of [["Анна", "Ольга"], ["Борис", "Пётр"], ["Вера", "—"], ["Глеб", "Ольга"]] as const)
      await until(`${who}'s operator`, async () => (await line(petr, who).locator('[data-column="operator"]').innerText()) === operator);
    for (const admin of [olga, petr]) assert.equal(await admin.page.getByTestId("arrived").count(), 0); // nothing new came
    await olga.page.keyboard.press("Escape");
    await olga.page.getByTestId("selection-bar").waitFor({ state: "detached" });

    // With nothing chosen Escape clears the filters.
    await olga.page.getByTestId("filter-add").click();
    await olga.page.getByTestId("filter-field-points").click();
    await olga.page.getByTestId("filter-from").fill("500");
    await olga.page.keyboard.press("Enter");
    await olga.page.getByTestId("list-empty").waitFor();
    await olga.page.getByRole("grid").focus();
    await olga.page.keyboard.press("Escape");
    await line(olga, "Вера").waitFor();
    assert.deepEqual([olga.troubles, petr.troubles], [[], []]);
  });
});
