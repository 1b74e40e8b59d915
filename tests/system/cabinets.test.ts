// The seller's cabinets on the admin page: how reading goes, whether the Api-Key works, and another key in its place.
import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { CabinetState } from "../../ui/src/wire/protocol.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

const FRESH = "33333333-4444-4555-8666-777777777777";
const WRONG = "99999999-4444-4555-8666-777777777777";
const PATIENCE_MS = 90_000;

let system: System;
let owner: Page;
let admin: Page;
let client: number;

async function pageOf(id: number): Promise<Page> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", String(id)));
  return await visitor.openPage();
}

const keyFile = (): string => join(system.dir, "ozon-api-key");

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  await system.ctlOk("admins", "add", "502", "Пётр", "admin");
  owner = await pageOf(1);
  admin = await pageOf(2);
});

after(async () => {
  for (const page of [owner, admin]) (page as Page | undefined)?.close();
  await system.finish(() => {
    for (const one of system.processes.values())
      for (const key of [FRESH, WRONG]) assert.ok(!one.logText().includes(key), `a key in the log of ${one.name}`);
  });
});

describe("a cabinet on the admin page", () => {
  test("is listed with how reading it goes", async () => {
    const [cabinet] = await until("the cabinet to be read", async () => {
      const { cabinets } = await admin.call("cabinets.list", {});
      return cabinets?.[0]?.state === CabinetState.reading ? cabinets : undefined;
    }, PATIENCE_MS);
    assert.ok(cabinet);
    client = cabinet.client;
    assert.match(cabinet.sentence ?? "", /^(polling|reading)/);
    assert.ok((cabinet.requests ?? 0) > 0 && (cabinet.answered ?? 0) > 0);
  });

  test("says at once whether its Api-Key works", async () => {
    assert.equal((await admin.call("cabinet.check", { client })).state, CabinetState.reading);
    system.ozon.control.setKey({ apiKey: FRESH });
    const checked = await admin.call("cabinet.check", { client });
    assert.equal(checked.state, CabinetState.bad_key);
    assert.match(checked.sentence ?? "", /Api-Key/);
    await assert.rejects(admin.call("cabinet.check", { client: client + 1 }), refusedAs("NOT_FOUND"));
  });

  test("keeps its key when another one does not work, and takes it from an owner alone", async () => {
    const before = readFileSync(keyFile(), "utf8");
    assert.equal((await owner.call("cabinet.key", { client, key: WRONG })).state, CabinetState.bad_key);
    await assert.rejects(owner.call("cabinet.key", { client, key: "два слова" }), refusedAs("BAD_REQUEST"));
    await assert.rejects(admin.call("cabinet.key", { client, key: FRESH }), refusedAs("FORBIDDEN"));
    assert.equal(readFileSync(keyFile(), "utf8"), before);
  });

  test("is read with the new key at once, also after a kill, and the journal says who put it in", async () => {
    assert.equal((await owner.call("cabinet.key", { client, key: FRESH })).state, CabinetState.reading);
    assert.equal(readFileSync(keyFile(), "utf8"), `${FRESH}\n`);
    assert.equal(statSync(keyFile()).mode & 0o777, 0o600);
    const working = async (): Promise<boolean> => (await admin.call("cabinets.list", {})).cabinets?.[0]?.state === CabinetState.reading;
    await until("the cabinet to be read again", working, PATIENCE_MS);
    await system.kill("ozon");
    await until("the cabinet to be read by the next process", working, PATIENCE_MS);
    const { rows } = await owner.call("audit.list", { limit: 10 });
    const entry = rows?.find((one) => one.id === client);
    assert.ok(entry);
    assert.equal(entry.admin, 1);
    const card = await owner.call("audit.card", { seq: entry.seq });
    assert.equal(card.changes?.[0]?.name, "api_key");
    assert.ok(!JSON.stringify(card).includes(FRESH));
  });
});
