// The list of participants and their cards, on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** Names that would like to be something else. */
const HOSTILE = ["<img src=x onerror=alert(1)>", "=cmd|' /C calc'!A0", "\u202Eанаидна", "Я".repeat(64)];

/** Somebody new with an order from before they joined; their number proves who they are. */
async function join(system: System, id: number, name: string, link?: string): Promise<{ person: Person; account: string; early: string }> {
  const person = new Person(system, id, name);
  const { account } = system.ozon.control.createBuyer({});
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  const { number, postings: [early] } = system.ozon.control.placeOrder({
    account, scheme: "fbo", autoLife: false, createdAt: system.clock.now() - 3 * DAY_MS, items: [{ sku: good.sku, quantity: 1, price: 10_000 }],
  });
  assert.ok(early);
  await person.register(number, link);
  return { person, account, early };
}

function buy(system: System, account: string, price: number): void {
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  const { postings: [posting] } = system.ozon.control.placeOrder({ account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price }] });
  assert.ok(posting);
  system.ozon.control.deliver(posting);
}

async function names(admin: Admin): Promise<string[]> {
  const cells = await admin.page.locator('[data-testid="participants"] [data-column="name"]').allInnerTexts();
  return cells.map((text) => plain(text).trim());
}

async function shows(admin: Admin, wanted: string[]): Promise<void> {
  await until(`the list shows ${wanted.join(", ")}`, async () => JSON.stringify(await names(admin)) === JSON.stringify(wanted));
}

test("an administrator finds a participant by name, figures and order, and sees everything about them", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const anna = await join(system, 601, "Анна");
    const link = await anna.person.link();
    const boris = await join(system, 602, "Борис", link);
    for (const [n, name] of HOSTILE.entries()) await join(system, 610 + n, name, link);
    system.ozon.control.deliver(anna.early);
    buy(system, boris.account, 200_000);
    await until("points of the order", async () => (await anna.person.balance()).includes("Баланс: 100 баллов"));

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-participants").click();
    await until("six rows", async () => (await names(olga)).length === 6);
    await look(olga, "participants", "grid-row");

    // By name, then by a figure, then both gone again.
    await page.getByTestId("search").fill("борис");
    await shows(olga, ["Борис"]);
    await page.getByTestId("search").fill("");
    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-sum").click();
    await page.getByTestId("filter-from").fill("много");
    await page.getByTestId("filter-apply").click();
    await page.getByRole("alert").waitFor();
    await page.getByTestId("filter-from").fill("1 999,50");
    await page.getByTestId("filter-apply").click();
    await shows(olga, ["Борис"]);
    assert.match(plain(await page.getByTestId("filter-sum").innerText()), /Сумма покупок: от 1 999,50 ₽/);
    await page.reload();
    await shows(olga, ["Борис"]);
    await page.getByTestId("filter-reset").click();

    // Whoever has most referrals stands first; the other way round, last.
    await page.getByTestId("sort-referrals").click();
    await until("Anna first", async () => (await names(olga))[0] === "Анна");
    await page.getByTestId("sort-referrals").click();
    await until("Anna last", async () => (await names(olga)).at(-1) === "Анна");

    // Nothing fits, and the way back.
    await page.getByTestId("search").fill("никого такого нет");
    await page.getByTestId("list-empty").waitFor();
    await look(olga, "participants-empty", "list-empty");
    await page.getByTestId("list-empty").getByRole("button").click();

    // The card: figures, the network, and from there on.
    await page.locator('[data-testid="grid-row"]', { hasText: "Анна" }).click();
    await page.getByTestId("participant-card").waitFor();
    await until("the balance", async () => plain(await page.getByTestId("fact-total").innerText()).endsWith("100"));
    await until("the network", async () => /1\s+5\s+1\s+1\s+2 000 ₽/.test(plain(await page.getByTestId("levels").innerText())));
    await until("what she bought before she joined", async () => plain(await page.getByTestId("fact-before").innerText()).endsWith("1 заказ на 100 ₽"));
    await page.getByTestId("releases").locator("summary").click();
    await until("when it becomes available", async () => /\d\d\.\d\d(\.\d{4})?\s+100$/.test(plain(await page.getByTestId("releases").innerText())));
    await look(olga, "participant-card", "fact-total");
    await page.getByTestId("card-tab-referrals").click();
    await until("five referrals", async () => (await page.locator('[data-testid="referrals"] [data-testid="grid-row"]').count()) === 5);
    await look(olga, "participant-referrals", "referrals");
    await page.locator('[data-testid="referrals"] [data-testid="grid-row"]', { hasText: "Борис" }).click();
    await page.locator(`[data-testid="participant-card"]`, { hasText: "Борис" }).waitFor();
    await page.getByTestId("card-tab-overview").click();
    await until("what was bought last", async () => /\d\d\.\d\d, \d\d:\d\d, 2 000 ₽/.test(plain(await page.getByTestId("fact-last-order").innerText())));
    const figures = plain(await page.getByTestId("participant-card").innerText());
    for (const fact of [/Пришёл\s+\d\d\.\d\d/, /Сумма покупок\s+2 000 ₽/, /Начислено всего\s+0/, /Выведено\s+0/, /Последний вывод\s+—/, /Всего на балансе\s+0/])
      assert.match(figures, fact);
    await page.keyboard.press("Escape");
    await page.getByTestId("participant-card").waitFor({ state: "detached" });

    // Names are text, whatever they say.
    const all = await names(olga);
    for (const name of HOSTILE) assert.ok(all.includes(name.replace("\u202E", "")), `${name} among ${all.join(" | ")}`);
    assert.deepEqual(olga.troubles, []);
  });
});

