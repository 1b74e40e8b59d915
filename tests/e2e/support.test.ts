// The page of support: people write to the bot, operators answer on the page; on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501; // the owner
const INNA = 502; // answers in support, and nothing else
const ANNA = 601; // takes part
const BORIS = 602; // does not

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** Do two things on the page leave each other free? */
async function apart(page: Page, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((id) => page.getByTestId(id).first().boundingBox()));
  assert.ok(a && b);
  return a.y + a.height <= b.y || b.y + b.height <= a.y || a.x + a.width <= b.x || b.x + b.width <= a.x;
}

test("people who write to support are answered on the page, handed over, closed, opened by writing, and banned", async () => {
  const system = await System.start();
  const { control } = system.telegram;
  const write = (person: number, text: string) => control.send({ person, bot: HELP_BOT, text });
  const hears = async (person: number, text: string): Promise<unknown> => await control.wait({ person, bot: HELP_BOT, text, timeout_ms: 60_000 });
  await system.during(async () => {
    control.addPerson({ id: OLGA, first_name: "Ольга" });
    control.addPerson({ id: INNA, first_name: "Инна" });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    await system.ctlOk("admins", "add", String(INNA), "Инна", "support");
    await Person.withPoints(system, ANNA, "Анна");
    control.addPerson({ id: BORIS, first_name: "Борис", username: "boris_b", language_code: "ru" });

    // An operator of support sees this page first, and no other.
    const inna = await Admin.login(system, browser, INNA);
    const { page } = inna;
    await page.getByTestId("list-empty").waitFor();
    assert.equal(new URL(page.url()).pathname, "/support");
    assert.equal(await page.locator('[data-testid^="menu-"]:not([data-testid="menu-open"])').count(), 1);
    await look(inna, "support-empty", "list-empty");

    // Who writes appears by themselves, the one who waits longest on top.
    write(ANNA, "Где мои баллы?");
    await page.getByTestId("room-row").waitFor();
    write(BORIS, "Здравствуйте!");
    await until("both", async () => (await page.getByTestId("room-row").count()) === 2);
    const first = plain(await page.getByTestId("room-row").first().innerText());
    assert.match(first, /Анна[\s\S]*ждёт \d+ мин[\s\S]*никто не взял[\s\S]*ждёт ответа/);
    await until("the count", async () => (await page.getByTestId("count-open").innerText()) === "2");

    await page.getByTestId("room-row").first().click();
    await page.locator('[data-testid="message"][data-author="participant"]', { hasText: "Где мои баллы?" }).waitFor();
    await until("the balance", async () => /200/.test(plain(await page.getByTestId("fact-balance").innerText())));
    assert.equal(plain(await page.getByTestId("fact-who").innerText()), "Участник № 1");
    assert.equal(await page.getByTestId("fact-who").locator("a").count(), 0); // the list of participants is not hers
    await page.getByTestId("take").click();
    await until("it to be hers", async () => (await page.getByTestId("fact-operator").innerText()) === "вы");

    // A ready answer, which the owner has made, goes into the message; a draft stays with its conversation.
    const olga = await Admin.login(system, browser, OLGA);
    await olga.page.getByTestId("menu-support").click();
    await olga.page.getByTestId("room-row").first().click();
    await olga.page.getByTestId("canned").click();
    await olga.page.getByTestId("canned-edit").click();
    await olga.page.getByTestId("canned-new").click();
    await olga.page.getByTestId("canned-keep").click();
    await olga.page.getByTestId("canned-form").getByRole("alert").first().waitFor(); // not without words
    await olga.page.getByTestId("canned-title").fill("Заморозка");
    await olga.page.getByTestId("canned-text").fill("Баллы за покупку доступны через 30 дней.");
    await look(olga, "support-canned-form", "canned-form");
    await olga.page.getByTestId("canned-keep").click();
    await olga.page.getByTestId("canned-row").waitFor();
    await look(olga, "support-canned", "canned-dialog");
    await olga.page.keyboard.press("Escape");

    await page.reload();
    await page.getByTestId("canned").click();
    await page.getByRole("menuitem", { name: "Заморозка" }).click();
    assert.equal(await page.getByTestId("composer").inputValue(), "Баллы за покупку доступны через 30 дней.");
    assert.equal(await page.getByTestId("canned-edit").count(), 0); // ready answers are the owner's
    await page.getByTestId("room-row").nth(1).click();
    assert.equal(await page.getByTestId("composer").inputValue(), "");
    await page.getByTestId("room-row").first().click();
    assert.equal(await page.getByTestId("composer").inputValue(), "Баллы за покупку доступны через 30 дней.");
    await page.getByTestId("send").click();
    await hears(ANNA, "Баллы за покупку доступны через 30 дней.");
    await page.locator('[data-testid="message"][data-author="operator"] [data-delivered="true"]').waitFor();
    await until("one to wait", async () => (await page.getByTestId("count-open").innerText()) === "1");
    await page.getByTestId("tab-answered").click();
    await page.locator('[data-testid="room-row"]', { hasText: "Анна" }).waitFor();
    await look(inna, "support-room", "room");

    // Handed over: the other one sees it among their own, live.
    await olga.page.getByTestId("only-mine").click();
    await olga.page.getByTestId("tab-answered").click();
    await olga.page.getByTestId("list-empty").waitFor();
    await page.getByTestId("more").click();
    await page.getByTestId("give").click();
    await page.getByTestId("give-dialog").getByText("Ольга").click();
    await look(inna, "support-give", "give-dialog");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("give-dialog").waitFor({ state: "detached" });
    await olga.page.locator('[data-testid="room-row"]', { hasText: "Ольга" }).waitFor();

    // Closed, and opened again by writing.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByTestId("toast").first().waitFor({ state: "detached" });
    await page.getByTestId("close").click();
    await page.getByTestId("toast").first().waitFor();
    assert.ok(await apart(page, "toast", "more"), "a word of what was done lies over what can be done next");
    await page.setViewportSize({ width: 1440, height: 900 });
    await until("it to be closed", async () => (await page.getByTestId("room-state").innerText()).includes("закрыта"));
    await page.getByTestId("tab-closed").click();
    await page.locator('[data-testid="room-row"]', { hasText: "Анна" }).waitFor();
    write(ANNA, "А раньше нельзя?");
    await until("it to wait again", async () => (await page.getByTestId("room-state").innerText()).includes("ждёт ответа"));
    await page.getByTestId("list-empty").waitFor();

    // Whoever is banned is not heard; why has to be said.
    await page.getByTestId("tab-open").click();
    await page.locator('[data-testid="room-row"]', { hasText: "Борис" }).click();
    await page.locator('[data-testid="room"] h2', { hasText: "Борис" }).waitFor();
    await page.getByTestId("more").click();
    await page.getByTestId("ban").click();
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("ban-dialog").getByRole("alert").first().waitFor();
    await page.getByTestId("dialog-reason").fill("одна брань");
    await look(inna, "support-ban", "ban-dialog");
    await page.getByTestId("dialog-confirm").click();
    await page.getByTestId("banned").waitFor();
    await look(inna, "support-banned", "banned");
    write(BORIS, "Ну и ладно");
    write(ANNA, "Последнее слово");
    await page.locator('[data-testid="room-row"]', { hasText: "Анна" }).click();
    await page.locator('[data-testid="message"]', { hasText: "Последнее слово" }).waitFor();
    await page.locator('[data-testid="room-row"]', { hasText: "Борис" }).click();
    await page.locator('[data-testid="message"]', { hasText: "Здравствуйте!" }).waitFor();
    assert.equal(await page.locator('[data-testid="message"]', { hasText: "Ну и ладно" }).count(), 0);
    await page.getByTestId("more").click();
    await page.getByTestId("unban").click();
    await page.getByTestId("banned").waitFor({ state: "detached" });
    write(BORIS, "Больше не буду");
    await page.locator('[data-testid="message"]', { hasText: "Больше не буду" }).waitFor();

    assert.deepEqual(inna.troubles, []);
    assert.deepEqual(olga.troubles, []);
  });
});
