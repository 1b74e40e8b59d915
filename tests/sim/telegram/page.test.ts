// The page in a real browser: a visitor is a newcomer, then an operator.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { ANNA, BORIS, fixture, FORUM, VERA, type Fixture } from "./testing.ts";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

async function opened(t: TestContext, sim: Fixture, address: string, size = { width: 1280, height: 800 }): Promise<Page> {
  const browser: Browser = await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
  t.after(() => browser.close());
  const page = await browser.newPage({ viewport: size });
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => assert.fail(`error on the page: ${error.message}`));
  page.on("console", (message) => assert.notEqual(message.type(), "error", message.text()));
  await page.goto(sim.url + address);
  return page;
}

test("a newcomer opens a link, starts the bot, uses its buttons and keyboard", async (t) => {
  const sim = await fixture(t);
  sim.control.send({ person: VERA, with: BORIS, text: "Заходи: https://t.me/shop_ref_bot?start=r_9" });
  const page = await opened(t, sim, `/#${BORIS}/with/${VERA}`);
  await page.getByRole("link", { name: "https://t.me/shop_ref_bot" }).click();
  await page.getByRole("button", { name: "Запустить" }).click();
  await said(sim, "/start r_9");

  const menu = { keyboard: [[{ text: "Баланс" }, { text: "Вывести" }]] };
  const question = await sim.ok("sendMessage", { chat_id: BORIS, text: "<b>Условия</b> <script>", entities: [], reply_markup: { inline_keyboard: [[{ text: "Принять", callback_data: "ok" }]] } });
  await page.getByRole("log").getByText("<b>Условия</b> <script>").waitFor();
  await page.getByRole("button", { name: "Принять" }).click();
  const { callback_query: pressed } = await update(sim, (u) => u.callback_query !== undefined);
  assert.equal(pressed.data, "ok");
  await sim.ok("answerCallbackQuery", { callback_query_id: pressed.id, text: "Добро пожаловать" });
  await page.getByText("Добро пожаловать").waitFor();
  await sim.ok("editMessageText", { chat_id: BORIS, message_id: question.message_id, text: "Принято" });
  await page.getByRole("log").getByText("изменено").waitFor();
  await sim.ok("sendMessage", { chat_id: BORIS, text: "Меню", reply_markup: menu });
  await page.getByRole("group", { name: "Клавиатура бота" }).getByRole("button", { name: "Баланс" }).click();
  await said(sim, "Баланс");
  await page.getByRole("textbox", { name: "Сообщение" }).fill("12345678-0001");
  await page.keyboard.press("Enter");
  await said(sim, "12345678-0001");
});

test("a share button passes the link to another person", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", {
    chat_id: VERA, text: "Ваша ссылка", reply_markup: { inline_keyboard: [[{ text: "Поделиться", url: "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fshop_ref_bot%3Fstart%3Dr_1&text=%D0%A1%D0%BC%D0%BE%D1%82%D1%80%D0%B8" }]] },
  });
  const page = await opened(t, sim, `/#${VERA}/shop_ref_bot`);
  await page.getByRole("button", { name: "Поделиться" }).click();
  await page.getByRole("dialog").getByRole("button", { name: /Борис/ }).click();
  await page.getByText("Отправлено: Борис").waitFor();
  assert.equal(sim.control.chat({ person: BORIS, with: VERA }).messages[0]?.text, "https://t.me/shop_ref_bot?start=r_1\nСмотри");
});

test("an operator answers in a topic; a new topic and a closed one are seen at once", async (t) => {
  const sim = await fixture(t);
  const { message_thread_id: thread } = await sim.ok("createForumTopic", { chat_id: FORUM, name: "Вера · 17" });
  const page = await opened(t, sim, `/#${ANNA}/${FORUM}/${thread}`);
  await page.getByRole("textbox", { name: "Сообщение" }).fill("Здравствуйте!");
  await page.keyboard.press("Enter");
  assert.equal((await said(sim, "Здравствуйте!")).message.message_thread_id, thread);
  await sim.ok("createForumTopic", { chat_id: FORUM, name: "Борис · 18" });
  await page.getByRole("button", { name: /Борис · 18/ }).waitFor();
  await page.getByRole("button", { name: "Действия с чатом" }).click();
  await page.getByRole("button", { name: "Закрыть тему" }).click();
  await page.getByRole("log").getByText("Анна закрывает тему").waitFor();
  await update(sim, (u) => u.message?.forum_topic_closed !== undefined);
});

test("a visitor adds a person, moves time and finds the other person's unread message", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  const page = await opened(t, sim, `/#${BORIS}`);
  await page.getByRole("button", { name: "Добавить" }).click();
  await page.getByLabel("Имя", { exact: true }).fill("Зинаида");
  await page.getByRole("dialog").getByRole("button", { name: "Добавить" }).click();
  await page.getByRole("heading", { name: "Зинаида" }).waitFor();
  assert.ok([...sim.world.people.values()].some((p) => p.first_name === "Зинаида"));
  await page.getByRole("button", { name: "+7 дней" }).click();
  await page.getByText(/Время мира/).waitFor();
  assert.equal(sim.clock.offsetMs(), 7 * 86_400_000);
  await sim.ok("sendMessage", { chat_id: VERA, text: "Баллы доступны" });
  await page.locator(`[data-person="${VERA}"] .badge`).filter({ hasText: "1" }).waitFor();
});

test("the page's own address opens links as t.me does", async (t) => {
  const sim = await fixture(t);
  const page = await opened(t, sim, "/shop_ref_bot?start=l_42");
  await page.getByRole("dialog").getByRole("button", { name: /Анна/ }).click();
  await page.getByRole("button", { name: "Запустить" }).click();
  await said(sim, "/start l_42");
});

test("on a phone one column at a time, and no fault that axe can find in either theme", async (t) => {
  const sim = await fixture(t);
  sim.control.start({ person: VERA, bot: "shop_ref_bot" });
  await sim.ok("sendMessage", { chat_id: VERA, text: "Меню https://ozon.ru", reply_markup: { keyboard: [[{ text: "Баланс" }]] } });
  await sim.ok("sendMessage", { chat_id: VERA, text: "Выбор", reply_markup: { inline_keyboard: [[{ text: "Да", callback_data: "y", style: "success" }, { text: "Нет", callback_data: "n", style: "danger" }]] } });
  const page = await opened(t, sim, `/#${VERA}/shop_ref_bot`, { width: 390, height: 780 });
  await page.getByRole("log").getByText("Выбор").waitFor();
  assert.equal(await page.getByRole("navigation", { name: "Люди" }).isVisible(), false);
  assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 390);
  await page.evaluate(AXE);
  for (const theme of ["Тёмное оформление", "Светлое оформление"]) {
    for (const view of ["chat", "list"]) {
      if (view === "list") await page.getByRole("button", { name: "Назад" }).click();
      assert.deepEqual(await page.evaluate("axe.run().then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target + ' ' + n.failureSummary).join('; ')))"), [], view);
    }
    await page.getByRole("button", { name: theme }).click();
    await page.getByRole("button", { name: /Магазин/ }).click();
    await page.getByRole("log").getByText("Выбор").waitFor();
  }
});

/** The first update to come that fits. */
async function update(sim: Fixture, fits: (update: any) => boolean): Promise<any> {
  for (;;) {
    const found = (await sim.updates()).find(fits);
    if (found) return found;
    await sim.ok("getUpdates", { timeout: 5, offset: 3 });
  }
}

const said = (sim: Fixture, text: string): Promise<any> => update(sim, (u) => u.message?.text === text);
