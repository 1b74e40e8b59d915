// A client and a worker of another library (npm zeromq, with a libzmq of its own) that speak plain MDP/0.2 (ZeroMQ RFC 18)
// and know nothing of refsys: they find each other through our broker.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect as connectRaw } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { curveKeyPair, Dealer } from "zeromq";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const CLIENT = "MDPC02";
const WORKER = "MDPW02";
const [READY, REQUEST, PARTIAL, FINAL, HEARTBEAT, DISCONNECT] = [1, 2, 3, 4, 5, 6] as const;
const ASKED = 1;
const [ANSWERED_PART, ANSWERED] = [2, 3];
const BEAT_MS = 200;
const LIVENESS_MS = 4 * BEAT_MS;
const REQUESTS = 200;
const COMERS = 12; // at once
const VISITS = 400; // of each
const LAST_WORD_MS = 2000;

type Keys = { publicKey: string; secretKey: string; serverKey: string };

function dealer(keys: Keys | undefined, linger = 0): Dealer {
  const curve = keys && { curvePublicKey: keys.publicKey, curveSecretKey: keys.secretKey, curveServerKey: keys.serverKey };
  return new Dealer({ linger, ...curve });
}

const address = (system: System): string => `ipc://${system.dir}/requests`;

function connect(system: System, keys: Keys | undefined): Dealer {
  const socket = dealer(keys);
  socket.connect(address(system));
  return socket;
}

const command = (byte: number): Buffer => Buffer.from([byte]);

/** Answers in capitals, one request at a time; "twice" in two parts. As RFC 18 has it, it beats, and comes anew after
 *  silence or DISCONNECT. */
class UpperWorker {
  readonly #system: System;
  readonly #keys: Keys | undefined;
  readonly #beat: NodeJS.Timeout;
  #socket: Dealer | undefined;
  #heardAt = 0;
  served = 0;
  beats = 0;

  constructor(system: System, keys?: Keys) {
    this.#system = system;
    this.#keys = keys;
    this.#open();
    this.#beat = setInterval(() => {
      if (Date.now() - this.#heardAt > LIVENESS_MS) this.#open();
      else void this.#socket?.send([WORKER, command(HEARTBEAT)]);
    }, BEAT_MS);
  }

  close(): void {
    clearInterval(this.#beat);
    this.#socket?.close();
  }

  #open(): void {
    this.#socket?.close();
    const socket = connect(this.#system, this.#keys);
    this.#socket = socket;
    this.#heardAt = Date.now();
    void this.#serve(socket);
  }

  async #serve(socket: Dealer): Promise<void> {
    await socket.send([WORKER, command(READY), "upper"]);
    for await (const [header, what, client, empty, ...body] of socket) {
      this.#heardAt = Date.now();
      assert.equal(String(header), WORKER);
      if (what![0] === HEARTBEAT) this.beats++;
      if (what![0] === DISCONNECT) return this.#open();
      if (what![0] !== REQUEST) continue;
      assert.equal(empty!.length, 0);
      const capitals = body.map((part) => String(part).toUpperCase());
      if (capitals[0] === "TWICE") await socket.send([WORKER, command(PARTIAL), client!, "", "FIRST"]);
      await socket.send([WORKER, command(FINAL), client!, "", ...capitals]);
      this.served++;
    }
  }
}

class Client {
  readonly socket: Dealer;
  readonly answers: string[] = [];

  constructor(system: System, keys?: Keys) {
    this.socket = connect(system, keys);
    void this.#listen();
  }

  async ask(service: string, ...body: string[]): Promise<void> {
    await this.socket.send([CLIENT, command(ASKED), service, ...body]);
  }

  /** Asks, and again until the answer is this one: meanwhile the broker may have been away. */
  async until(answer: string, service: string, ...body: string[]): Promise<void> {
    await until(answer, async () => {
      await this.ask(service, ...body);
      await until("an answer", () => this.answers.length > 0, 1000);
      const got = this.answers.splice(0);
      if (!got.includes(answer)) throw new Error(got.join(" "));
      return true;
    }, 30_000);
  }

  async #listen(): Promise<void> {
    for await (const [header, what, service, ...body] of this.socket) {
      assert.equal(String(header), CLIENT);
      const kind = what![0] === ANSWERED ? "final" : what![0] === ANSWERED_PART ? "partial" : `command ${what![0]}`;
      this.answers.push([kind, service, ...body].map(String).join(" "));
    }
  }
}

