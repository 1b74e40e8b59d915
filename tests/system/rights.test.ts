// Who may do what from a page: every method of the protocol for every right, as the protocol itself says. A right that is
// missing is told before anything else is looked at; one that is there leads at least to what the method says.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { METHODS, type MethodName, Right } from "../../ui/src/wire/protocol.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

const NAMES = Object.keys(METHODS) as MethodName[];
const RIGHTS = Object.keys(Right) as (keyof typeof Right)[];

let system: System;

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader", "ozon", "gateway"] });
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
});

after(async () => {
  await system.verify();
  assert.deepEqual(system.problems(), []);
  await system.close();
});

async function pageWith(right: string, n: number): Promise<Page> {
  await system.ctlOk("admins", "add", String(9100 + n), `С правом ${right}`, right);
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", String(n + 1)));
  return await visitor.openPage();
}

describe("an administrator with one right", () => {
  for (const [n, right] of RIGHTS.entries())
    test(`${right}: is refused every method that takes another one, and no method that takes this one`, async () => {
      const page = await pageWith(right, n);
      const may = NAMES.filter((name) => METHODS[name].rights & Right[right]);
      const mayNot = NAMES.filter((name) => !may.includes(name));
      for (const name of mayNot)
        await assert.rejects(page.ask(METHODS[name].id, {}, crypto.randomUUID()), refusedAs("FORBIDDEN"), name);
      for (const name of may) {
        if (name === "session.end") continue; // it would do so
        await page.ask(METHODS[name].id, {}, crypto.randomUUID()).catch((error) => {
          assert.ok(!refusedAs("FORBIDDEN")(error), name);
        });
      }
      assert.ok(may.length > 0);
      page.close();
    });
});
