// Why an order brought what it brought: the poller's postings, asked about from the console and from a page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, arrived, says, withPoller } from "./poller-watch.ts";
import { Visitor } from "./gateway-client.ts";

test("what the poller has brought in is explained, exported and asked about by number", async () => {
  await withPoller({ postings: 40 }, async (system) => {
    await says(system, /^polling/, true);
    system.ozon.control.setAutoLife(false);
    await arrived(system);

    const number = system.ozon.control.postings(1)[0]?.number ?? "";
    const told = await system.ctlOk("explain", number);
    assert.ok(told.startsWith(`${number}: `), told);
    assert.match(told, /brings nothing: unknown_buyer/);

    const unseen = await system.ctlOk("explain", "99999999-0042");
    assert.match(unseen, /^99999999-0042: not seen yet; nobody here has its Ozon ID/);
    const refused = await system.ctl("explain", "hello");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /number of an order or a posting is wanted/);

    system.add("gateway").start();
    await system.ctlOk("admins", "add", "501", "Ольга", "analyst");
    const visitor = new Visitor(system.adminUrl);
    await visitor.useTicket(await system.ctlOk("login", "1"));
    const page = await visitor.openPage();
    const seen = await page.call("explain", { text: number });
    assert.equal(seen.postings?.[0]?.purchase.number, number);
    assert.deepEqual((await page.call("journal.list", { limit: 10 })).rows ?? [], []);
    assert.deepEqual((await page.call("export.purchases", { limit: 10 })).rows ?? [], []);
    assert.ok((await actor(system, "reader"))?.ready);
  });
});
