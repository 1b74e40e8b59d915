// Administrators at work on a participant, from a page and from the console: corrected, blocked, erased; and who comes
// back is somebody new.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Messages, ParticipantStatus } from "../../ui/src/wire/protocol.ts";
import { Person } from "../harness/people.ts";
import { DAY_MS, System } from "../harness/system.ts";
import { type Page, refusedAs, Visitor } from "./gateway-client.ts";

const REASON = "по просьбе участницы";
const NAME = "Аполлинария";

let system: System;
let owner: Page;
let vera: Person;
let orderNumber = "";

async function edit(participant = 1): Promise<Messages["participant_edit"]> {
  return await owner.call("participant.editable", { participant });
}

async function logIn(admin: string): Promise<Page> {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", admin));
  return await visitor.openPage();
}

before(async () => {
  system = await System.start();
  await system.ready();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  owner = await logIn("1");
  const { control } = system.ozon;
  const { account } = control.createBuyer({});
  const [good] = control.goods();
  assert.ok(good);
  orderNumber = control.placeOrder({
    account, scheme: "fbo", autoLife: false, createdAt: system.clock.now() - 3 * DAY_MS,
    items: [{ sku: good.sku, quantity: 1, price: 10_000 }],
  }).number;
  vera = new Person(system, 601, NAME, { username: "apollinaria_n" });
  await vera.register(orderNumber);
});

after(async () => {
  (owner as Page | undefined)?.close();
  await system.finish();
});

test("a page corrects points, blocks and lets in again, each once and with its reason", async () => {
  await owner.call("participant.correct", { participant: 1, available_by: 2500, reason: REASON });
  const corrected = await edit();
  assert.equal(corrected.who.available, 2500);
  const args = { participant: 1, rev: corrected.rev ?? 0, blocked: true, reason: REASON };
  assert.equal((await owner.call("participant.block", args)).who.status, ParticipantStatus.blocked);
  await assert.rejects(owner.call("participant.block", { ...args, blocked: false }), refusedAs("CONFLICT"));
  const blocked = await edit();
  await owner.call("participant.block", { ...args, rev: blocked.rev ?? 0, blocked: false });
  const listed = (await owner.call("audit.list", { limit: 10 })).rows ?? [];
  assert.equal(listed.filter((row) => row.reason === REASON).length, 3);
});

test("the console erases nobody who has points, or without the number typed once more", async () => {
  const pointed = await system.ctl("erase", "1", REASON, "--yes");
  assert.equal(pointed.code, 1);
  assert.match(pointed.stderr, /erase: points: there are points or an open request/);
  const unsure = await system.ctl("erase", "1", REASON, "--forfeit"); // nothing on standard input
  assert.equal(unsure.code, 1);
  assert.match(unsure.stderr, new RegExp(`participant 1: ${NAME}`));
  assert.match(unsure.stderr, /not confirmed: nothing has been changed/);
  assert.equal((await system.ctlTyping("2\n", "erase", "1", REASON, "--forfeit")).code, 1);
  assert.equal((await system.ctl("erase", "99", REASON, "--yes")).code, 1);
  assert.equal((await edit()).who.available, 2500);
});

test("erased from the console, the person is gone from every page, and the sums stay", async () => {
  const { code, stdout, stderr } = await system.ctlTyping("1\n", "erase", "1", REASON, "--forfeit");
  assert.equal(code, 0, stderr);
  assert.match(stdout, /participant 1 is erased: the key is deleted/);
  const now = await edit();
  assert.equal(now.who.status, ParticipantStatus.erased);
  assert.equal(now.who.available ?? 0, 0);
  for (const answer of [
    now,
    await owner.call("participants.list", { limit: 100 }),
    await owner.call("journal.list", { limit: 100 }),
    await owner.call("audit.list", { limit: 100 }),
    await owner.call("export.tree", { limit: 100 }),
  ])
    assert.doesNotMatch(JSON.stringify(answer), new RegExp(`${NAME}|apollinaria_n`));
  const again = await system.ctl("erase", "1", REASON, "--forfeit", "--yes");
  assert.equal(again.code, 1);
  assert.match(again.stderr, /erased: this person's data is gone already/);
  await system.verify();
});

test("no file of the ledger has the name, and the writer, killed, comes back without it", async () => {
  await system.kill("ledger");
  await system.ready();
  const folder = join(system.dir, "ledger");
  for (const name of readdirSync(folder))
    assert.equal(readFileSync(join(folder, name)).includes(NAME), false, name);
  assert.equal((await edit()).erasing ?? false, false);
});

test("who comes back with the same ids is a new participant", async () => {
  await vera.register(orderNumber);
  const now = await edit(2);
  assert.equal(now.who.tg, 601);
  assert.equal(now.who.first, NAME);
  assert.equal(now.who.proven, true);
  assert.equal((await edit(1)).who.tg, 0);
});
