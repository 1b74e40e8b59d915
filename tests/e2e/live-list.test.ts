// The list of participants as it goes on, in two browsers and with people who write to the bot meanwhile.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Buyer } from "../harness/buyer.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;
const PETR = 502;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function rows(admin: Admin): Promise<string[]> {
  const lines = await admin.page.locator('[data-testid="participants"] [data-testid="grid-row"]').allInnerTexts();
  return lines.map((text) => plain(text).replaceAll("\n", " "));
}

async function join(system: System, id: number, name: string): Promise<void> {
  const person = new Person(system, id, name);
  person.start();
  await person.hear("Условия участия");
}

test("balances and states change where they stand, the card too; newcomers wait until they are asked for", async () => {
  const system = await System.start();
  await system.during(async () => {
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) system.telegram.control.addPerson({ id, first_name: name });
    await system.ready();
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) await system.ctlOk("admins", "add", String(id), name, "owner");
    await join(system, 601, "Анна");
    await join(system, 602, "Борис");

    const olga = await Admin.login(system, browser, OLGA);
    const petr = await Admin.login(system, browser, PETR);
    await olga.open("/participants?card=1");
    await until("two rows", async () => (await rows(olga)).length === 2);
    await olga.page.getByTestId("fact-total").waitFor();
    const order = (await rows(olga)).map((line) => /Анна|Борис/.exec(line)?.[0]);

    // Petr corrects Anna's balance: Olga sees it in the list and on the open card, without touching anything.
    await petr.open("/participants?card=1");
    await petr.page.getByTestId("edit-open").click();
    await petr.page.getByTestId("edit-open-balance").click();
    await petr.page.getByTestId("edit-total").fill("150");
    await petr.page.getByTestId("edit-available").fill("150");
    await petr.page.getByTestId("dialog-reason").fill("Подарок на праздник");
    await petr.page.getByTestId("dialog-confirm").click();
    await until("Anna's row", async () => (await rows(olga)).some((line) => /Анна.*150/.test(line)));
    await until("Anna's card", async () => plain(await olga.page.getByTestId("fact-total").innerText()).endsWith("150"));
    assert.deepEqual((await rows(olga)).map((line) => /Анна|Борис/.exec(line)?.[0]), order);

    await olga.page.getByTestId("card-close").click();

    // Somebody joins: said, not shown, until Olga asks.
    await join(system, 603, "Вера");
    const news = olga.page.getByTestId("news");
    await news.waitFor();
    assert.match(plain(await news.innerText()), /^1 новый участник · показать$/);
    assert.equal((await rows(olga)).length, 2);
    await join(system, 604, "Глеб");
    await until("two newcomers", async () => /^2 новых участника/.test(plain(await news.innerText())));
    await look(olga, "participants-news", "news");
    await news.click();
    await until("four rows", async () => (await rows(olga)).length === 4);
    await news.waitFor({ state: "detached" });

    // While the gateway is away somebody joins and Anna's balance grows once more.
    await system.kill("gateway");
    await join(system, 605, "Дина");
    await until("Dina is announced", async () => /^1 новый участник/.test(plain(await news.innerText())));
    assert.equal((await rows(olga)).length, 4);
    await news.click();
    await until("five rows", async () => (await rows(olga)).length === 5);
    assert.equal((await rows(olga)).filter((line) => line.includes("Дина")).length, 1);

    // A newcomer whom the filter leaves out is no news.
    await olga.page.getByTestId("search").fill("Вера");
    await until("one row", async () => (await rows(olga)).length === 1);
    await join(system, 606, "Егор");
    await join(system, 607, "Вера Вторая");
    await until("one of them", async () => /^1 новый участник/.test(plain(await news.innerText())));

    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(petr.troubles, []);
  });
});

/** Lines of a table of the card, from above. */
async function lines(admin: Admin, table: string): Promise<string[]> {
  return (await admin.page.locator(`[data-testid="${table}"] [data-testid="grid-row"]`).allInnerTexts()).map((text) => plain(text).replaceAll(/\s+/g, " "));
}

async function reads(admin: Admin, table: string, ...wanted: RegExp[]): Promise<void> {
  await until(`${table}: ${wanted.join(", ")}`, async () => {
    const found = await lines(admin, table);
    if (found.length !== wanted.length || !wanted.every((one, n) => one.test(found[n] ?? ""))) throw new Error(found.join(" | "));
    return true;
  });
}

