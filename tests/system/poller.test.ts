// The poller between a simulated Ozon with a year of history and a real ledger: everything arrives, once, whatever
// Ozon answers and whoever dies on the way; and whoever runs it is told what only a person can cure.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { DAY_MS } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { FAULT_KINDS } from "../sim/ozon/faults.ts";
import { CabinetState } from "../../ui/src/wire/protocol.ts";
import { logIn } from "./hiring.ts";
import { PATIENCE_MS, actor, arrived, counted, counter, says, saysOf, withPoller } from "./poller-watch.ts";

const METHODS = ["/v3/posting/fbo/list", "/v4/posting/fbs/list", "/v1/returns/list"];

// They mostly wait: together they take as long as the longest.
describe("the poller", { concurrency: true }, () => {
  test("a year of history arrives, and then what is new, late or changed", async () => {
    await withPoller({ postings: 3000 }, async (system) => {
      await says(system, /^polling/, true);
      system.ozon.control.setAutoLife(false);
      await arrived(system);

      for (const days of [1, 40]) {
        system.ozon.control.setAutoLife(true);
        system.clock.advance(days * DAY_MS);
        system.ozon.control.now();
        system.ozon.control.setAutoLife(false);
        await arrived(system);
      }
      assert.equal(counter(await actor(system, "ozon"), "unreadable"), 0);
    });
  });

  test("whatever Ozon answers and whoever is killed, everything arrives once", async () => {
    await withPoller({ postings: 2000, int64: "string", fbsPeriodDays: 10 }, async (system) => {
      const slow = new Set<string>(["circle_open", "removed", "slow"]); // minutes of patience: below, and with the verdicts
      for (const kind of FAULT_KINDS.filter((one) => !slow.has(one)))
        for (const method of METHODS) system.ozon.control.addFault({ kind, method });
      for (const name of ["ozon", "ledger", "broker", "reader", "ozon"]) {
        const before = system.ozon.control.calls().length;
        await until("some more requests", () => system.ozon.control.calls().length >= before + 15, PATIENCE_MS);
        await system.kill(name);
      }
      await says(system, /^polling/, true);
      system.ozon.control.setAutoLife(false);
      await arrived(system);
    });
  });

  test("a second poller of the cabinet stands by, and takes over", async () => {
    await withPoller({ postings: 200 }, async (system) => {
      await says(system, /^polling/, true);
      const second = system.add("ozon@2");
      second.start();
      await saysOf(system, "ozon@2", /^standing by for ozon$/, false);
      assert.equal(counter(await actor(system, "ozon@2"), "requests"), 0);
      await system.process("ozon").stop();
      await saysOf(system, "ozon@2", /^polling/, true);
      await arrived(system);
    });
  });

  test("a key that Ozon does not know is said so, and a new one helps", async () => {
    await withPoller({ postings: 50 }, async (system) => {
      const key = "11111111-2222-4333-8444-555555555555";
      system.ozon.control.setKey({ apiKey: key });
      await says(system, /Api-Key/, false);
      assert.equal(counter(await actor(system, "ledger"), "postings"), 0);
      writeFileSync(join(system.dir, "ozon-api-key"), `${key}\n`);
      await system.kill("ozon"); // without it the file is read again within a minute
      await says(system, /^polling/, true);
      await arrived(system);
      assert.ok(!system.process("ozon").logText().includes(key));
    });
  });

  test("methods that the roles of the key do not cover are named together, and a role helps", async () => {
    await withPoller({ postings: 50 }, async (system) => {
      const postings = ["/v3/posting/fbo/list", "/v4/posting/fbs/list"];
      const all = [...postings, "/v1/returns/list", "/v2/returns/rfbs/list", "/v3/product/list", "/v3/product/info/list"];
      system.ozon.control.setKey({ roles: [{ name: "Posting", methods: postings }] });
      await system.kill("ozon"); // the roles are asked for at the start, and once a day
      await says(system, /the Api-Key has no role for \/v1\/returns\/list, .*\/v3\/product\/info\/list: give it one/, false);
      system.ozon.control.setKey({ roles: [{ name: "Admin", methods: all }] });
      await system.kill("ozon");
      await says(system, /^polling/, true);
      await arrived(system);
    });
  });

  test("a method that Ozon has removed is named to operators, the others are read on, and with it back nothing is missing", async () => {
    await withPoller({ postings: 50, autoLife: false }, async (system) => {
      await says(system, /^polling/, true);
      await arrived(system);
      const { control } = system.ozon;
      const removed = "/v4/posting/fbs/list";
      control.addFault({ kind: "removed", method: removed, forMs: 30 * DAY_MS });
      await says(system, /Ozon does not offer \/v4\/posting\/fbs\/list any more \(404, .*\): a newer release is needed/, false);
      await system.ctlOk("admins", "add", "501", "Ольга", "owner");
      const page = await until("the admin page", async () => await logIn(system));
      const [cabinet] = (await page.call("cabinets.list", {})).cabinets ?? [];
      assert.ok(cabinet && cabinet.state !== CabinetState.reading, JSON.stringify(cabinet));
      assert.match(cabinet.sentence ?? "", /does not offer \/v4\/posting\/fbs\/list any more/);
      page.close();

      const known = system.ozon.world.store.postings.size;
      const { account } = control.createBuyer({});
      const [good] = control.goods();
      assert.ok(good);
      const order = { account, autoLife: false, items: [{ sku: good.sku, quantity: 1 }] };
      control.placeOrder({ ...order, scheme: "fbs" });
      control.placeOrder({ ...order, scheme: "fbo" });
      await counted(system, "ledger", "postings", (value) => value === known + 1);
      control.clearFaults();
      await system.kill("ozon"); // without it the method is tried again within a minute
      await says(system, /^polling/, true);
      await arrived(system);
    }, { actors: ["gateway"] });
  });

  test("a key that ends soon is announced", async () => {
    const keyExpiresAt = Date.now() + 10 * DAY_MS;
    await withPoller({ postings: 50, keyExpiresAt }, async (system) => {
      await says(system, /the Api-Key ends on \d{4}-\d\d-\d\d/, true);
    });
  });
});
