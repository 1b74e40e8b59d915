// What is wrong, on the panel of those who look after the system: the line above every page while it lasts, live, and the
// list of all that was; on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { plain } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";

const OLGA = 501;
const PETR = 502;
const MINUTE_MS = 60_000;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test("an owner sees what is wrong as it begins and ends, on every page and in the list; an operator of payouts does not", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    system.telegram.control.addPerson({ id: PETR, first_name: "Пётр" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    const olga = await Admin.login(system, browser, OLGA);
    const petr = await Admin.login(system, browser, PETR);
    const { page } = olga;
    const banner = page.getByTestId("incidents-banner");
    const list = page.getByTestId("incidents");
    await page.getByTestId("menu-incidents").click();
    await page.getByTestId("list-empty").waitFor();
    await look(olga, "incidents-none", "list-empty");

    system.ozon.control.setKey({ expiresAt: system.clock.now() + 10 * DAY_MS });
    await system.kill("ozon");
    await banner.getByText("Заканчивается Api-Key: кабинет 7376").waitFor();
    await system.kill("ledger");
    await banner.getByText("2 неполадки").waitFor();
    await page.locator('[data-testid="incident"][data-open="true"]').nth(1).waitFor();
    const words = plain(await list.innerText());
    assert.match(words, /Главная книга перезапущена после сбоя\s+не устранена[\s\S]*Заканчивается Api-Key: кабинет 7376\s+не устранена\s+с \d\d\.\d\d, \d\d:\d\d, уже 1 мин; действует до/);
    await look(olga, "incidents-two", "incidents");

    system.ozon.control.setKey({ expiresAt: system.clock.now() + 170 * DAY_MS });
    await system.kill("ozon");
    await banner.getByText("Главная книга перезапущена после сбоя").waitFor();
    for (let n = 0; n < 11; n++) system.clock.advance(MINUTE_MS);
    await banner.waitFor({ state: "detached" });
    await page.locator('[data-testid="incident"][data-open="true"]').first().waitFor({ state: "detached" });
    assert.equal(await page.getByTestId("incident").count(), 2);
    assert.match(plain(await list.innerText()), /— \d\d\.\d\d, \d\d:\d\d, \d+ мин/);
    await look(olga, "incidents-over", "incidents");

    assert.equal(await petr.page.getByTestId("menu-incidents").count(), 0);
    assert.equal(await petr.page.getByTestId("incidents-banner").count(), 0);
    for (const one of [olga, petr]) assert.deepEqual(one.troubles, []);
  });
});
