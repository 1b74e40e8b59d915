// A process of the system as the broker sees it: requests over Majordomo, with the key of any role or with none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decode, encode } from "@msgpack/msgpack";
import { Dealer } from "zeromq";
import { ErrorCode } from "../../ui/src/wire/protocol.ts";
import { root, type System } from "./system.ts";
import { until } from "./until.ts";

const CLIENT = "MDPC02";
const ASK = 1;
const FINAL = 3;
const BROKER_SAYS = / is not for \w+$/;
const DEADLINE_MS = 20_000;

export type Method = { id: number; name: string; service: string; callers: string[] };

/** The table of methods as the project's own documentation has it. */
export function methods(): Method[] {
  const text = readFileSync(join(root, "shared/PROTOCOL.md"), "utf8");
  return [...text.matchAll(/^\| (\d+) \| ([a-z._]+) \| ([a-z.]+) \| \w+ \| \w+ \| \w+ \| ([a-z, ]*) \|/gm)]
    .map(([, id, name, service, callers]) => ({ id: Number(id), name: name!, service: service!, callers: callers!.split(", ") }));
}

export function keyOf(system: System, file: string): string {
  return readFileSync(join(system.dir, "keys", file), "utf8").trim().slice(-40);
}

/** Connected with the key of this kind of process, or with none. */
export function connectAs(system: System, role: string | undefined): Dealer {
  const curve = role === undefined ? {} : {
    curvePublicKey: keyOf(system, `${role}.pub`), curveSecretKey: keyOf(system, `${role}.key`),
    curveServerKey: keyOf(system, "broker.pub"),
  };
  const socket = new Dealer({ linger: 0, sendHighWaterMark: 0, ...curve });
  socket.connect(`ipc://${system.dir}/requests`);
  return socket;
}

/** A method by its name. */
const named = new Map<string, Method>();

function methodOf(name: string): Method {
  if (named.size === 0) for (const one of methods()) named.set(one.name, one);
  const found = named.get(name);
  assert.ok(found, name);
  return found;
}

export type Question = [name: string, argument: unknown];

/** `seq`: the state of the ledger that it shows; 0 where nothing is said of that. */
export type Answered = { code: number; detail: string; seq: number };

export class Caller {
  readonly socket: Dealer;
  readonly answers = new Map<number, Answered>();
  #last = 0;

  /** `deaf`: never reads what it is answered. */
  constructor(system: System, role: string | undefined, options: { deaf?: boolean } = {}) {
    this.socket = connectAs(system, role);
    if (!options.deaf) void this.#listen();
  }

  /** Sends it; the number under which the answer comes. */
  async say(method: Method, argument: unknown): Promise<number> {
    const id = ++this.#last;
    const envelope = encode({ v: 1, id, method: method.id, deadline: Date.now() + DEADLINE_MS, key: `${id}-of-a-caller` });
    await this.socket.send([CLIENT, Buffer.from([ASK]), method.service, Buffer.from(envelope), Buffer.from(encode(argument))]);
    return id;
  }

  async ask(method: Method, argument: unknown): Promise<Answered> {
    const id = await this.say(method, argument);
    return await until(`an answer to ${method.name}`, () => this.answers.get(id));
  }

  /** All of them at once; again, those whose worker had no turn on a busy machine and was taken for gone. */
  async askAll(asked: Question[], patienceMs: number): Promise<void> {
    this.answers.clear();
    const open = new Map<number, Question>();
    for (const one of asked) open.set(await this.say(methodOf(one[0]), one[1]), one);
    await until("all to be answered", () => this.answers.size === asked.length, patienceMs);
    const again: Question[] = [];
    for (const [id, { code, detail }] of this.answers) {
      if (code === ErrorCode.UNAVAILABLE) again.push(open.get(id)!);
      else assert.equal(code, 0, detail);
    }
    if (again.length > 0) await this.askAll(again, patienceMs);
  }

  /** Whether the broker refuses it; nothing is asked for that could be done. */
  async refused(method: Method): Promise<boolean> {
    const { code, detail } = await this.ask(method, { nobody: "knows" });
    return code === ErrorCode.FORBIDDEN && BROKER_SAYS.test(detail); // without a session the ledger refuses pages, too
  }

  close(): void {
    this.socket.close();
  }

  async #listen(): Promise<void> {
    for await (const [, what, , body] of this.socket) {
      if (what?.[0] !== FINAL) continue;
      const { id, ...said } = decode(body!) as { id: number } & Partial<Answered>;
      this.answers.set(id, { code: 0, detail: "", seq: 0, ...said });
    }
  }
}