test("an administrator corrects a balance, moves a tie and blocks a participant; the journal has each with old and new", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const anna = await join(system, 601, "Анна");
    const boris = await join(system, 602, "Борис", await anna.person.link());

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    const edit = async (kind: string): Promise<void> => {
      await page.getByTestId("edit-open").click();
      await page.getByTestId(`edit-open-${kind}`).click();
    };
    await olga.open("/participants?card=2");
    await page.getByTestId("fact-total").waitFor();

    // Without a reason nothing is sent; with one the points are there, and the participant sees them.
    await edit("balance");
    await page.getByTestId("edit-total").fill("150,50");
    await page.getByTestId("edit-available").fill("50");
    await page.getByTestId("dialog-confirm").click();
    await page.getByRole("alert").waitFor();
    await look(olga, "edit-balance", "balance-dialog");
    await page.getByTestId("dialog-reason").fill("Приз за отзыв");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("balance-dialog").waitFor({ state: "detached" });
    await until("the corrected balance", async () => plain(await page.getByTestId("fact-total").innerText()).endsWith("150,50"));
    assert.match(await boris.person.balance(), /Баланс: 150,50 балла[\s\S]*доступно для вывода: 50 баллов/);

    // Nobody becomes the inviter of those above.
    await olga.open("/participants?card=1");
    await edit("inviter");
    await page.getByTestId("edit-inviter").fill("борис");
    await page.getByTestId("person-2").click();
    await page.getByRole("alert").waitFor();
    await page.keyboard.press("Escape");

    await olga.open("/participants?card=2");
    await edit("block");
    await page.getByTestId("dialog-reason").fill("Проверка заказов");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("participant-card").getByText("заблокирован").waitFor();
    await page.getByTestId("card-tab-changes").click();
    assert.deepEqual(await page.locator('[data-testid^="card-tab-"][aria-current]').allInnerTexts(), ["Изменения"]);
    await until("both changes", async () => (await page.locator('[data-testid="changes-list"] [data-testid="grid-row"]').count()) === 2);

    // A name of the operators' own, found and shown as such; and how often the bot tells what.
    await edit("name");
    await look(olga, "edit-name", "name-dialog");
    await page.getByTestId("edit-name").fill("Борис с Арбата");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("name-dialog").waitFor({ state: "detached" });
    await page.getByTestId("participant-card").getByRole("heading", { name: "Борис с Арбата" }).waitFor();
    await page.getByTestId("search").fill("арбата");
    await shows(olga, ["Борис с Арбата"]);
    await edit("notices");
    await look(olga, "edit-notices", "notices-dialog");
    await page.getByTestId("notices-points").getByText("Не сообщать").click();
    await page.getByTestId("dialog-reason").fill("Просил сам");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("notices-dialog").waitFor({ state: "detached" });
    await until("all four changes", async () => (await page.locator('[data-testid="changes-list"] [data-testid="grid-row"]').count()) === 4);
    for (const [n, name, changed] of [[0, "notices_points", /Рассылка: баллы\s+еженедельно\s+выключено/], [1, "name", /Имя\s+—\s+Борис с Арбата/]] as const) {
      await page.locator('[data-testid="changes-list"] [data-testid="grid-row"]').nth(n).click();
      const line = page.locator(`[data-testid="changes"] [data-attribute="${name}"]`);
      await line.waitFor();
      assert.match(plain(await line.innerText()), changed);
      await page.keyboard.press("Escape");
      await line.waitFor({ state: "detached" });
    }

    // The journal, narrowed to corrections, and its entry.
    await page.getByTestId("menu-journal").click();
    await page.getByTestId("journal").waitFor(); // the page before has a filter, too
    await page.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-action").click();
    await page.getByTestId("option-6").click();
    await until("one correction", async () => (await page.locator('[data-testid="journal"] [data-testid="grid-row"]').count()) === 1);
    const entry = plain(await page.locator('[data-testid="journal"] [data-testid="grid-row"]').innerText());
    assert.match(entry, /\d\d\.\d\d, \d\d:\d\d\s+Ольга\s+\S[\s\S]*участник\s+2\s+Борис с Арбата\s+Приз за отзыв/);
    await look(olga, "journal", "grid-row");
    await page.locator('[data-testid="journal"] [data-testid="grid-row"]').click();
    await page.locator('[data-testid="changes"] [data-attribute="held"]').waitFor();
    assert.match(plain(await page.locator('[data-testid="changes"] [data-attribute="held"]').innerText()), /В заморозке\s+0\s+100,50/);
    assert.match(await page.getByTestId("entry").innerText(), /Приз за отзыв/);
    await look(olga, "journal-entry", "changes");
    assert.deepEqual(olga.troubles, []);
  });
});
