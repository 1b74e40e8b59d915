// The machine's clock jumps: back by two days, and forward by forty. Nobody is thrown out or let in by it for longer than
// a session lasts, what happens is kept in its order, and points thaw when their time has come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Visitor } from "../system/gateway-client.ts";

test("a clock that jumps back and forward loses nothing, and pays nothing early", async () => {
  const system = await System.start({ ozon: { rateLimit: 0 } }); // of all that a jump makes due at once
  await system.during(async () => {
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500", "hold_days=14");
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    const { control } = system.ozon;
    const [good] = control.goods();
    assert.ok(good);
    const anna = new Person(system, 801, "Анна");
    const { account } = control.createBuyer({});
    const buy = (createdAt?: number) => control.placeOrder({
      account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1, price: 400_000 }], ...(createdAt && { createdAt }),
    });
    await anna.register(buy(system.clock.now() - 3 * DAY_MS).number);
    const visitor = new Visitor(system.adminUrl);
    await visitor.useTicket(await system.ctlOk("login", "1"));
    const page = await visitor.openPage();
    control.deliver(buy().postings[0] ?? "");
    await until("points on hold", async () => (await anna.balance()).includes("Баланс: 200"));

    system.clock.advance(-2 * DAY_MS);
    const who = await page.call("participant.view", { tg: 801 });
    await page.call("participant.correct", { participant: who.id, held: who.held ?? 0, available: 0, available_by: 100, reason: "по решению старшего" });
    await until("the correction", async () => (await anna.balance()).includes("корректировки: 1"));
    const boris = new Person(system, 802, "Борис");
    boris.start();
    await boris.hear("Условия участия", "Принять");
    await system.verify();
    for (const name of ["ledger", "reader", "gateway", "telegram"] as const) await system.kill(name);
    await system.ready();
    (await visitor.openPage()).close();

    system.clock.advance(15 * DAY_MS); // thirteen days behind where the hold began
    assert.equal(await visitor.page().untilClosed(), 4401);
    assert.doesNotMatch(await anna.balance(), /доступно для вывода: 201/);
    system.clock.advance(2 * DAY_MS);
    await until("points to be available", async () => (await anna.balance()).includes("доступно для вывода: 201"));
    system.clock.advance(23 * DAY_MS);
  });
});
