// Tables are narrowed to one person, who is found by name: nobody knows the numbers of participants by heart.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { logIn } from "../system/hiring.ts";

const OLGA = 501;
const POINTS = 100;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test("whom a table is about is found by name: accruals, actions, payouts, the list; a card narrows its own accruals", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner,payout");
    const anna = await Person.withPoints(system, 601, "Анна");
    const boris = await Person.withPoints(system, 602, "Борис");
    await anna.withdraw("50");
    await boris.withdraw("60");
    const door = await logIn(system);
    await door.call("participant.correct", { participant: 1, available: 150 * POINTS, available_by: -10 * POINTS, reason: "Начислено дважды" });
    await door.call("participant.correct", { participant: 2, available: 140 * POINTS, available_by: 5 * POINTS, reason: "Приз за отзыв" });
    await door.call("participant.tie", { participant: 2, inviter: 1, reason: "Пришёл от Анны" });
    const [request] = (await door.call("payouts.list", { participant: 1, limit: 1 })).rows ?? [];
    assert.ok(request);
    await door.call("payout.claim", { payout: request.id, rev: request.rev, take: true });
    door.close();

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    const rows = async (table: string): Promise<string[]> =>
      (await page.locator(`[data-testid="${table}"] [data-testid="grid-row"]`).allInnerTexts()).map(plain);
    const shows = async (table: string, wanted: RegExp[]): Promise<void> => {
      await until(`${table}: ${wanted.join(", ")}`, async () => {
        const got = await rows(table);
        if (got.length !== wanted.length || !wanted.every((one, n) => one.test(got[n] ?? ""))) throw new Error(got.join(" | "));
        return true;
      });
    };
    const narrow = async (field: string): Promise<void> => {
      await page.getByTestId("filter-add").click();
      await page.getByTestId(`filter-field-${field}`).click();
    };

    // Accruals and debits of everybody: by a few letters and the mouse, then one side of them.
    await page.getByTestId("menu-ledger").click();
    await until("rows of both", async () => (await rows("ledger")).length === 4);
    await narrow("participant");
    await page.getByTestId("person-search").fill("никто");
    await page.getByText("Никого не нашли").waitFor();
    await page.getByTestId("person-search").fill("анн");
    await page.getByTestId("person-1").waitFor();
    await look(olga, "person-search", "person-1");
    await page.getByTestId("person-1").click();
    await shows("ledger", [/Анна\s+10\s+Ручная/, /Анна\s+200\s+Начислено за покупку/]);
    await until("their name on the filter", async () => plain(await page.getByTestId("filter-participant").innerText()) === "Участник: Анна");
    await narrow("side");
    await page.getByTestId("option-2").click();
    await shows("ledger", [/Анна\s+10\s+Ручная/]);
    await page.reload();
    await shows("ledger", [/Анна\s+10\s+Ручная/]);
    assert.equal(plain(await page.getByTestId("total-debited").innerText()), "10");

    // The journal of actions, by keys: she herself and her request; what has the number 2, whatever it is.
    await page.getByTestId("menu-journal").click();
    await until("all entries", async () => (await rows("journal")).length >= 4);
    await narrow("participant");
    await page.getByTestId("person-search").pressSequentially("Ан");
    await page.getByTestId("person-1").waitFor();
    await page.keyboard.press("Enter");
    await shows("journal", [/запрос на вывод\s+\d+\s+Анна/, /корректировка баллов\s+участник\s+1\s+Анна/]);
    await page.getByTestId("filter-reset").click();
    await narrow("id");
    await page.getByTestId("filter-number").fill("второй");
    await page.getByTestId("filter-apply").click();
    await page.getByRole("alert").waitFor();
    await page.getByTestId("filter-number").fill("2");
    await page.getByTestId("filter-apply").click();
    await shows("journal", [/изменение\s+участник\s+2\s+Борис/, /корректировка баллов\s+участник\s+2\s+Борис/]);
    await page.locator('[data-testid="journal"] [data-testid="grid-row"]').first().click();
    const inviter = page.locator('[data-testid="changes"] [data-attribute="inviter"]');
    await until("who invited, by name", async () => /Кто пригласил\s+—\s+Анна/.test(plain(await inviter.innerText())));
    await page.keyboard.press("Escape");

    await page.getByTestId("menu-payouts").click();
    await page.getByTestId("to-table").click();
    await until("both requests", async () => (await rows("payouts-table")).length === 2);
    await narrow("participant");
    await page.getByTestId("person-search").fill("602"); // the begin of a Telegram id does, too
    await page.getByTestId("person-2").click();
    await shows("payouts-table", [/Борис[\s\S]*60 ₽/]);

    // The list: whom she invited; from there the card, which knows her by name, and narrows accruals of its own.
    await page.getByTestId("menu-participants").click();
    await page.getByTestId("participants").waitFor();
    await narrow("inviter");
    await page.getByTestId("person-search").fill("анна");
    await page.getByTestId("person-1").click();
    await shows("participants", [/Борис/]);
    await page.locator('[data-testid="participants"] [data-testid="grid-row"]').click();
    await until("the inviter's name", async () => plain(await page.getByTestId("fact-inviter").innerText()).includes("Анна"));
    await page.getByTestId("card-tab-journal").click();
    await until("both accruals", async () => (await rows("journal-of")).length === 2);
    const card = page.getByTestId("participant-card");
    await card.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-amount").click();
    await page.getByTestId("filter-to").fill("5");
    await page.getByTestId("filter-apply").click();
    await shows("journal-of", [/5\s[\s\S]*Ручная/]);
    await look(olga, "card-accruals", "journal-of");
    await card.getByTestId("filter-add").click();
    await page.getByTestId("filter-field-side").click();
    await page.getByTestId("option-2").click();
    await card.getByText("Под эти условия ничего не подходит").waitFor();
    await card.getByRole("button", { name: "Сбросить фильтры" }).last().click();
    await until("both again", async () => (await rows("journal-of")).length === 2);

    assert.deepEqual(olga.troubles, []);
  });
});
