// Names are text, whatever they say: on every page, in Russian and in English, where people call themselves markup, a
// formula, a reversed word, nothing at all, or something very long. Real processes, a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Buyer } from "../harness/buyer.ts";
import { look } from "../harness/looks.ts";
import { plain, type Person } from "../harness/people.ts";
import { DAY_MS, HELP_BOT, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;
const FIRST = 610;

/** What they call themselves, and what an operator reads; nothing: the page has a word for that. */
const NAMES: { is: string; shown?: string }[] = [
  { is: "<img src=x onerror=alert(1)>", shown: "<img src=x onerror=alert(1)>" },
  { is: "=cmd|' /C calc'!A0", shown: "=cmd|' /C calc'!A0" },
  { is: "\u202Eанаидна", shown: "анаидна" },
  { is: "Я".repeat(64), shown: "Я".repeat(64) },
  { is: "\u2066\u200f" },
];

/** Marks that turn the direction of text around for what stands behind them. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/;

/** A page, what is on it once it is there, and whether it names the people. */
const PAGES: { path: string; ready: string; named: boolean }[] = [
  { path: "/dashboard", ready: "figure-registered", named: false },
  { path: "/payouts", ready: "payout-row", named: true },
  { path: "/payouts/table", ready: "grid-row", named: true },
  { path: "/support", ready: "room-row", named: true },
  { path: "/participants", ready: "grid-row", named: true },
  { path: "/ledger", ready: "grid-row", named: true },
  { path: "/top", ready: "grid-row", named: true },
  { path: "/stats", ready: "grid-row", named: true },
  { path: "/journal", ready: "grid-row", named: false },
  { path: "/returns", ready: "list-empty", named: false },
  { path: "/stats/exports", ready: "preview", named: false },
  { path: "/settings", ready: "example", named: false },
  { path: "/sessions", ready: "session", named: false },
];

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** One who invited the next, bought, asks for a payout, and writes to support. */
async function life(system: System, buyer: Buyer, link: string | undefined): Promise<string> {
  const own = await buyer.join(link);
  buyer.buy(400_000);
  await until("points", async () => (await buyer.person.balance()).includes("Баланс: 200"));
  system.telegram.control.send({ person: buyer.person.id, bot: HELP_BOT, text: "Где мои баллы?" });
  return own;
}

async function ask(person: Person): Promise<void> {
  person.say("Вывести");
  await person.hear("Сколько баллов вывести?");
  person.say("100");
  person.press(await person.check(), "Подтвердить");
  await person.hear("/Заявка №.\\d+/");
}

async function names(page: Page, path: string): Promise<void> {
  await until(`every name on ${path}`, async () => {
    const text = plain(await page.locator("main").innerText());
    for (const { shown } of NAMES) if (shown !== undefined && !text.includes(shown)) throw new Error(`${shown} in ${text}`);
    return true;
  });
}

test("whatever people call themselves stands as plain text on every page, in both languages", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const buyers = NAMES.map(({ is }, n) => new Buyer(system, FIRST + n, is));
    let link: string | undefined;
    for (const buyer of buyers) link = await life(system, buyer, link);
    // Whoever invited nobody is not ranked: the last of them brings somebody too.
    const anna = new Buyer(system, FIRST + NAMES.length, "Анна");
    await life(system, anna, link);
    anna.buy(12_345_678_900); // figures as large as a programme may ever see
    await until("the points of it", async () => (await anna.person.balance()).includes("Баланс: 6 173 039,45"));
    system.clock.advance(31 * DAY_MS);
    for (const { person } of buyers) {
      await until("points to be available", async () => !(await person.balance()).includes("доступно для вывода: 0"));
      await ask(person);
    }

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    for (const lang of ["ru", "en"]) {
      if (lang === "en") {
        await page.getByTestId("language").click();
        await page.getByRole("menuitemradio", { name: "English" }).click();
        await page.locator('html[lang="en"]').waitFor();
      }
      for (const { path, ready, named } of PAGES) {
        await page.goto(`${system.adminUrl}${path}`);
        await page.getByTestId(ready).first().waitFor();
        if (named) await names(page, path);
        // The Russian pages are looked at by the tests of what is done there; pictures are wanted of both.
        if (lang === "en" || process.env["REFSYS_SCREENS"]) await look(olga, `${lang}${path.replaceAll("/", "-")}`, ready);
        assert.equal(await page.locator('img[src="x"]').count(), 0, path);
        assert.doesNotMatch(await page.locator("body").innerText(), TURNS, path);
      }
    }
    assert.deepEqual(olga.troubles, []);
  });
});
