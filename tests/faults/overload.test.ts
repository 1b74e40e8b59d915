// More than can be served, callers that do not listen, and a worker that stands still: everybody is answered, most at once
// and with a refusal; no process grows beyond a bound; and when it is over everything is as fast as it was.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ErrorCode } from "../../ui/src/wire/protocol.ts";
import { Caller, type Method, methods } from "../harness/caller.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const FLOOD = 20_000;
const CALLERS = 4;
const QUEUE_MAX = 500;
const PEAK_MAX_KIB = 96 * 1024; // of any process, whatever is asked of it
const PATIENCE_MS = 120_000;
const REFUSED = new Set<number>([ErrorCode.BUSY, ErrorCode.UNAVAILABLE, ErrorCode.TIMEOUT]);

let system: System;
let status: Method;
const callers: Caller[] = [];

function caller(options: { deaf?: boolean } = {}): Caller {
  const one = new Caller(system, "ctl", options);
  callers.push(one);
  return one;
}

/** So many at once from each; how the answers were, by their code. */
async function flood(count: number): Promise<Map<number, number>> {
  const codes = new Map<number, number>();
  await Promise.all(Array.from({ length: CALLERS }, async () => {
    const one = caller();
    for (let n = 0; n < count / CALLERS; n++) await one.say(status, {});
    await until("everybody to be answered", () => one.answers.size === count / CALLERS, PATIENCE_MS);
    for (const { code } of one.answers.values()) codes.set(code, (codes.get(code) ?? 0) + 1);
    one.close();
  }));
  return codes;
}

async function served(): Promise<void> {
  const one = caller();
  await until("to be served again", async () => (await one.ask(status, {})).code === 0, PATIENCE_MS);
  one.close();
}

function peaks(): string[] {
  return [...system.processes.values()].flatMap((one) => {
    const kib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${one.pid}/status`, "utf8"))?.[1] ?? Infinity);
    return kib < PEAK_MAX_KIB ? [] : [`${one.name} held ${kib} KiB`];
  });
}

before(async () => {
  const tight = (config: string): string => config.replace("[broker]\n", `[broker]\nqueue_max = ${QUEUE_MAX}\n`);
  system = await System.start({ actors: ["broker", "ledger", "reader"], edit: tight, config: "[up]\ntelegram = false\nozon = false\ngateways = 0\n" });
  await system.ready();
  status = methods().find((one) => one.name === "ledger.status")!;
  await served();
});
after(async () => {
  for (const one of callers) one.close();
  await system.close();
});

test("with the ledger standing still everybody is refused, nothing piles up, and then it goes on", async () => {
  system.process("ledger").signal("SIGSTOP");
  const codes = await flood(FLOOD);
  assert.equal(codes.get(0) ?? 0, 0);
  for (const code of codes.keys()) assert.ok(REFUSED.has(code), `code ${code}`);
  assert.ok((codes.get(ErrorCode.BUSY) ?? 0) + (codes.get(ErrorCode.UNAVAILABLE) ?? 0) > FLOOD / 2, "most are refused at once");
  system.process("ledger").signal("SIGCONT");
  await served();
  assert.deepEqual(peaks(), []);
});

test("more than can be served is refused, the rest is done, and then there is room again", async () => {
  const codes = await flood(FLOOD);
  assert.ok((codes.get(0) ?? 0) > 0);
  for (const code of codes.keys()) assert.ok(code === 0 || REFUSED.has(code), `code ${code}`);
  await served();
  assert.deepEqual(peaks(), []);
});

test("callers that ask and never listen keep nobody else, and cost no memory", async () => {
  const deaf = Array.from({ length: CALLERS }, () => caller({ deaf: true }));
  await Promise.all(deaf.map(async (one) => { for (let n = 0; n < FLOOD / CALLERS; n++) await one.say(status, {}); }));
  await served();
  assert.equal((await flood(CALLERS)).get(0), CALLERS);
  assert.deepEqual(peaks(), []);
  for (const one of deaf) one.close();
  await system.verify();
  assert.deepEqual(system.problems(), []);
});
