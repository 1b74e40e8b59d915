// Rows of a table are chosen, by mouse and by keys, and something is done to all of them; on real processes in real
// browsers.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Locator } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;
const PETR = 502;
const INNA = 503;
const PEOPLE = 1200;

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

const at = (admin: Admin, number: number): Locator => admin.page.locator(`[data-testid="participants"] [role="row"][aria-rowindex="${number + 1}"]`);
const box = (admin: Admin, number: number): Locator => at(admin, number).getByTestId("select-row");

/** Nothing is wider than a phone. */
async function fits(admin: Admin, width: number): Promise<void> {
  const before = admin.page.viewportSize();
  await admin.page.setViewportSize({ width, height: 740 });
  await admin.page.getByTestId("selection-bar").waitFor();
  const bar = await admin.page.getByTestId("selection-bar").boundingBox();
  assert.ok(bar && bar.x >= 0 && bar.x + bar.width <= width && bar.y + bar.height <= 740, JSON.stringify(bar));
  assert.ok((await admin.page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")) <= 0);
  if (before) await admin.page.setViewportSize(before);
}

async function deedSays(admin: Admin, state: string, wanted: RegExp): Promise<void> {
  await until(`a deed that is ${state} and says ${wanted}`, async () => {
    const text = plain(await admin.page.locator(`[data-testid="deed"][data-state="${state}"]`).first().innerText());
    if (!wanted.test(text)) throw new Error(text);
    return true;
  });
}

/** Rows numbered from 1, as they came; the first is somebody who has the bot open. */
async function withCrowd(body: (crowd: { system: System; anna: Person; olga: Admin; petr: Admin }) => Promise<void>): Promise<void> {
  const system = await System.start();
  await system.during(async () => {
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"], [INNA, "Инна"]] as const) system.telegram.control.addPerson({ id, first_name: name });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "admin");
    await system.ctlOk("admins", "add", String(INNA), "Инна", "payout,support,analyst");
    const anna = new Person(system, 601, "Анна");
    anna.start();
    await anna.hear("Условия участия");
    const path = join(system.dir, "people.csv");
    const lines = Array.from({ length: PEOPLE - 1 }, (_, n) => `${2002 + n},2025-01-01,"Участник ${n + 2}",,${n % 7}`);
    writeFileSync(path, `telegram_id,joined,name,inviter,available\n${lines.join("\n")}\n`);
    await system.ctlOk("import", "members", path);
    const olga = await Admin.login(system, browser, OLGA);
    const petr = await Admin.login(system, browser, PETR);
    for (const admin of [olga, petr]) {
      await admin.open("/participants?sort=id");
      await at(admin, 1).waitFor();
    }
    await body({ system, anna, olga, petr });
    assert.deepEqual([olga.troubles, petr.troubles], [[], []]);
  });
}

test("rows are chosen by mouse and by keys, over what is not loaded too, and another filter or order lets go of them", async () => {
  await withCrowd(async ({ system, olga }) => {
    const { page } = olga;
    const count = async (n: number): Promise<void> => await says(olga, new RegExp(`^Выбран[оы]? ${n.toLocaleString("ru-RU").replace(/\s/g, " ")} участник(а|ов)?$`));
    const none = async (): Promise<void> => await page.getByTestId("selection-bar").waitFor({ state: "detached" });
    await box(olga, 2).click();
    await count(1);
    await box(olga, 6).click({ modifiers: ["Shift"] });
    await count(5);
    await at(olga, 9).locator('[data-column="name"]').click({ modifiers: ["Control"] });
    await count(6);
    await box(olga, 4).click();
    await count(5);
    assert.deepEqual(await chosen(olga, "id"), ["2", "3", "5", "6", "9"]);
    assert.equal(await page.getByTestId("participant-card").count(), 0);

    // By keys: the focus of the grid is where the last one was chosen.
    const grid = page.getByRole("grid");
    await grid.press("ArrowDown");
    await grid.press("Space");
    await count(4);
    await grid.press("Space");
    await grid.press("Shift+ArrowDown");
    await grid.press("Shift+ArrowDown");
    await count(6);
    assert.deepEqual(await chosen(olga, "id"), ["2", "3", "5", "6", "7", "9"]);
    await grid.press("Escape");
    await none();

    // From the first row to the last one: what lies between was never in sight.
    await box(olga, 1).click();
    await grid.press("End");
    await box(olga, PEOPLE).waitFor();
    await box(olga, PEOPLE).click({ modifiers: ["Shift"] });
    await count(PEOPLE);
    await grid.press("Home");
    await until("the first rows to be chosen still", async () => (await at(olga, 3).getAttribute("aria-selected")) === "true");
    assert.equal(await page.getByTestId("select-loaded").isChecked(), true);
    assert.equal(await page.getByTestId("selection-all").count(), 0);
    await page.getByTestId("selection-clear").click();
    await none();

    // What is loaded, then all; one of them is let go.
    await page.reload();
    await at(olga, 1).waitFor();
    await page.getByTestId("select-loaded").check();
    await count(100);
    assert.equal(plain(await page.getByTestId("selection-all").innerText()), "Выбрать все 1 200 по фильтру");
    await look(olga, "selection-loaded", "selection-bar");
    await fits(olga, 360);
    await page.getByTestId("selection-all").click();
    await count(PEOPLE);
    await box(olga, 5).click();
    await count(PEOPLE - 1);
    await page.getByTestId("sort-total").click();
    await none();
    await at(olga, 1).waitFor();
    await box(olga, 1).click();
    await count(1);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByTestId("search").fill("Анна");
    await none();
    await page.setViewportSize({ width: 1440, height: 900 });

    // Escape: what is chosen, then the card, then the filter.
    await at(olga, 1).click();
    await page.getByTestId("participant-card").waitFor();
    await box(olga, 1).click();
    await count(1);
    await page.keyboard.press("Escape");
    await none();
    await page.getByTestId("participant-card").waitFor();
    await page.keyboard.press("Escape");
    await page.getByTestId("participant-card").waitFor({ state: "detached" });
    assert.equal(await page.getByTestId("search").inputValue(), "Анна");
    await page.keyboard.press("Escape");
    await at(olga, 2).waitFor();

    // Who may not block anybody has nothing to choose for.
    const inna = await Admin.login(system, browser, INNA);
    await inna.open("/participants?sort=id");
    await at(inna, 1).waitFor();
    assert.equal(await inna.page.getByTestId("select-loaded").count(), 0);
    assert.equal(await inna.page.getByTestId("select-row").count(), 0);
    assert.deepEqual(inna.troubles, []);
  });
});

test("those who are chosen are blocked with a reason, be they two or all of a filter, and a colleague sees it happen", async () => {
  await withCrowd(async ({ system, anna, olga, petr }) => {
    const { page } = olga;
    const heard = anna.messages().length;
    await box(olga, 1).click();
    await box(olga, 2).click();
    await page.getByTestId("many-block").click();
    const dialog = page.getByTestId("many-dialog");
    await dialog.waitFor();
    assert.equal(plain(await dialog.getByRole("heading").innerText()), "Заблокировать 2 участников");
    assert.equal(plain(await page.getByTestId("many-whom").innerText()), "Анна, Участник 2");
    await page.getByTestId("dialog-reason").fill("нет");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("dialog-reason").and(page.locator("[aria-invalid=true]")).waitFor();
    await page.getByTestId("dialog-reason").fill("Накрутка заказов");
    await page.getByTestId("dialog-confirm").click();
    await deedSays(olga, "done", /^Заблокировано 2 участника\./);
    await page.getByTestId("selection-bar").waitFor({ state: "detached" });
    for (const admin of [olga, petr])
      for (const number of [1, 2]) await until("the state in the row", async () => (await at(admin, number).innerText()).includes("заблокирован"));
    await page.getByTestId("deed-close").click();
    await page.getByTestId("deed").waitFor({ state: "detached" });
    assert.equal(anna.messages().length, heard); // nobody is told

    // Everybody who is active, but for one; the first two are not among them.
    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-status").click();
    await page.getByTestId("filter-option-1").click();
    await page.keyboard.press("Escape");
    await until("the filter", async () => plain(await page.getByTestId("grid-count").innerText()) === "1 198 строк");
    await page.getByTestId("select-loaded").check();
    await page.getByTestId("selection-all").click();
    await line(olga, "Участник 7").first().getByTestId("select-row").click();
    await says(olga, /^Выбрано 1 197 участников$/);
    await page.getByTestId("many-block").click();
    await dialog.waitFor();
    assert.equal(plain(await dialog.getByRole("heading").innerText()), "Заблокировать 1 197 участников");
    assert.match(plain(await page.getByTestId("many-whom").innerText()), /Все, кто подходит под фильтр:\s+Статус: активен\s+Кроме тех, с кого снято выделение: 1\.$/);
    await look(olga, "selection-dialog", "many-dialog");
    await page.getByTestId("dialog-reason").fill("Накрутка заказов");
    await page.getByTestId("dialog-confirm").click();
    await deedSays(olga, "done", /^Заблокировано 1 197 участников\./);
    await at(petr, 20).waitFor();
    await until("Petr's rows", async () => {
      const shown = await petr.page.locator('[data-testid="participants"] [data-testid="grid-row"]').allInnerTexts();
      return shown.length > 10 && shown.every((text) => /Участник 7\s/.test(text) !== /заблокирован/.test(text));
    });
    await look(olga, "selection-done", "deed");

    /** Without a reader it does not get anywhere. */
    const unblockAll = async (): Promise<void> => {
      await page.getByTestId("select-loaded").check();
      await page.getByTestId("selection-all").click();
      await page.getByTestId("many-unblock").click();
      await dialog.waitFor();
      await page.getByTestId("dialog-reason").fill("Проверка закончена");
      await system.process("reader").stop("SIGKILL");
      await page.getByTestId("dialog-confirm").click();
    };

    // The gateway dies in the middle of it.
    await page.getByTestId("deed-close").click();
    await olga.open("/participants?sort=id");
    await at(olga, 1).waitFor();
    await unblockAll();
    await deedSays(olga, "running", /^Разблокируем: 0/);
    await look(olga, "selection-running", "deed");
    await system.kill("gateway");
    await deedSays(olga, "lost", /^Прервано: сервер перезапустился\./);
    system.process("reader").start();
    await until("the page to be online", async () => (await page.getByTestId("connection").getAttribute("data-state")) === "online");
    await look(olga, "selection-lost", "deed");
    await page.getByTestId("deed-close").click();
    await page.getByTestId("deed").waitFor({ state: "detached" });

    // Stopped by hand; and the journal has each with its reason.
    await unblockAll();
    await page.getByTestId("deed-stop").click();
    await deedSays(olga, "stopped", /^Остановлено\. Разблокировано 0 участников\./);
    system.process("reader").start();
    await olga.open("/journal");
    await until("the journal", async () => /блокировка[^]*Накрутка заказов/.test(plain(await page.locator('[data-testid="grid-row"]').first().innerText())));
  });
});
