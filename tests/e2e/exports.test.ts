// Tables as files in a real browser: the page of exports with its previews, the button on a filtered table, and what is
// in the files that the browser gets.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Buyer } from "../harness/buyer.ts";
import { look } from "../harness/looks.ts";
import { plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { unzip } from "../harness/zip.ts";

const OLGA = 501;
const HOSTILE = "=cmd|' /C calc'!A0 <img src=x onerror=alert(1)>";

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function shows(page: Page, column: string, wanted: string[]): Promise<void> {
  await until(`${column} to be ${wanted.join(", ")}`, async () => {
    const cells = await page.locator(`[data-testid="preview"] [data-column="${column}"]`).allInnerTexts();
    const got = cells.map((text) => plain(text).trim());
    if (JSON.stringify(got) !== JSON.stringify(wanted)) throw new Error(got.join(", "));
    return true;
  });
}

/** Opens the dialog, chooses, and gets what the link gives. */
async function take(page: Page, format: "csv" | "xlsx"): Promise<{ name: string; bytes: Buffer }> {
  await page.getByTestId("export-open").click();
  const dialog = page.getByTestId("export-dialog");
  await dialog.getByTestId(`option-${format}`).click();
  await dialog.getByTestId("export-begin").click();
  const link = dialog.getByTestId("export-download");
  await link.waitFor();
  const coming = page.waitForEvent("download");
  await link.click();
  const download = await coming;
  const bytes = readFileSync(await download.path());
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  return { name: download.suggestedFilename(), bytes };
}

function lines(bytes: Buffer): string[] {
  return bytes.toString().replace("\ufeff", "").trimEnd().split("\r\n");
}

test("tree, purchases of a period and a filtered table come as files, are listed and removed, and stand in the journal", async () => {
  const system = await System.start();
  try {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const [anna, boris, evil] = [new Buyer(system, 601, "Анна"), new Buyer(system, 602, "Борис"), new Buyer(system, 603, HOSTILE)];
    const link = await anna.join();
    await boris.join(link);
    await evil.join(link);
    boris.buy(200_000);
    evil.buy(40_050);
    await until("the points of both orders", async () => (await anna.person.balance()).includes("Баланс: 120,02"));

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-stats").click();
    await page.getByTestId("to-exports").click();
    await shows(page, "name", ["Анна", "Борис", HOSTILE]);
    await shows(page, "inviter", ["—", "Анна", "Анна"]);
    await look(olga, "exports-tree", "grid-row");
    const tree = await take(page, "csv");
    assert.match(tree.name, /^tree-\d{4}-\d\d-\d\d\.csv$/);
    const [titles, ...people] = lines(tree.bytes);
    assert.match(titles ?? "", /^Имя;ID;Дата;Кто пригласил;ID пригласившего;/);
    assert.deepEqual(people.map((line) => line.split(";").slice(0, 2)), [["Анна", "1"], ["Борис", "2"], [`'${HOSTILE}`, "3"]]);
    assert.deepEqual(people.map((line) => line.split(";")[3]), ["", "Анна", "Анна"]);

    await page.getByTestId("under").fill("2");
    await page.getByTestId("list-empty").waitFor(); // nobody is below Boris
    await page.getByTestId("what-purchases").click();
    await shows(page, "sum", ["2 000 ₽", "400,50 ₽"]);
    await look(olga, "exports-purchases", "grid-row");
    const purchases = await take(page, "xlsx");
    assert.match(purchases.name, /^purchases-.*\.xlsx$/);
    const sheet = unzip(purchases.bytes).get("xl/worksheets/sheet1.xml") ?? "";
    for (const cell of ["<t>Ozon</t>", "<t>FBO</t>", "<v>2000</v>", "<v>400.5</v>", "<t>Площадка</t>"]) assert.ok(sheet.includes(cell), cell);
    assert.ok(!/<f[ >]/.test(sheet)); // the name is a text, and no formula

    await page.getByTestId("menu-participants").click();
    await page.getByTestId("search").fill("борис");
    await until("one row", async () => (await page.locator('[data-testid="participants"] [data-testid="grid-row"]').count()) === 1);
    const [, ...found] = lines((await take(page, "csv")).bytes);
    assert.deepEqual(found.map((line) => line.split(";").slice(0, 2)), [["2", "Борис"]]);

    for (const section of ["ledger", "top", "stats", "journal"]) {
      await page.getByTestId(`menu-${section}`).click();
      await page.getByTestId(section === "stats" ? "brought" : section).waitFor();
      assert.ok(lines((await take(page, "csv")).bytes).length >= 2, section);
    }
    const actions = await page.locator('[data-testid="journal"] [data-column="action"]').allInnerTexts();
    assert.ok(actions.filter((text) => text.trim() === "выгрузка").length >= 3);

    await page.getByTestId("menu-stats").click();
    await page.getByTestId("to-exports").click();
    const own = page.getByTestId("own-exports");
    await until("all seven to be listed", async () => (await own.getByTestId("export-download").count()) === 7);
    for (let left = 7; left > 0; left--) {
      await own.getByTestId("export-cancel").first().click();
      await until(`${left - 1} to be left`, async () => (await own.getByTestId("export-job").count()) === left - 1);
    }
    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});
