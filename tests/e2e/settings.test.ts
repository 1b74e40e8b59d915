// Settings and administrators in a real browser: what is saved is in force at once, and in the journal.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;
const PETR = 502;
const HOUR_MS = 3_600_000;
const FRESH_KEY = "33333333-4444-4555-8666-777777777777";

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test("settings are saved as one version with an example beside them, and the bot says the new text", async () => {
  const system = await System.start();
  await system.during(async () => {
    for (const [id, name] of [[OLGA, "Ольга"], [PETR, "Пётр"]] as const) system.telegram.control.addPerson({ id, first_name: name });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-settings").click();
    await page.getByTestId("example").waitFor();
    assert.match(plain(await page.getByTestId("example").innerText()), /покупателю 0[\s\S]*1 уровню 50[\s\S]*3 уровню 50/);

    // What would be too much says so before and is refused by the ledger; what is right is in force.
    await page.getByTestId("setting-level_rates").fill("5; много");
    await page.getByRole("alert").waitFor();
    await page.getByTestId("setting-level_rates").fill("5; 3; 1,5");
    await page.getByTestId("setting-own_rate").fill("2");
    await until("the example follows", async () => /покупателю 20[\s\S]*2 уровню 30[\s\S]*3 уровню 15/.test(plain(await page.getByTestId("example").innerText())));
    await page.getByTestId("sheet-texts").click();
    await page.getByTestId("setting-text_entry").fill("Покупайте,\nприглашайте друзей");
    await page.getByTestId("preview").waitFor();
    await look(olga, "settings-texts", "save-bar");
    assert.match(await page.getByTestId("save-bar").innerText(), /3 изменения/);
    await page.getByTestId("settings-reason").fill("Осенняя акция");
    await page.getByTestId("settings-save").click();
    await page.getByTestId("save-bar").waitFor({ state: "detached" });
    await page.getByTestId("sheet-rewards").click();
    await look(olga, "settings-rewards", "example");

    const anna = new Person(system, 601, "Анна");
    anna.start();
    await anna.hear("приглашайте друзей");

    // Going elsewhere with something unsaved is asked about.
    await page.getByTestId("setting-own_rate").fill("3");
    await page.getByTestId("menu-participants").click();
    await page.getByTestId("leave-dialog").waitFor();
    await page.getByTestId("leave-anyway").click();
    await page.getByTestId("participants").waitFor();

    await page.getByTestId("menu-settings").click();
    await page.getByTestId("sheet-history").click();
    await page.locator('[data-testid="settings-history"] [data-testid="grid-row"]', { hasText: "Осенняя акция" }).click();
    await page.locator('[data-testid="changes"] [data-attribute="level_rates"]').waitFor();
    assert.match(plain(await page.getByTestId("changes").innerText()), /5 %, 5 %, 5 %\s+5 %, 3 %, 1,50 %/);
    await page.keyboard.press("Escape");

    // A colleague is added, comes in, and is blocked: their page ends.
    await page.getByTestId("sheet-admins").click();
    await page.reload(); // who may see it is known only once the page is connected
    await page.getByTestId("sheet-admins").waitFor();
    await page.getByTestId("admin-add").click();
    await page.getByTestId("admin-tg").fill(String(PETR));
    await page.getByTestId("dialog-confirm").click();
    await page.getByRole("alert").first().waitFor();
    await page.getByTestId("admin-name").fill("Пётр");
    await page.getByTestId("right-payout").click();
    await look(olga, "admin-dialog", "admin-dialog");
    await page.getByTestId("dialog-confirm").click();
    await page.locator('[data-testid="admin"]', { hasText: "Пётр" }).waitFor();
    await look(olga, "settings-admins", "admin");

    const petr = await Admin.login(system, browser, PETR);
    assert.equal(await petr.page.getByTestId("menu-journal").count(), 0);
    await page.locator('[data-testid="admin"]', { hasText: "Пётр" }).getByTestId("admin-edit").click();
    await page.getByTestId("admin-blocked").click();
    await page.getByTestId("dialog-reason").fill("Больше не работает");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("admin-dialog").waitFor({ state: "detached" });
    await petr.page.getByText("Вас заблокировали").waitFor();
    assert.deepEqual(olga.troubles, []);
    assert.deepEqual(petr.troubles, []);
  });
});

