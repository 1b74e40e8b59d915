// Returns that Ozon leaves open, decided by a person on the page; on real processes in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { Buyer } from "../harness/buyer.ts";
import { look } from "../harness/looks.ts";
import { plain } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OLGA = 501;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test("a return that Ozon leaves open is decided by hand, changed, and taken back, and the points follow", async () => {
  const system = await System.start();
  await system.during(async () => {
    system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
    const anna = new Buyer(system, 601, "Анна");
    await anna.join();
    const posting = anna.buy(100_000, 3);
    await until("the points", async () => (await anna.person.balance()).includes("Баланс: 150 баллов"));

    const olga = await Admin.login(system, browser, OLGA);
    const { page } = olga;
    await page.getByTestId("menu-returns").click();
    await page.getByTestId("list-empty").waitFor();
    await look(olga, "returns-empty", "list-empty");
    system.ozon.control.returnItems({ posting, quantity: 2, type: "ClientReturn", status: "OnSellerApproval", autoLife: false });
    await until("the return to be known", async () => {
      await page.reload();
      await page.getByTestId("menu-returns").waitFor();
      await page.locator('[data-testid="posting"], [data-testid="list-empty"]').first().waitFor();
      return (await page.getByTestId("posting").count()) === 1;
    });
    assert.match(plain(await page.getByTestId("posting").innerText()), /Анна[\s\S]*в заморозке 150 баллов[\s\S]*Возвращают 2 шт. из 3[\s\S]*Ozon: ждёт решения продавца/);
    await look(olga, "returns", "posting");

    // More than were bought cannot come back; one of three can.
    await page.getByTestId("decide").click();
    await page.getByTestId("decide-qty").fill("4");
    await page.getByTestId("decide-counted").click();
    await page.getByTestId("decide-dialog").getByText("от 1 до 3").waitFor();
    await page.getByTestId("decide-qty").fill("1");
    await page.getByTestId("decide-reason").fill("склад принял одну");
    await look(olga, "returns-decide", "decide-dialog");
    await page.getByTestId("decide-counted").click();
    await page.getByTestId("decide-dialog").waitFor({ state: "detached" });
    await until("points of one to be taken back", async () => (await anna.person.balance()).includes("Баланс: 100 баллов"));

    await page.getByTestId("ruled").waitFor();
    assert.match(plain(await page.getByTestId("ruled").innerText()), /засчитан, 1 шт/);
    await page.getByTestId("decide").click();
    await page.getByTestId("decide-void").click();
    await page.getByTestId("decide-dialog").getByRole("alert").first().waitFor(); // without a reason it is not decided
    await page.getByTestId("decide-reason").fill("товар остался у покупателя");
    await page.getByTestId("decide-void").click();
    await page.getByTestId("decide-dialog").waitFor({ state: "detached" });
    await until("all points to be there", async () => (await anna.person.balance()).includes("Баланс: 150 баллов"));
    await page.getByTestId("decide").click();
    await page.getByTestId("decide-reason").fill("подождём Ozon");
    await page.getByTestId("decide-back").click();
    await page.getByTestId("ruled").waitFor({ state: "detached" });

    assert.deepEqual(olga.troubles, []);
  });
});
