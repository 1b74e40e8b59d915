// Who may say what to the broker, on real processes and with real keys: every method of the protocol by every kind of
// process, services offered by whom they do not belong to, strangers, and a broker that is not ours.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decode, encode } from "@msgpack/msgpack";
import { curveKeyPair, Dealer } from "zeromq";
import { ErrorCode } from "../../ui/src/wire/protocol.ts";
import { root, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const CLIENT = "MDPC02";
const WORKER = "MDPW02";
const [ASK, READY] = [1, 1];
const FINAL = 3;
const BROKER_SAYS = / is not for \w+$/;
const ROLES = ["ledger", "reader", "telegram", "support", "ozon", "gateway", "ctl"];

type Method = { id: number; name: string; service: string; callers: string[] };

/** The table of methods as the project's own documentation has it. */
function methods(): Method[] {
  const text = readFileSync(join(root, "shared/PROTOCOL.md"), "utf8");
  return [...text.matchAll(/^\| (\d+) \| ([a-z._]+) \| ([a-z.]+) \| \w+ \| \w+ \| \w+ \| ([a-z, ]*) \|/gm)]
    .map(([, id, name, service, callers]) => ({ id: Number(id), name: name!, service: service!, callers: callers!.split(", ") }));
}

let system: System;
const open: Dealer[] = [];

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

function key(name: string): string {
  return readFileSync(join(system.dir, "keys", name), "utf8").trim().slice(-40);
}

/** Connected with the key of this kind of process, or with none. */
function connect(role: string | undefined): Dealer {
  const curve = role === undefined ? {}
    : { curvePublicKey: key(`${role}.pub`), curveSecretKey: key(`${role}.key`), curveServerKey: key("broker.pub") };
  const socket = new Dealer({ linger: 0, ...curve });
  open.push(socket);
  socket.connect(`ipc://${system.dir}/requests`);
  return socket;
}

class Caller {
  readonly socket: Dealer;
  readonly #answers = new Map<number, { code: number; detail: string }>();
  #last = 0;

  constructor(role: string | undefined) {
    this.socket = connect(role);
    void this.#listen();
  }

  /** Whether the broker refuses it; nothing is asked for that could be done. */
  async refused(method: Method): Promise<boolean> {
    const id = ++this.#last;
    await this.say(id, method);
    const { code, detail } = await until(`an answer to ${method.name}`, () => this.#answers.get(id));
    return code === ErrorCode.FORBIDDEN && BROKER_SAYS.test(detail); // without a session the ledger refuses pages, too
  }

  async say(id: number, method: Method): Promise<void> {
    const envelope = encode({ v: 1, id, method: method.id, deadline: Date.now() + 20_000, key: `test-${id}-of-peers` });
    await this.socket.send([CLIENT, Buffer.from([ASK]), method.service, Buffer.from(envelope), Buffer.from(encode({ nobody: "knows" }))]);
  }

  get heard(): number {
    return this.#answers.size;
  }

  async #listen(): Promise<void> {
    for await (const [, what, , body] of this.socket) {
      if (what?.[0] !== FINAL) continue;
      const { id, code = 0, detail = "" } = decode(body!) as { id: number; code?: number; detail?: string };
      this.#answers.set(id, { code, detail });
    }
  }
}

test("each kind of process may call what the protocol lists for it, and is refused everything else", async () => {
  const all = methods();
  assert.ok(all.length > 60, `${all.length} methods`);
  for (const role of ROLES) {
    const caller = new Caller(role);
    for (const method of all) assert.equal(await caller.refused(method), !method.callers.includes(role), `${method.name} by ${role}`);
  }
});

test("a process cannot offer the service of another, and gets none of its work", async () => {
  const socket = connect("telegram");
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
  const plain = new Caller(undefined);
  const stranger = new Dealer({ linger: 0, ...keysOfNobody() });
  open.push(stranger);
  let turnedAway = 0;
  for (const one of [plain.socket, stranger])
    for (const event of ["handshake:error:protocol", "handshake:error:auth", "handshake:error:other", "disconnect"] as const)
      one.events.on(event, () => { turnedAway++; });
  stranger.connect(`ipc://${system.dir}/requests`);
  await plain.say(1, status);
  await until("both to be turned away", () => turnedAway >= 2);
  await system.ctlOk("status");
  assert.equal(plain.heard, 0);
});

function keysOfNobody(): { curvePublicKey: string; curveSecretKey: string; curveServerKey: string } {
  const { publicKey, secretKey } = curveKeyPair();
  return { curvePublicKey: publicKey, curveSecretKey: secretKey, curveServerKey: key("broker.pub") };
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
