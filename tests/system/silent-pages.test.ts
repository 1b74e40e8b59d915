// A browser that vanished without a word: the gateway notices, and keeps the page of whoever answers. As long as that takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Visitor } from "./gateway-client.ts";

const PATIENCE_MS = 120_000; // it hangs up after 45 s

test("a page that answers no ping is hung up on, and one that answers stays", { timeout: 2 * PATIENCE_MS }, async () => {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  try {
    await system.ctlOk("admins", "add", "501", "Ольга", "support");
    const visitor = new Visitor(system.adminUrl);
    await visitor.useTicket(await system.ctlOk("login", "1"));
    const there = await visitor.openPage();
    const gone = await visitor.openPage({ autoPong: false });
    const asked = new Promise((done) => there.socket.once("ping", done));
    await until("the page that is gone to be closed", () => gone.closed, PATIENCE_MS);
    await asked;
    assert.equal(there.closed, undefined);
    await there.op("ping", {});
    assert.deepEqual(system.problems(), []);
  } finally {
    await system.close();
  }
});
