// Tables as files in a real browser: the page of exports with its previews, the button on a filtered table, and what is
// in the files that the browser gets.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Buyer } from "../harness/buyer.ts";
import { look } from "../harness/looks.ts";
import { plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { unzip } from "../harness/zip.ts";
import { Visitor } from "../system/gateway-client.ts";

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
async function take(page: Page, format: "csv" | "xlsx", columns?: "all"): Promise<{ name: string; bytes: Buffer }> {
  await page.getByTestId("export-open").click();
  const dialog = page.getByTestId("export-dialog");
  await dialog.getByTestId(`option-${format}`).click();
  if (columns) await dialog.getByTestId(`option-${columns}`).click();
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

/** The texts of a sheet's cells, row by row; figures as they stand in the file. */
function cells(workbook: Buffer): string[][] {
  const sheet = unzip(workbook).get("xl/worksheets/sheet1.xml") ?? "";
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [...(row ?? "").matchAll(/<c [^>]*>.*?<[tv](?: [^>]*)?>(.*?)<\/[tv]>/gs)].map(([, text]) => text ?? ""));
}

/** What the list shows in a column, from above. */
async function seen(page: Page, column: string): Promise<string[]> {
  return (await page.locator(`[data-testid="participants"] [data-column="${column}"]`).allInnerTexts()).map((text) => plain(text).trim());
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

    await page.getByTestId("under").fill("борис");
    await page.getByTestId("person-2").click();
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
    const [, ...found] = lines((await take(page, "csv", "all")).bytes);
    assert.deepEqual(found.map((line) => line.split(";").slice(0, 2)), [["2", "Борис"]]);
    await page.getByTestId("search").fill("");

    // What is seen is what is in the file: the filter, the order, the columns.
    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-sum").click();
    await page.getByTestId("filter-from").fill("1");
    await page.getByTestId("filter-apply").click();
    await page.getByTestId("columns-open").click();
    for (const column of ["id", "registered", "total", "available", "last_order", "referrals", "accrued", "paid", "status", "debt", "erased"]) await page.getByTestId(`column-${column}`).click();
    await page.keyboard.press("Escape");
    await page.getByTestId("sort-sum").click();
    await until("the larger sum first", async () => (await seen(page, "sum")).join() === "2 000 ₽,400,50 ₽");
    await page.getByTestId("sort-sum").click();
    await until("the smaller sum first", async () => (await seen(page, "sum")).join() === "400,50 ₽,2 000 ₽");
    assert.deepEqual(await seen(page, "debt"), ["нет", "нет"]);
    await page.getByTestId("export-open").click();
    await look(olga, "export-dialog", "option-shown");
    await page.keyboard.press("Escape");
    assert.deepEqual(lines((await take(page, "csv")).bytes), [
      "Имя;Ник;Сумма покупок, ₽;Долг;Данные удалены", `'${HOSTILE};;400,50;нет;нет`, "Борис;;2000,00;нет;нет",
    ]);
    assert.deepEqual(cells((await take(page, "xlsx")).bytes), [
      ["Имя", "Ник", "Сумма покупок, ₽", "Долг", "Данные удалены"],
      [HOSTILE.replaceAll("<", "&lt;").replaceAll(">", "&gt;"), "400.5", "нет", "нет"], ["Борис", "2000", "нет", "нет"],
    ]);
    await page.getByTestId("sort-sum").click();
    await until("the larger sum first again", async () => (await seen(page, "sum"))[0] === "2 000 ₽");
    assert.deepEqual(lines((await take(page, "csv")).bytes).map((line) => line.split(";")[2]), ["Сумма покупок, ₽", "2000,00", "400,50"]);

    for (const section of ["ledger", "top", "stats", "journal"]) {
      await page.getByTestId(`menu-${section}`).click();
      await page.getByTestId(section === "stats" ? "brought" : section).waitFor();
      assert.ok(lines((await take(page, "csv")).bytes).length >= 2, section);
      if (section !== "stats") continue;
      await page.getByTestId("export-open").click(); // the one file whose order is not that of the page
      assert.match(await page.getByTestId("export-lead").innerText(), /строки в нём идут по ID участника/);
      await page.keyboard.press("Escape");
      await page.getByTestId("export-dialog").waitFor({ state: "detached" });
    }
    await page.getByTestId("menu-payouts").click();
    await page.getByTestId("to-table").click();
    await page.getByTestId("payouts-table").waitFor();
    assert.match(lines((await take(page, "csv")).bytes)[0] ?? "", /^Запрос;ID участника;Имя;Ник;Создан;Баллы;Сумма, ₽;Статус;Оператор;Изменён;Причина отказа$/);
    await page.getByTestId("menu-journal").click();
    await page.getByTestId("journal").waitFor();
    await until("the exports in the journal", async () => {
      const actions = await page.locator('[data-testid="journal"] [data-column="action"]').allInnerTexts();
      return actions.filter((text) => text.trim() === "выгрузка").length >= 3;
    });

    await page.getByTestId("menu-stats").click();
    await page.getByTestId("to-exports").click();
    const own = page.getByTestId("own-exports");
    await until("all eleven to be listed", async () => (await own.getByTestId("export-download").count()) === 11);
    for (let left = 11; left > 0; left--) {
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

const CROWD = 20_000;

/** So many people at once, from a list. */
async function importCrowd(system: System): Promise<void> {
  const path = join(system.dir, "people.csv");
  const rows = Array.from({ length: CROWD }, (_, n) => `${100_000 + n},2025-01-01,Участник ${n + 1},,0`);
  writeFileSync(path, `telegram_id,joined,name,inviter,available\n${rows.join("\n")}\n`);
  assert.match(await system.ctlOk("import", "members", path), new RegExp(`^${CROWD} new`));
}

const folder = (system: System): string => join(system.dir, "run/exports/gateway");

test("a long export shows how far it has come, on a page that was left and come back to, and can be stopped", async () => {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  try {
    await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    await importCrowd(system);
    const olga = await Admin.at(system, browser, OLGA);
    const { page } = olga;
    const reader = system.process("reader");
    await olga.open(`/login/ticket#${/#(\S+)/.exec(await system.ctlOk("login", "1"))?.[1]}`);
    await page.getByTestId("account").waitFor();
    await olga.open("/participants");
    await page.getByTestId("grid-row").first().waitFor();
    const job = page.getByTestId("export-job");
    const begin = async (): Promise<void> => {
      await page.getByTestId("export-open").click();
      await page.getByTestId("option-csv").click();
      await page.getByTestId("export-begin").click();
      await job.waitFor();
    };
    // The same person elsewhere asks how far it is, whatever was pushed.
    const elsewhere = new Visitor(system.adminUrl);
    await elsewhere.useTicket(await system.ctlOk("login", "1"));
    const asks = await elsewhere.openPage();
    const reached = async (): Promise<number> => (await asks.op("exports", {})).exports?.[0]?.rows ?? 0;
    const done = async (): Promise<number> => Number((await job.locator("progress").getAttribute("value", { timeout: 1000 })) ?? "0");
    /** The reader works only for a moment; the figure it stops at is the one that is shown, though nothing follows it. */
    const move = async (): Promise<void> => {
      const rows = await reached();
      reader.signal("SIGCONT");
      await until(`more than ${rows} rows`, async () => (await reached()) > rows);
      reader.signal("SIGSTOP");
      await until("the figure it stops at", async () => (await done()) === (await reached()));
      assert.equal(await job.getAttribute("data-state"), "running");
    };

    reader.signal("SIGSTOP");
    await begin();
    await move();
    assert.equal(await job.locator("progress").getAttribute("max"), String(CROWD));
    assert.match(plain(await job.innerText()), /\n(\d+ )?[05]00 из 20 000 строк/);
    await move();

    // The page is left for others, and the browser's tab loaded anew: the export goes on, and is found again.
    await page.keyboard.press("Escape");
    await page.getByTestId("menu-stats").click();
    await page.getByTestId("to-exports").click();
    await page.getByTestId("own-exports").getByTestId("export-job").waitFor();
    const there = await done();
    assert.ok(there > 0);
    await page.reload();
    await until("as far as it was", async () => (await done()) >= there);
    await move();

    // Stopped, nothing of it is left, neither on the page nor on disk.
    await page.getByTestId("own-exports").getByTestId("export-cancel").click();
    await job.waitFor({ state: "detached" });
    await until("no file to be left", () => readdirSync(folder(system)).length === 0);

    // Another one goes on while nobody looks, and is there whole.
    reader.signal("SIGCONT");
    await olga.open("/participants");
    await begin();
    await olga.open("/sessions");
    await olga.open("/stats/exports");
    const link = page.getByTestId("own-exports").getByTestId("export-download");
    await link.waitFor({ timeout: 60_000 });
    const coming = page.waitForEvent("download");
    await link.click();
    assert.equal(lines(readFileSync(await (await coming).path())).length, CROWD + 1);
    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    system.process("reader").signal("SIGCONT");
    await system.close();
  }
});
