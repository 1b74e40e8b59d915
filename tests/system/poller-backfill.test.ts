// A large history, fetched through all the trouble there is: 429, 5xx, cut connections, lists that change while they
// are read, and kills of the poller. In the end the ledger has exactly the postings there are.
//
// BACKFILL_POSTINGS=100000 for the full size; as a part of all tests it is smaller.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../harness/until.ts";
import type { FaultKind } from "../sim/ozon/faults.ts";
import { actor, arrived, counter, says, withPoller } from "./poller-watch.ts";

const POSTINGS = Number(process.env["BACKFILL_POSTINGS"] ?? 10_000);
const PATIENCE_MS = 60_000 + POSTINGS * 20;
const TROUBLE: FaultKind[] = ["rate_limited", "http_500", "http_502", "http_503", "cut", "cut_half", "truncated", "empty"];
const LISTS = ["/v3/posting/fbo/list", "/v4/posting/fbs/list", "/v1/returns/list"];
const KILLS = 4;

test(`a history of ${POSTINGS} postings arrives through every kind of trouble`, async () => {
  const began = performance.now();
  await withPoller({ postings: POSTINGS }, async (system) => {
    const { control, world } = system.ozon;
    const seen = (): number => control.world.store.postings.size;
    let trouble = 0;
    const stir = (): void => {
      for (const method of LISTS) control.addFault({ kind: TROUBLE[trouble++ % TROUBLE.length]!, method });
      // The list changes under the reader: new orders, and old ones that show late.
      const [good] = control.goods();
      assert.ok(good);
      for (const createdAt of [world.now, world.now - 3_600_000])
        control.placeOrder({
          account: control.createBuyer({}).account, scheme: "fbo", createdAt, inProcessAt: createdAt,
          items: [{ sku: good.sku, quantity: 1 }],
        });
    };
    await says(system, /^reading the history: /, true, PATIENCE_MS);
    const step = POSTINGS / (KILLS + 1);
    for (let kill = 1; kill <= KILLS; kill++) {
      await until(`${kill * step} postings`, async () => {
        const has = counter(await actor(system, "ledger"), "postings");
        if (has < kill * step * 0.9) throw new Error(`${has}`);
        return true;
      }, PATIENCE_MS);
      stir();
      await system.kill("ozon");
    }
    await says(system, /^polling/, true, PATIENCE_MS);
    control.setAutoLife(false);
    await arrived(system, PATIENCE_MS);
    assert.ok(seen() >= POSTINGS * 0.9, `${seen()}`);
    assert.equal(counter(await actor(system, "ozon"), "unreadable"), 0);
    const seconds = (performance.now() - began) / 1000;
    console.log(`# ${seen()} postings in ${seconds.toFixed(0)} s, ${control.calls().length} of the last requests kept`);
  });
});
