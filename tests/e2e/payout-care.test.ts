// What an operator does with a request besides moving it on: requisites, a correction, a note, the agreement of two.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
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

test("a request is corrected, its requisites are opened, one operator agrees to it and another pays it", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    system.telegram.control.addPerson({ id: PETR, first_name: "Пётр" });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500", "two_approvals_from=10000");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner,payout");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    const anna = await Person.withPoints(system, 601, "Анна");
    anna.say("Вывести");
    anna.press(await anna.hear("Сколько баллов вывести?", "Все"), "Все");
    anna.press(await anna.check(), "Подтвердить");
    await anna.hear("/Заявка №.1/");

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-payouts").click();
    await olga.row(1).click();

    // Masked for everybody; in full for who pays, and then the history says so.
    const requisites = page.getByTestId("requisites");
    await until("the mask", async () => plain(await requisites.innerText()).includes("•••• 0013"));
    assert.doesNotMatch(await requisites.innerText(), /2201|Иван/);
    await page.getByTestId("requisites-show").click();
    await until("the whole number", async () => plain(await requisites.innerText()).includes("2201 3820 0000 0013"));
    assert.match(await requisites.innerText(), /Иван Петров/);
    await look(olga, "payout-requisites", "payout-card");
    await page.getByTestId("requisites-hide").click();
    await page.locator('[data-testid="history-step"][data-deed="viewed"]').waitFor();

    // A correction needs a figure and a reason, which the participant reads.
    await page.getByTestId("correct").click();
    await page.getByTestId("correct-points").fill("много");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("correct-dialog").getByText("Введите число").first().waitFor();
    await page.getByTestId("correct-points").fill("150,5");
    await page.getByTestId("dialog-reason").fill("вернули один товар");
    await look(olga, "payout-correct", "correct-dialog");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("correct-dialog").waitFor({ state: "detached" });
    await until("the new sum", async () => plain(await page.getByTestId("fact-money").innerText()).includes("150,50 ₽"));
    await anna.hear("вернули один товар");
    assert.match(plain(await page.locator('[data-deed="corrected"]').innerText()), /200 → 150,50, 200 ₽ → 150,50 ₽/);

    // A note for colleagues.
    await page.getByTestId("note").click();
    await page.getByTestId("dialog-note").fill("проверила чек");
    await page.getByTestId("dialog-confirm").click();
    await page.locator('[data-deed="noted"]', { hasText: "проверила чек" }).waitFor();

    // Two have to agree: one does, and cannot pay it; the other can.
    await page.getByTestId("action-approve").click();
    await until("who agreed", async () => (await page.getByTestId("approval").innerText()).includes("Ольга"));
    await look(olga, "payout-approved", "approval");
    const petr = await Admin.login(system, browser, PETR);
    await petr.page.getByTestId("menu-payouts").click();
    await petr.row(1).click();
    assert.equal(await petr.page.getByTestId("correct").count(), 0); // not his to correct
    await petr.page.getByTestId("action-negotiation").click();
    await petr.page.getByTestId("action-paid").click();
    await petr.page.getByTestId("dialog-confirm").click();
    assert.match(plain((await anna.hear("выдано успешно")).text), /Выведено: 150,50 балла = 150,50 ₽/);
    assert.equal(anna.messages().filter((one) => one.text.includes("проверила чек")).length, 0);

    // The card of the participant knows it as the last payout, and lists what was accrued and debited.
    await olga.open("/participants?card=1");
    await until("the last payout", async () => /\d\d:\d\d, 150,50 \(150,50 ₽\)/.test(plain(await page.getByTestId("fact-last-payout").innerText())));
    assert.match(plain(await page.getByTestId("fact-accrued").innerText()), /200$/);
    await page.getByTestId("card-tab-journal").click();
    const row = page.locator('[data-testid="participant-card"] [data-testid="grid-row"]');
    await until("the payout before the purchase", async () => {
      const rows = (await row.allInnerTexts()).map(plain);
      return rows.length === 2 && /150,50/.test(rows[0] ?? "") && /вывод/i.test(rows[0] ?? "") && /200/.test(rows[1] ?? "");
    });
    // All of it can be narrowed on the page of everybody's accruals and debits.
    await page.getByTestId("menu-ledger").click();
    await page.locator('[data-testid="ledger"] [data-testid="grid-row"]').nth(1).waitFor();
    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-amount").click();
    await page.getByTestId("filter-from").fill("151");
    await page.getByTestId("filter-apply").click();
    await until("the purchase alone", async () => (await page.locator('[data-testid="ledger"] [data-testid="grid-row"]').count()) === 1);

    assert.deepEqual([olga.troubles, petr.troubles], [[], []]);
  });
});
