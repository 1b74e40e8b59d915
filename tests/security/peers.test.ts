// Who may say what to the broker, on real processes and with real keys: every method of the protocol by every kind of
// process, services offered by whom they do not belong to, strangers, and a broker that is not ours.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { curveKeyPair, Dealer } from "zeromq";
import { Caller, connectAs, keyOf, methods } from "../harness/caller.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const WORKER = "MDPW02";
const READY = 1;
const ROLES = ["ledger", "reader", "telegram", "support", "ozon", "gateway", "ctl"];

let system: System;
const open: { close(): void }[] = [];

function kept<T extends { close(): void }>(one: T): T {
  open.push(one);
  return one;
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader"], config: "[up]\ntelegram = false\nozon = false\ngateways = 0\n" });
  await system.ready();
  await system.ctlOk("keys");
});
after(async () => {
  for (const one of open) one.close();
  await system.verify();
  assert.deepEqual(system.problems(), []);
  await system.close();
});

test("each kind of process may call what the protocol lists for it, and is refused everything else", async () => {
  const all = methods();
  assert.ok(all.length > 60, `${all.length} methods`);
  for (const role of ROLES) {
    const caller = kept(new Caller(system, role));
    for (const method of all) assert.equal(await caller.refused(method), !method.callers.includes(role), `${method.name} by ${role}`);
  }
});

test("a process cannot offer the service of another, and gets none of its work", async () => {
  const socket = kept(connectAs(system, "telegram"));
  const heard: string[] = [];
  void (async () => { for await (const parts of socket) heard.push(parts.map(String).join(" ")); })();
  for (const service of ["ledger", "reader"]) await socket.send([WORKER, Buffer.from([READY]), service, "1000"]);
  for (let n = 0; n < 20; n++) await system.ctlOk("settings", "get");
  const { services } = JSON.parse(await system.ctlOk("status", "--json")) as { services: { name: string; workers: number }[] };
  for (const name of ["ledger", "reader"]) assert.equal(services.find((one) => one.name === name)?.workers, 1, name);
  assert.deepEqual(heard.filter((one) => one.includes(" ") && /settings/.test(one)), []);
});

test("who speaks no CURVE, and who has a key that nobody gave them, is not heard", async () => {
  const [status] = methods();
  assert.ok(status);
  const plain = kept(new Caller(system, undefined));
  const stranger = kept(new Dealer({ linger: 0, ...keysOfNobody() }));
  let turnedAway = 0;
  for (const one of [plain.socket, stranger])
    for (const event of ["handshake:error:protocol", "handshake:error:auth", "handshake:error:other", "disconnect"] as const)
      one.events.on(event, () => { turnedAway++; });
  stranger.connect(`ipc://${system.dir}/requests`);
  await plain.say(status, {});
  await until("both to be turned away", () => turnedAway >= 2);
  await system.ctlOk("status");
  assert.equal(plain.answers.size, 0);
});

function keysOfNobody(): { curvePublicKey: string; curveSecretKey: string; curveServerKey: string } {
  const { publicKey, secretKey } = curveKeyPair();
  return { curvePublicKey: publicKey, curveSecretKey: secretKey, curveServerKey: keyOf(system, "broker.pub") };
}

test("nobody tells anything to a broker that has not the broker's key", async () => {
  const right = readFileSync(join(system.dir, "keys", "broker.pub"));
  writeFileSync(join(system.dir, "keys", "broker.pub"), `${curveKeyPair().publicKey}\n`);
  try {
    const asked = await system.ctl("status");
    assert.equal(asked.code, 1);
    assert.match(asked.stderr, /no broker answers/);
  } finally {
    writeFileSync(join(system.dir, "keys", "broker.pub"), right);
  }
  await system.ctlOk("status");
});
