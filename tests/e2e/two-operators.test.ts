// Two operators with the same request open: the second to act is told who was first, and nothing happens twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Person } from "../harness/people.ts";
import { System } from "../harness/system.ts";

const OLGA = 501;
const PETR = 502;
const ANNA = 601;
const PATIENCE_MS = 60_000;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

type Both = { system: System; anna: Person; olga: Admin; petr: Admin };

/** Both have Anna's request of a hundred points open; Petr's page can be kept from hearing, as behind a slow line. */
async function withBoth(body: (both: Both) => Promise<void>): Promise<void> {
  const system = await System.start();
  await system.during(async () => {
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) system.telegram.control.addPerson({ id, first_name: name });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner,payout");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    const anna = await Person.withPoints(system, ANNA, "Анна");
    await anna.withdraw("100");
    const olga = await Admin.login(system, browser, OLGA);
    const petr = await Admin.login(system, browser, PETR, { held: true });
    await olga.row(1).click();
    await petr.row(1).click();
    await body({ system, anna, olga, petr });
    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(petr.troubles, []);
  });
}

const inState = async (of: Admin, state: string): Promise<void> =>
  await of.page.locator(`[data-testid="payout-state"][data-state="${state}"]`).waitFor({ timeout: PATIENCE_MS });

/** Who comes second is told who was first, and sees what is so. */
async function isTold(petr: Admin, state: string): Promise<void> {
  const notice = petr.page.getByTestId("conflict-notice");
  await notice.waitFor({ timeout: PATIENCE_MS });
  assert.match(await notice.innerText(), /Ольга/);
  await inState(petr, state);
}

const heard = (anna: Person, text: string): number => anna.messages().filter((one) => one.text.includes(text)).length;

test("an operator who acts on what is no longer so sees who changed it, and the participant hears of it once", async () => {
  await withBoth(async ({ anna, olga, petr }) => {
    await petr.page.getByTestId("action-rejected").waitFor();
    petr.hold();
    await olga.page.getByTestId("action-negotiation").click();
    await inState(olga, "negotiation");
    await petr.page.getByTestId("action-negotiation").click();
    petr.release();
    await isTold(petr, "negotiation");
    await anna.hear("согласование");
    assert.equal(heard(anna, "согласование"), 1);
  });
});

test("of two who press «Выдано» at once one pays, the other sees who, and the points move once", async () => {
  await withBoth(async ({ anna, olga, petr }) => {
    await olga.page.getByTestId("action-negotiation").click();
    await inState(olga, "negotiation");
    await olga.page.getByTestId("action-release").click(); // so that both may
    for (const one of [olga, petr]) {
      await inState(one, "negotiation");
      await one.page.getByTestId("action-take").waitFor({ timeout: PATIENCE_MS });
      await one.page.getByTestId("action-paid").click();
      await one.page.getByTestId("dialog-confirm").waitFor();
    }
    petr.hold();
    await olga.page.getByTestId("dialog-confirm").click();
    await inState(olga, "paid");
    await petr.page.getByTestId("dialog-confirm").click();
    petr.release();
    await isTold(petr, "paid");
    await anna.hear("выдано успешно");
    const balance = await anna.balance();
    assert.match(balance, /Баланс: 100 баллов/);
    assert.match(balance, /выведено: −100 баллов/);
    assert.equal(heard(anna, "выдано успешно"), 1);
  });
});