test("every table of an open card follows what happens, untouched: accruals, orders, changes by hand, referrals", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const [anna, boris, vera] = [new Buyer(system, 601, "Анна"), new Buyer(system, 602, "Борис"), new Buyer(system, 603, "Вера")];
    const link = await anna.join();
    await boris.join(link);
    boris.buy(200_000);
    await until("points of the first order", async () => (await anna.person.balance()).includes("Баланс: 100 баллов"));
    const olga = await Admin.login(system, browser, OLGA);
    const watchers = { journal: olga, orders: await Admin.login(system, browser, OLGA), changes: await Admin.login(system, browser, OLGA), referrals: await Admin.login(system, browser, OLGA) };
    await watchers.journal.open("/participants?card=1&tab=journal");
    await watchers.orders.open("/participants?card=2&tab=orders");
    await watchers.changes.open("/participants?card=1&tab=changes");
    await watchers.referrals.open("/participants?card=1&tab=referrals");
    await reads(watchers.journal, "journal-of", / 100 Начислено за рефералов 1 уровня/);
    await reads(watchers.orders, "orders", /доставлен 2 000 ₽/, /заказан до прихода участника/);
    await reads(watchers.referrals, "referrals", /Борис.* 1 2 000 ₽/);

    // An order on its way, then received: a line that changes where it stands, and what it brings.
    const posting = boris.order(60_000);
    await reads(watchers.orders, "orders", /в пути — 0 0 ещё не доставлен/, /доставлен 2 000 ₽/, /заказан до прихода участника/);
    boris.receive(posting);
    await reads(watchers.orders, "orders", /доставлен 600 ₽/, /доставлен 2 000 ₽/, /заказан до прихода участника/);
    await reads(watchers.journal, "journal-of", / 30 Начислено/, / 100 Начислено/);
    await reads(watchers.referrals, "referrals", /Борис.* 2 2 600 ₽/);

    // Somebody new, a change by hand, and an order while the gateway is away.
    await vera.join(link);
    await reads(watchers.referrals, "referrals", /Вера/, /Борис/);
    assert.deepEqual(await lines(watchers.changes, "changes-list"), []);
    await watchers.changes.page.getByTestId("edit-open").click();
    await watchers.changes.page.getByTestId("edit-open-balance").click();
    await watchers.changes.page.getByTestId("edit-total").fill("150");
    await watchers.changes.page.getByTestId("edit-available").fill("150");
    await watchers.changes.page.getByTestId("dialog-reason").fill("Подарок на праздник");
    await watchers.changes.page.getByTestId("dialog-confirm").click();
    await reads(watchers.changes, "changes-list", /Ольга.*Подарок на праздник/);
    await reads(watchers.journal, "journal-of", / 150 Ручная корректировка/, / 100 Ручная корректировка/, / 30 Ручная корректировка/, / 30 Начислено/, / 100 Начислено/);
    await system.kill("gateway");
    boris.buy(20_000);
    await reads(watchers.orders, "orders", /доставлен 200 ₽/, /600 ₽/, /2 000 ₽/, /заказан до прихода участника/);
    for (const one of Object.values(watchers)) assert.deepEqual(one.troubles, []);
  });
});

test("a page gone to for the first time while the gateway is away comes when it is back, and nothing is lost meanwhile", async () => {
  const system = await System.start();
  try {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-participants").click();
    await page.getByTestId("search").fill("написано до обрыва");
    await page.getByTestId("list-empty").waitFor();
    await system.process("gateway").stop("SIGKILL");
    await page.getByTestId("offline-banner").waitFor();
    await page.getByTestId("menu-journal").click();
    await until("the page to have been asked for in vain", async () => (await page.evaluate<number>("performance.getEntriesByName(location.origin + '/healthz').length")) > 0);
    assert.equal(await page.getByTestId("search").inputValue(), "написано до обрыва");
    system.process("gateway").start();
    await page.locator('[data-testid="grid-row"]', { hasText: "администратор" }).waitFor();
    assert.equal(new URL(page.url()).pathname, "/journal");
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});

test("a card that could not be had while the gateway was away, and its journal, come when it is back", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    for (const [id, name] of [[601, "Анна"], [602, "Борис"], [603, "Вера"]] as const) await join(system, id, name);
    const { page } = await Admin.login(system, browser, OLGA);
    const row = (name: string) => page.locator('[data-testid="participants"] [data-testid="grid-row"]', { hasText: name });
    await page.getByTestId("menu-participants").click();
    await row("Анна").click(); // the page has all that a card is made of
    await page.getByTestId("card-tab-journal").click();
    await page.getByTestId("journal-of").waitFor();
    await page.getByTestId("card-close").click();
    await row("Борис").click();
    await page.getByTestId("fact-total").waitFor();
    await system.process("gateway").stop("SIGKILL");
    await page.getByTestId("offline-banner").waitFor();
    await page.getByTestId("card-tab-journal").click();
    await page.getByTestId("grid-error").waitFor();
    await row("Вера").click();
    await page.getByTestId("card-error").waitFor();
    system.process("gateway").start();
    await page.getByTestId("card-error").waitFor({ state: "detached" });
    await page.getByTestId("journal-of").waitFor();
    await page.getByTestId("grid-error").waitFor({ state: "detached" });
    await page.getByTestId("card-tab-overview").click();
    await page.getByTestId("fact-total").waitFor();
  });
});