async function withBroker(edit: (config: string) => string, run: (system: System) => Promise<void>): Promise<void> {
  const offered = (config: string): string => config.replace("[broker]", '[broker]\nservices = "upper"');
  const system = await System.start({ actors: ["broker"], edit: (config) => edit(offered(config)) });
  try {
    await until("the broker listens", () => /listens at/.test(system.process("broker").logText()), 30_000);
    await run(system);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
}

/** A key that the broker knows. */
function ownKeys(system: System): Keys {
  const folder = join(system.dir, "keys");
  const own = { ...curveKeyPair(), serverKey: readFileSync(join(folder, "broker.pub"), "utf8").trim() };
  writeFileSync(join(folder, "ctl@abroad.pub"), `${own.publicKey}\n`);
  return own;
}

async function serviceUpper(system: System): Promise<{ workers: number; served: number } | undefined> {
  const { services } = JSON.parse((await system.ctl("status", "--json")).stdout) as {
    services: { name: string; workers: number; served: number }[];
  };
  return services.find((one) => one.name === "upper");
}

/** As often as not without a word; who stays is given back. */
async function comeAndGo(system: System, keys: Keys | undefined, first: number): Promise<Dealer[]> {
  const staying: Dealer[] = [];
  for (let visit = first; visit < first + VISITS; visit++) {
    const socket = dealer(keys, LAST_WORD_MS);
    const there = new Promise((done) => { socket.events.on(visit % 4 ? "connect" : "handshake", done); });
    socket.connect(address(system));
    if (visit % 4 < 2) {
      await there;
      socket.close();
      continue;
    }
    await socket.send([WORKER, command(READY), "upper"]);
    if (visit % 20 === 3) staying.push(socket);
    else socket.close();
  }
  return staying;
}

const plain = (config: string): string => config.replace("[broker]", "[broker]\ncurve = false");

test("a plain MDP/0.2 client and worker of another library work unchanged, and outlive the broker", async () => {
  await withBroker(plain, async (system) => {
    const client = new Client(system);
    await client.until("final mmi.service 404", "mmi.service", "upper");
    const worker = new UpperWorker(system);
    await client.until("final mmi.service 200", "mmi.service", "upper");

    for (let n = 0; n < REQUESTS; n++) await client.ask("upper", `request ${n}`, "and more");
    await until("all answers", () => client.answers.length >= REQUESTS, 30_000);
    assert.deepEqual(client.answers.splice(0), Array.from({ length: REQUESTS }, (_, n) => `final upper REQUEST ${n} AND MORE`));
    await client.ask("upper", "twice");
    await until("both parts", () => client.answers.length >= 2);
    assert.deepEqual(client.answers.splice(0), ["partial upper FIRST", "final upper TWICE"]);
    await until("heartbeats of the broker", () => worker.beats > 2);

    const upper = await serviceUpper(system);
    assert.equal(upper?.workers, 1);
    assert.equal(upper?.served, REQUESTS + 1);

    await system.kill("broker");
    await client.until("final upper AGAIN", "upper", "again");
    worker.close();
    await client.until("final mmi.service 404", "mmi.service", "upper");
    client.socket.close();
  });
});

test("with a key that the broker knows they work under CURVE too; with another nobody is let in", async () => {
  await withBroker((config) => config, async (system) => {
    const own = ownKeys(system);
    const worker = new UpperWorker(system, own);
    const client = new Client(system, own);
    await client.until("final upper HELLO", "upper", "hello");

    const stranger = new Client(system, { ...own, ...curveKeyPair() });
    let turnedAway = false;
    stranger.socket.events.on("handshake:error:auth", () => (turnedAway = true));
    await until("the stranger is turned away", () => turnedAway, 30_000);
    await client.until("final upper STILL", "upper", "still");
    assert.deepEqual(stranger.answers, []);
    worker.close();
    client.socket.close();
    stranger.socket.close();
  });
});

test("frames too large, frames too many and connections that say nothing harm nobody", async () => {
  await withBroker(plain, async (system) => {
    const worker = new UpperWorker(system);
    const client = new Client(system);
    await client.until("final upper HELLO", "upper", "hello");

    const silent = Array.from({ length: 20 }, () => connectRaw(join(system.dir, "requests")));
    await Promise.all(silent.map((one) => new Promise((done) => one.once("connect", done))));
    const large = new Client(system);
    let thrownOut = false;
    large.socket.events.on("disconnect", () => (thrownOut = true));
    await large.socket.send([CLIENT, command(ASKED), "upper", Buffer.alloc(64 << 20)]);
    await until("the one with the large frame is thrown out", () => thrownOut, 30_000);
    const many = new Client(system);
    await many.socket.send([CLIENT, command(ASKED), "upper", ...Array.from({ length: 100_000 }, () => "x")]);
    await many.until("final upper SHORT", "upper", "short"); // what came before it was not answered

    await client.until("final upper STILL", "upper", "still");
    assert.equal(system.process("broker").starts, 1);
    silent.forEach((one) => one.destroy());
    for (const one of [client, large, many]) one.socket.close();
    worker.close();
  });
});

for (const [how, edit] of [["with keys", (config: string) => config], ["without keys", plain]] as const)
  test(`whoever comes is known and whoever has gone is forgotten, however fast they come and go, ${how}`, async () => {
    const patient = (config: string): string => edit(config).replace(`heartbeat_ms = ${BEAT_MS}`, "heartbeat_ms = 60000");
    await withBroker(patient, async (system) => {
      const keys = edit === plain ? undefined : ownKeys(system);
      const staying = (await Promise.all(Array.from({ length: COMERS }, async (_, n) => await comeAndGo(system, keys, n)))).flat();
      try {
        await until("those who stay, and nobody else", async () => {
          assert.equal((await serviceUpper(system))?.workers, staying.length);
          return true;
        });
      } finally {
        for (const one of staying) one.close();
      }
    });
  });
