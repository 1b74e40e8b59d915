// Login through Telegram's OpenID Connect, in a real browser: one link, no script of Telegram's, back again.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { Admin, launch } from "../harness/admin.ts";
import { DOOR, issuerOf, openDoor } from "../harness/door.ts";
import { System } from "../harness/system.ts";

const [OLGA, BORIS, VERA] = [501, 502, 503];

let browser: Browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

async function throughTelegram(page: Page, button: string, who: number | "refuse"): Promise<void> {
  await page.getByTestId(button).click();
  await page.locator(`[data-who="${who}"]`).click();
}

/** From now on the ways in are known only while what Telegram has signed is on its way. Gives how often that was sent. */
async function slowly(page: Page): Promise<() => number> {
  const sent = Promise.withResolvers<void>();
  const known = Promise.withResolvers<void>();
  let finishes = 0;
  await page.route("**/auth/ways", async (route) => {
    await sent.promise;
    await route.fulfill({ response: await route.fetch() });
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
    known.resolve();
  });
  await page.route("**/auth/widget/finish", async (route) => {
    finishes++;
    const answer = await route.fetch();
    sent.resolve();
    await known.promise;
    await route.fulfill({ response: answer }).catch(() => undefined); // the page may have given it up
  });
  return () => finishes;
}

/** One owner, whom Telegram vouches for. As often as an address may log in at once a test may too, and no more. */
async function open(): Promise<System> {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"], ...DOOR });
  system.telegram.control.addPerson({ id: OLGA, first_name: "Ольга" });
  openDoor(system);
  await system.ctlOk("admins", "add", String(OLGA), "Ольга", "owner");
  return system;
}

test("a person enters with one click and Telegram's word, and who may not is told why", async () => {
  const system = await open();
  await system.during(async () => {
    for (const [id, first_name] of [[BORIS, "Борис"], [VERA, "Вера"]] as const) system.telegram.control.addPerson({ id, first_name });
    await system.ctlOk("admins", "add", String(BORIS), "Борис", "support");
    await system.ctlOk("admins", "block", "2");

    const olga = await Admin.at(system, browser, OLGA);
    const { page } = olga;
    const asked: string[] = [];
    page.on("request", (one) => { if (!one.isNavigationRequest()) asked.push(one.url()); });
    await olga.open("/participants?sort=-sum");
    await page.waitForURL("**/login?next=*");
    for (const [who, why, title] of [[VERA, "stranger", "Вы не администратор"], [BORIS, "blocked", "Вас заблокировали"], ["refuse", "declined", "Вход отменён"]] as const) {
      await throughTelegram(page, "login-telegram", who);
      await page.locator(`[data-testid="login-failed"][data-why="${why}"]`).waitFor();
      assert.ok((await page.getByTestId("login-failed").innerText()).includes(title));
    }
    await throughTelegram(page, "login-telegram", OLGA);
    await page.getByTestId("menu-payouts").waitFor();
    // To where the browser wanted to go at first, through three refusals; that is done with then.
    assert.equal(page.url(), `${system.adminUrl}/participants?sort=-sum`);
    await olga.open("/");
    await page.waitForURL("**/payouts");
    await page.reload();
    await page.getByTestId("menu-payouts").waitFor();
    const cookies = (await olga.context.cookies(system.adminUrl)).filter((one) => one.name !== "__Host-login"); // of the bot's own way
    assert.deepEqual(cookies.map((one) => [one.name, one.httpOnly, one.secure, one.sameSite]), [["__Host-sid", true, true, "Strict"]]);

    // The older way, with the same browser: the one before ends.
    await olga.open("/login?next=/top");
    await page.getByTestId("login-widget").click();
    const finishes = await slowly(page);
    await page.locator(`[data-who="${OLGA}"]`).click();
    await page.getByTestId("menu-payouts").waitFor();
    assert.equal(finishes(), 1, "what counts once is sent once");
    assert.equal(page.url(), `${system.adminUrl}/top`); // and nothing of what Telegram signed

    assert.ok(asked.length > 0 && asked.every((url) => !url.startsWith(issuerOf(system)) && !url.startsWith(system.telegram.url)), "the page loads nothing of Telegram's");
    assert.deepEqual(olga.troubles, []);
    await olga.close();
  });
});

test("a path that a browser would take for another host is no way back from Telegram", async () => {
  const system = await open();
  await system.during(async () => {
    const olga = await Admin.at(system, browser, OLGA);
    for (const [path, there] of [["/%09/evil.example", "/payouts"], ["//evil.example", "/payouts"], ["/stats", "/stats"]] as const) {
      await olga.open(`/login?next=${encodeURIComponent(decodeURIComponent(path))}`);
      await throughTelegram(olga.page, "login-telegram", OLGA);
      await olga.page.waitForURL(`${system.adminUrl}${there}`);
      await olga.page.getByTestId("menu-payouts").waitFor();
    }
    assert.deepEqual(olga.troubles, []);
    await olga.close();
  });
});
