// The journal in PostgreSQL, and two machines that share nothing else: readers that keep a state of their own, a writer
// that stands by and takes over.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addThere, doThere, startMachines } from "../harness/machines.ts";
import { Postgres } from "../harness/postgres.ts";
import type { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Hiring, logIn } from "./hiring.ts";

let database: Postgres;
let system: System;

const says = (name: string, text: RegExp, times = 1): Promise<unknown> =>
  until(`${name} to say ${text}`, () => system.process(name).logText().match(new RegExp(text, "g"))?.length === times);

/** Whose number stands in the second machine's folder; asked otherwise, one would take the state from them for a moment. */
const keeps = (name: string): Promise<unknown> =>
  until(`${name} to keep the second machine's state`, () => Number(readFileSync(join(system.dir, "ledger-2", "state.pid"), "utf8")) === system.process(name).pid);

before(async () => {
  database = await Postgres.start();
  system = await startMachines([database], { actors: ["broker", "ledger", "gateway"] });
});

after(async () => {
  await system.finish(() => assert.deepEqual(existsSync(join(system.dir, "ledger", "journal.mdb")), false));
  await database.close();
});

test("a reader of a machine without a writer keeps that machine's state, and answers with what was just written", async () => {
  addThere(system, "reader@2").start();
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  assert.match(await system.ctlOk("admins", "list"), /Ольга/);
  const { stdout, stderr } = doThere(system, "--verify");
  assert.match(stdout, /verified: [1-9]/, stderr);
  assert.match(doThere(system, "--rebuild").stderr, /a process that keeps the state is running/);
  await system.process("reader@2").stop();
  assert.match(doThere(system, "--rebuild").stdout, /rebuilt: [1-9]/); // the writer goes on meanwhile
  system.process("reader@2").start();
  await keeps("reader@2"); // before anybody else comes who would
});

test("a second writer stands by, and takes over when the first is killed; the follower gives way to it", async () => {
  const page = await logIn(system);
  const hiring = new Hiring(page);
  addThere(system, "ledger@2").start();
  await says("ledger@2", /another writer of this ledger is at work/);
  await hiring.goesOn();
  await system.process("ledger").stop("SIGKILL");
  await says("ledger@2", /the journal ends at fact/);
  await hiring.goesOn();
  await says("reader@2", /a writer keeps the state of this machine/);

  // And back: now the first one stands by.
  system.process("ledger").start();
  await says("ledger", /another writer of this ledger is at work/);
  await system.process("ledger@2").stop("SIGKILL");
  await says("ledger", /the journal ends at fact/, 2);
  await hiring.goesOn();
  await hiring.end();
  page.close();
  assert.match(doThere(system, "--verify").stdout, /verified/);
});

test("where no reader follows, the writer that stands by keeps that machine's state, and takes over with it", async () => {
  await system.process("reader@2").stop();
  system.process("ledger@2").start();
  await keeps("ledger@2");
  system.process("reader@2").start();
  await system.ctlOk("admins", "list");
  const times = system.process("ledger@2").logText().split("the journal ends at fact").length;
  await system.process("ledger").stop("SIGKILL");
  await says("ledger@2", /the journal ends at fact/, times);
  await system.ctlOk("settings", "set", "own_rate=300");
  assert.match(await system.ctlOk("settings", "get"), /"own_rate": 300/);
});