test("a cabinet whose key ended says so, keeps it when the new one is wrong, and works with the right one", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-settings").click();
    await page.getByTestId("sheet-ozon").click();
    const cabinet = page.getByTestId("cabinet");
    await until("the cabinet to work", async () => /работает/.test(await cabinet.innerText()));
    await look(olga, "settings-ozon", "cabinet");
    system.ozon.control.setKey({ apiKey: FRESH_KEY });
    await page.getByTestId("cabinet-check").click();
    await page.getByText("Ozon не принимает ключ").first().waitFor();

    await page.getByTestId("cabinet-key").click();
    await page.getByTestId("dialog-confirm").click();
    await page.getByText("Вставьте ключ").waitFor();
    await page.getByTestId("cabinet-key-field").fill("77777777-0000-4000-8000-000000000000");
    await page.getByTestId("dialog-confirm").click();
    await page.getByText("Ключ не заменён: Ozon не принимает ключ").waitFor();
    await look(olga, "key-dialog", "key-dialog");
    await page.getByTestId("cabinet-key-field").fill(FRESH_KEY);
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("key-dialog").waitFor({ state: "detached" });
    await until("the cabinet to work again", async () => /работает/.test(await cabinet.innerText()));

    await page.getByTestId("menu-journal").click();
    await page.locator('[data-testid="grid-row"]', { hasText: "кабинет Ozon" }).first().click();
    await page.locator('[data-testid="changes"] [data-attribute="api_key"]').waitFor();
    assert.match(plain(await page.getByTestId("changes").innerText()), /Api-Key\s+—\s+заменён/);
    assert.deepEqual(olga.troubles, []);
  });
});

test("every parameter that the specification names has its place, is in force when saved, and is what people then see", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-settings").click();
    const sheets: Record<string, Record<string, string>> = {
      rewards: { levels: "2", level_rates: "4; 2,5", own_rate: "1" },
      payouts: { hold_days: "14", point_rate: "1,25", payout_min: "10", payout_max: "5 000" },
      texts: {
        text_entry: "Добро пожаловать в клуб", text_ozon_id: "Номер лежит в разделе «Заказы»",
        text_payout: "Выводим по вторникам", text_promo_code: "Промокод — это код вашей ссылки", text_product_link: "Пришлите артикул товара",
      },
    };
    for (const [sheet, fields] of Object.entries(sheets)) {
      await page.getByTestId(`sheet-${sheet}`).click();
      for (const [id, value] of Object.entries(fields)) await page.getByTestId(`setting-${id}`).fill(value);
    }
    await page.getByTestId("sheet-invitations").click();
    await page.getByTestId("setting-who").locator('[data-testid^="option-"]').last().click();
    await look(olga, "settings-invitations", "save-bar");
    await page.getByTestId("sheet-payouts").click();
    await look(olga, "settings-payouts", "save-bar");
    assert.match(await page.getByTestId("save-bar").innerText(), /13 изменений/);
    await page.getByTestId("settings-save").click();
    await page.getByTestId("save-bar").waitFor({ state: "detached" });

    const { settings } = JSON.parse(await system.ctlOk("settings", "get")) as { settings: Record<string, unknown> };
    const expected = {
      levels: 2, level_rates: [400, 250], own_rate: 100, hold_days: 14, point_rate: 125, payout_min: 1000, payout_max: 500_000,
      who: "newcomers_only", ...sheets["texts"],
    };
    for (const [id, value] of Object.entries(expected)) assert.deepEqual(settings[id], value, id);

    // The next one who comes reads the new texts, as one version.
    const anna = new Person(system, 601, "Анна");
    anna.start();
    await anna.hear("Добро пожаловать в клуб");
    anna.press(await anna.hear("Условия участия", "Принять"), "Принять");
    await anna.hear("Номер лежит в разделе «Заказы»");
    assert.deepEqual(olga.troubles, []);
    await olga.close(); // more time passes than a session lasts

    // What they are told about promo codes, links to products and payouts, for how much and how soon: all as it was set.
    const { control } = system.ozon;
    const { account } = control.createBuyer({});
    const [good] = control.goods();
    assert.ok(good);
    const order = (price: number, createdAt?: number) =>
      control.placeOrder({ account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price }], ...(createdAt && { createdAt }) });
    const { number } = order(10_000, system.clock.now() - 3 * DAY_MS);
    await until("the order to be known", () => system.knowsOrder(number));
    anna.say(number);
    await anna.hear("Добро пожаловать!");
    anna.say("Пригласить");
    anna.press(await anna.hear("Промокод — это код вашей ссылки", "Ссылка на товар"), "Ссылка на товар");
    await anna.hear("Пришлите артикул товара");
    const { postings: [posting] } = order(200_000);
    assert.ok(posting);
    control.deliver(posting);
    await until("one per cent of it", async () => (await anna.balance()).includes("Баланс: 20 баллов"));
    system.clock.advance(13 * DAY_MS);
    assert.match(await anna.balance(), /доступно для вывода: 0 баллов/);
    system.clock.advance(DAY_MS + HOUR_MS);
    await until("two weeks to be over", async () => (await anna.balance()).includes("доступно для вывода: 20 баллов"));
    anna.say("Вывести");
    await anna.hear("Выводим по вторникам");
    anna.say("16");
    assert.match(plain((await anna.check()).text), /16 баллов[\s\S]*20 ₽/);
  });
});
