// Two operators with the same request open: the second to act is told who was first, and nothing happens twice.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Person } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;
const PETR = 502;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** A participant with points to withdraw. */
async function participant(system: System): Promise<Person> {
  const anna = new Person(system, 601, "Анна");
  const { account } = system.ozon.control.createBuyer({});
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  const order = (createdAt: number): string =>
    system.ozon.control.placeOrder({
      account, scheme: "fbo", autoLife: false, createdAt, items: [{ sku: good.sku, quantity: 1, price: 200_000 }],
    }).number;
  const before = order(system.clock.now() - 3 * DAY_MS);
  await anna.register(before);
  const placed = system.ozon.control.placeOrder({
    account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 200_000 }],
  });
  const [posting] = placed.postings;
  assert.ok(posting);
  system.ozon.control.deliver(posting);
  await until("points of the order", async () => (await anna.balance()).includes("Баланс: 100 баллов"));
  system.clock.advance(31 * DAY_MS);
  await until("available points", async () => (await anna.balance()).includes("доступно для вывода: 100 баллов"));
  return anna;
}

async function ask(anna: Person): Promise<void> {
  anna.say("Вывести");
  anna.press(await anna.hear("Сколько баллов вывести?", "Все"), "Все");
  anna.press(await anna.check(), "Подтвердить");
  await anna.hear("/Заявка №.1/");
}

test("an operator who acts on what is no longer so sees who changed it, and the participant hears of it once", async () => {
  const system = await System.start();
  try {
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) system.telegram.control.addPerson({ id, first_name: name });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner,payout");
    await system.ctlOk("admins", "add", String(PETR), "Пётр", "payout");
    const anna = await participant(system);
    await ask(anna);

    const olga = await Admin.login(system, browser, OLGA);
    const petr = await Admin.login(system, browser, PETR, { held: true });
    await olga.row(1).click();
    await petr.row(1).click();
    await petr.page.getByTestId("action-rejected").waitFor();

    // Petr's page hears nothing for a while, as behind a slow line; Olga takes the request meanwhile.
    petr.hold();
    await olga.page.getByTestId("action-negotiation").click();
    await olga.page.locator('[data-testid="payout-state"][data-state="negotiation"]').waitFor();
    await petr.page.getByTestId("action-negotiation").click();
    petr.release();

    const notice = petr.page.getByTestId("conflict-notice");
    await notice.waitFor({ timeout: 60_000 });
    assert.match(await notice.innerText(), /Ольга/);
    await petr.page.locator('[data-testid="payout-state"][data-state="negotiation"]').waitFor();

    await anna.hear("согласование");
    assert.equal(anna.messages().filter((one) => one.text.includes("согласование")).length, 1);
    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(petr.troubles, []);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});
