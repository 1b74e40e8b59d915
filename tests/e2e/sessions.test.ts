// Sessions of an administrator, seen and ended on the page; on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";

const OLGA = 501;
const PETR = 502;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test("an administrator sees where they are logged in and ends what is not theirs; the owner does so for others", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    system.telegram.control.addPerson({ id: PETR, first_name: "Пётр" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    const petr = await Admin.login(system, browser, PETR);
    const stranger = await Admin.login(system, browser, PETR);
    const third = await Admin.login(system, browser, PETR);
    const { page } = petr;
    await page.getByTestId("account").click();
    await page.getByTestId("sessions-open").click();
    await page.getByTestId("session").nth(2).waitFor();
    const words = plain(await page.getByTestId("sessions").innerText());
    assert.match(words, /Chrome \d+, Linux[\s\S]*эта сессия[\s\S]*вход \d\d\.\d\d, \d\d:\d\d, активность только что, 127\.0\.0\.1/);
    assert.equal(await page.locator('[data-testid="session"][data-current="true"]').getByTestId("end").count(), 0);
    await look(petr, "sessions", "sessions");

    // Whose session is ended is at the login page the next moment; the others stay.
    await page.getByTestId("end").last().click();
    await Promise.any([stranger, third].map((one) => one.page.getByTestId("login-link").waitFor()));
    await page.getByTestId("session").nth(2).waitFor({ state: "detached" });
    await page.getByTestId("end-others").click();
    await Promise.all([stranger, third].map((one) => one.page.getByTestId("login-link").waitFor()));
    await page.getByTestId("end-others").waitFor({ state: "detached" });
    assert.equal(await page.getByTestId("session").count(), 1);

    const olga = await Admin.login(system, browser, OLGA);
    await olga.page.getByTestId("menu-settings").click();
    await olga.page.getByTestId("sheet-admins").click();
    await olga.page.locator('[data-testid="admin"][data-admin-id="2"]').getByTestId("admin-sessions").click();
    await olga.page.getByRole("heading", { name: "Сессии: Пётр" }).waitFor();
    await olga.page.getByTestId("session").waitFor();
    await look(olga, "sessions-other", "sessions");
    await olga.page.getByTestId("end-others").click();
    await page.getByTestId("login-link").waitFor();
    await olga.page.getByTestId("list-empty").waitFor();
    for (const one of [petr, stranger, third, olga]) assert.deepEqual(one.troubles, []);
  });
});
