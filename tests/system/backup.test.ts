// A backup is a backup: taken beside a working writer, verified, restored elsewhere, and the same.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { changes, look } from "../fixtures/record.ts";
import { Buyer } from "../harness/buyer.ts";
import { Person } from "../harness/people.ts";
import { type ActorName, DAY_MS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { Page } from "./gateway-client.ts";
import { logIn } from "./hiring.ts";

/** The machine is lost: the same system on what a backup has, without any other process than these. */
async function restore(system: System, backup: string, actors: ActorName[]): Promise<void> {
  for (const one of system.processes.values()) if (one.name !== "broker") await one.stop();
  writeFileSync(system.config, readFileSync(system.config, "utf8").replace('path = "ledger"', 'path = "restored"'));
  const restored = await system.ctl("restore", backup);
  assert.equal(restored.code, 0, restored.stderr);
  for (const name of actors) system.process(name).start();
}

/** What Ozon's orders have come to: when the ledger heard of them is left out. */
async function bought(page: Page, participants: number[]): Promise<unknown[]> {
  const { rows } = await page.call("participants.list", { limit: 50 });
  const people = (rows ?? []).map(({ id, total, accrued, own, by_network, orders, sum }) => ({ id, total, accrued, own, by_network, orders, sum }));
  const orders = await Promise.all(participants.map(async (participant) =>
    ((await page.call("orders.of", { participant, limit: 50 })).rows ?? [])
      .map(({ number, status, created, net, own, network, items, shares }) => ({
        number, status, created, net, own, network, items,
        shares: shares?.map(({ participant, level, rate, due, posted }) => ({ participant, level, rate, due, posted })),
      }))
      .sort((a, b) => (a.number < b.number ? -1 : 1))));
  return [people.sort((a, b) => a.id - b.id), orders];
}

test("an old backup holds what was there when it was taken, and with Ozon read again every posting is as in what was lost", async () => {
  const system = await System.start();
  await system.during(async () => {
    await system.ready();
    await system.ctlOk("settings", "set", "own_rate=500");
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    const [anna, boris] = [new Buyer(system, 701, "Анна"), new Buyer(system, 702, "Борис")];
    await boris.join(await anna.join());
    const total = async (page: Page, of: number): Promise<number> => (await page.call("participant.editable", { participant: of })).who.total ?? 0;
    let page = await logIn(system);
    const kept = boris.buy(100_000, 2);
    const onItsWay = boris.order(50_000);
    boris.giveBack(boris.buy(30_000));
    await until("the first points", async () => (await total(page, 2)) === 100_00 && (await page.call("orders.of", { participant: 2, limit: 50 })).rows?.length === 4);
    await system.process("ozon").stop(); // so that what is looked at is what is copied
    const before = await look(page);
    const target = join(system.dir, "backup");
    await system.ctlOk("backup", target);

    // A day that the backup has not seen: what was on its way arrives, what was kept comes back, and there are new orders.
    system.process("ozon").start();
    system.clock.advance(DAY_MS);
    boris.receive(onItsWay);
    boris.giveBack(kept);
    anna.buy(70_000);
    boris.buy(12_345);
    page.close();
    page = await logIn(system);
    await until("the points of that day", async () => {
      assert.deepEqual([await total(page, 1), await total(page, 2)], [66_17, 31_17]);
      return true;
    });
    const lost = await bought(page, [1, 2]);
    page.close();

    await restore(system, target, ["ledger", "reader", "gateway"]);
    await system.ctlOk("settings", "get"); // it is up
    page = await logIn(system);
    assert.deepEqual(changes(before, await look(page)), []);
    assert.notDeepEqual(await bought(page, [1, 2]), lost);
    system.process("ozon").start();
    await until("every posting", async () => {
      assert.deepEqual(await bought(page, [1, 2]), lost);
      return true;
    });
    page.close();
  });
});

test("a backup taken under load is verified, restored into an empty folder, and holds what was there", async () => {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "telegram"] });
  await system.during(async () => {
    await system.ctlOk("settings", "set", "own_rate=300");
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    const people = Array.from({ length: 6 }, (_, n) => new Person(system, 700 + n, `Участник ${n}`));
    const busy = people.map(async (person) => {
      person.start();
      await person.hear("Условия участия", "Принять");
    });
    const target = join(system.dir, "backup");
    const taken = await until("a backup", async () => {
      const result = await system.ctl("backup", target);
      assert.equal(result.code, 0, result.stderr);
      return result;
    });
    await Promise.all(busy);
    assert.match(taken.stdout, /verified: \d+ facts/);
    assert.match(taken.stderr, /^copying journal.mdb: [\d.]+ of [\d.]+ MB$/m);
    for (const file of ["journal.mdb", "keys.mdb"]) assert.equal(statSync(join(target, file)).mode & 0o777, 0o600);

    assert.match((await system.ctl("backup", target)).stderr, /holds a ledger already/);
    assert.match((await system.ctl("restore", target)).stderr, /holds a ledger already/);
    assert.match((await system.ctl("restore", join(system.dir, "nowhere"))).stderr, /holds no ledger/);

    await restore(system, target, ["ledger", "reader"]);
    assert.match(await system.ctlOk("settings", "get"), /"own_rate": 300/);
    assert.match(await system.ctlOk("admins", "list"), /Ольга/);
  });
});
