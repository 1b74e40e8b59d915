// Somebody has taken the broker over, with its key: they pass on whatever they like, in anybody's name. The ledger's
// processes look for themselves, and whoever has no right of a method in the protocol is refused by them too.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { decode, encode } from "@msgpack/msgpack";
import { Router } from "zeromq";
import { ErrorCode, Role } from "../../ui/src/wire/protocol.ts";
import { keyOf, type Method, methods } from "../harness/caller.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const [CLIENT, WORKER] = ["MDPC02", "MDPW02"] as const;
const [READY, REQUEST, FINAL, HEARTBEAT] = [1, 2, 4, 5] as const;
const PACKED = "RSF1"; // frames in one, each behind its length
const BEAT_MS = 100;
const DEADLINE_MS = 60_000;

type RoleName = keyof typeof Role;

/** A broker that asks in its own interest. */
class Taken {
  readonly #socket: Router;
  readonly #beat: NodeJS.Timeout;
  readonly #peers = new Set<string>();
  /** Who has offered which service. */
  readonly workers = new Map<string, Buffer>();
  readonly #answers = new Map<number, { code: number; detail: string }>();
  #sending = Promise.resolve();
  #last = 0;

  constructor(system: System) {
    this.#socket = new Router({ linger: 0, curveServer: true, curveSecretKey: keyOf(system, "broker.key") });
    this.#beat = setInterval(() => this.#beats(), BEAT_MS);
  }

  async open(system: System): Promise<void> {
    await this.#socket.bind(`ipc://${system.dir}/requests`);
    void this.#listen();
  }

  close(): void {
    clearInterval(this.#beat);
    this.#socket.close();
  }

  async ask(method: Method, role: RoleName): Promise<{ code: number; detail: string }> {
    const id = ++this.#last;
    const envelope = encode({ v: 1, id, method: method.id, deadline: Date.now() + DEADLINE_MS, key: `${id}-of-a-thief` });
    const caller = encode({ role: Role[role], name: role });
    const worker = this.workers.get(method.service);
    assert.ok(worker, method.service);
    const body = [envelope, encode({ nobody: "knows" }), caller].map((one) => Buffer.from(one));
    await this.#send([worker, WORKER, Buffer.from([REQUEST]), "a ticket", "", ...body]);
    return await until(`an answer to ${method.name}`, () => this.#answers.get(id));
  }

  /** One after another: a socket takes one message at a time. */
  async #send(message: (string | Buffer)[]): Promise<void> {
    this.#sending = this.#sending.then(async () => await this.#socket.send(message)).catch(() => undefined); // somebody is gone
    await this.#sending;
  }

  #beats(): void {
    for (const peer of this.#peers) {
      const to = Buffer.from(peer, "hex");
      for (const kind of [CLIENT, WORKER]) void this.#send([to, kind, Buffer.from([HEARTBEAT])]);
    }
  }

  async #listen(): Promise<void> {
    for await (const [peer, ...frames] of this.#socket) {
      const [kind, what, ...rest] = unpacked(frames);
      this.#peers.add(peer!.toString("hex"));
      if (String(kind) !== WORKER) continue;
      if (what?.[0] === READY) this.workers.set(String(rest[0]), peer!);
      if (what?.[0] !== FINAL) continue;
      const { id, ...said } = decode(rest[2]!) as { id: number; code?: number; detail?: string };
      this.#answers.set(id, { code: 0, detail: "", ...said });
    }
  }
}

function unpacked(frames: Buffer[]): Buffer[] {
  const [all] = frames;
  if (frames.length !== 1 || !all || String(all.subarray(0, PACKED.length)) !== PACKED) return frames;
  const inside: Buffer[] = [];
  for (let at = PACKED.length; at < all.length;) {
    const size = all.readUInt32BE(at);
    inside.push(all.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return inside;
}

let system: System;
let broker: Taken;

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader"], config: "[up]\ntelegram = false\nozon = false\ngateways = 0\n" });
  await system.ready();
  await system.process("broker").stop("SIGKILL");
  broker = new Taken(system);
  await broker.open(system);
  await until("the ledger's processes to offer their services", () => broker.workers.size === 2);
});

after(async () => {
  broker.close();
  system.process("broker").start();
  await system.verify();
  assert.deepEqual(system.problems(), []);
  await system.close();
});

test("whoever passes a request on, the ledger refuses what is not for the role in whose name it comes", async () => {
  const roles = Object.keys(Role) as RoleName[];
  const kept = methods().filter((one) => broker.workers.has(one.service));
  assert.ok(kept.length > 60, `${kept.length} methods`);
  for (const method of kept)
    await Promise.all(roles.map(async (role) => {
      const { code, detail } = await broker.ask(method, role);
      const refused = code === ErrorCode.FORBIDDEN && detail === `${method.name} is not for ${role}`;
      assert.equal(refused, !method.callers.includes(role), `${method.name} for ${role}: ${code} ${detail}`);
    }));
});
