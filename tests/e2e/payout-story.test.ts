// The whole path, on real processes and in a real browser: from an order on Ozon to points, to a payout that an
// operator sees live. Once in peace, and once more while every process is killed, one by one, on the way.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { look } from "../harness/looks.ts";
import { Person, plain } from "../harness/people.ts";
import { ALL, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const OPERATOR = 501;

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

/** An account on Ozon with an order of the shop from before it took part: its number proves who one is. */
function buyer(system: System): { account: string; order: string } {
  const { account } = system.ozon.control.createBuyer({});
  const [good] = system.ozon.control.goods();
  assert.ok(good);
  const createdAt = system.clock.now() - 3 * DAY_MS;
  const placed = system.ozon.control.placeOrder({
    account, scheme: "fbo", autoLife: false, createdAt, items: [{ sku: good.sku, quantity: 1, price: 10_000 }],
  });
  return { account, order: placed.number };
}

async function story(trouble: (system: System, step: number) => Promise<void>): Promise<void> {
  const system = await System.start();
  let step = 0;
  const next = async (): Promise<void> => await trouble(system, step++);
  await system.during(async () => {
    const anna = new Person(system, 601, "Анна", { username: "anna_a" });
    const boris = new Person(system, 602, "Борис", { username: "boris_b" });
    system.telegram.control.addPerson({ id: OPERATOR, first_name: "Ольга" });
    const ofAnna = buyer(system);
    const ofBoris = buyer(system);
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", String(OPERATOR), "Ольга", "owner,payout");
    await next();

    // A takes part; B opens A's link and registers with the number of an order.
    await anna.register(ofAnna.order);
    const link = await anna.link();
    await next();
    await boris.register(ofBoris.order, link);
    await next();

    // B orders two things; on the way they are expected, delivered they bring points: 5 % to B, 5 % to A.
    const [first, second] = system.ozon.control.goods();
    assert.ok(first && second);
    const placed = system.ozon.control.placeOrder({
      account: ofBoris.account, scheme: "fbo", autoLife: false,
      items: [{ sku: first.sku, quantity: 1, price: 150_000 }, { sku: second.sku, quantity: 1, price: 49_999 }],
    });
    const [posting] = placed.postings;
    assert.ok(posting);
    await until("points expected of an order on the way", async () => (await boris.balance()).includes("ожидается: 99,99"));
    await next();
    system.ozon.control.deliver(posting);
    await until("points of B", async () => (await boris.balance()).includes("Баланс: 99,99"));
    await until("points of A", async () => (await anna.balance()).includes("за рефералов 1 уровня: 99,99"));
    await next();

    // One of the two comes back, and its points with it.
    system.ozon.control.returnItems({ posting, sku: second.sku, quantity: 1, type: "ClientReturn" });
    await until("points taken back from A", async () => (await anna.balance()).includes("Баланс: 75 баллов"));
    await until("points taken back from B", async () => (await boris.balance()).includes("Баланс: 75 баллов"));
    await next();

    // The hold passes.
    system.clock.advance(31 * DAY_MS);
    await until("points of A to be available", async () => /доступно для вывода: 75 баллов/.test(await anna.balance()));
    await next();

    // An operator has the page open; A asks for a payout; the request is there.
    const admin = await Admin.login(system, browser, OPERATOR);
    await admin.page.getByTestId("menu-payouts").click();
    await admin.page.getByTestId("list-empty").waitFor();
    await next();
    anna.say("Вывести");
    anna.press(await anna.hear("Сколько баллов вывести?", "Все"), "Все");
    const check = await anna.check();
    assert.match(plain(check.text), /Спишем: 75 баллов\nК выплате: 75 ₽\nОстанется доступно: 0 баллов/);
    const asked = performance.now();
    anna.press(check, "Подтвердить");
    await admin.row(1).waitFor({ timeout: 60_000 });
    console.log(`# the request was on the open page ${Math.round(performance.now() - asked)} ms after it was confirmed`);
    await anna.hear("/Заявка №.1/");
    await next();

    // Through negotiation, with a word from each side, to paid.
    await admin.row(1).click();
    await admin.page.getByTestId("action-negotiation").click();
    await anna.hear("согласование");
    await next();
    await admin.page.getByTestId("composer").fill("Здравствуйте! На какой банк перевести?");
    await admin.page.getByTestId("send").click();
    await anna.hear("На какой банк перевести?");
    anna.say("На любой, спасибо!");
    await admin.page.getByText("На любой, спасибо!").first().waitFor({ timeout: 60_000 });
    await next();
    await admin.page.getByTestId("action-paid").click();
    await admin.page.getByTestId("dialog-confirm").click();
    const paid = plain((await anna.hear("выдано успешно")).text);
    assert.match(paid, /Выведено: 75 баллов = 75 ₽/);
    assert.match(paid, /Осталось на балансе: 0 баллов/);
    assert.match(await anna.balance(), /выведено: −75 баллов/);
    await next();

    // The card has all of it: the request, which leads to its page, and what was said. B has said nothing.
    await admin.open("/participants?card=1&tab=payouts");
    const settled = admin.page.locator('[data-testid="card-payouts"] [data-testid="grid-row"]');
    await until("the request on the card", async () => /№.?1\s.*75\s+75 ₽\s+Выдано/s.test(plain(await settled.innerText())));
    await look(admin, "participant-payouts", "grid-row");
    await admin.page.getByTestId("card-tab-chat").click();
    await admin.page.getByTestId("card-chat").getByText("На любой, спасибо!").first().waitFor({ timeout: 60_000 });
    await look(admin, "participant-chat", "card-chat");
    await admin.page.getByTestId("card-tab-payouts").click();
    await settled.click();
    await admin.page.getByTestId("payout-card").waitFor({ timeout: 60_000 });
    await admin.open("/participants?card=2&tab=chat");
    await admin.page.getByTestId("card-chat-empty").waitFor({ timeout: 60_000 });
    await look(admin, "participant-chat-empty", "card-chat-empty");

    assert.deepEqual(admin.troubles, []);
    await admin.close();
    // Each message once, and the support bot is alive too.
    assert.equal(anna.messages().filter((one) => one.text.includes("выдано успешно")).length, 1);
  });
}

test("an order on Ozon becomes points, and points become a payout that an operator settles live", async () => {
  await story(async () => {});
});

test("the same while every process is killed with kill -9, one by one, on the way", async () => {
  await story(async (system, step) => {
    const name = ALL[step % ALL.length];
    if (name) await system.kill(name);
  });
});
