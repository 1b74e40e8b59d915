// The ledger's processes: what was acknowledged survives kill -9 of the writer, there is one writer, a store that is
// newer or damaged is refused with a sentence, and verify says whether all is well.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ErrorCode } from "../../ui/src/wire/protocol.ts";
import { Caller, methods } from "../harness/caller.ts";
import { bin, System } from "../harness/system.ts";
import { Hiring, logIn } from "./hiring.ts";

const KILLS = 12;

async function withLedger(body: (system: System) => Promise<void>): Promise<void> {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  try {
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    await body(system);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
}

/** Runs the ledger's program to its end; one that would stay is ended, and has no code. */
async function runLedger(system: System, ...args: string[]): Promise<{ code: number | null; text: string }> {
  return await new Promise((done) => {
    const child = execFile(
      join(bin, "refsys-ledger"), ["--config", system.config, ...args], { cwd: system.dir, timeout: 30_000 },
      (_error, stdout, stderr) => done({ code: child.exitCode, text: stdout + stderr }),
    );
  });
}

/** Stops the ledger's processes, changes one byte of a file where `text` stands, everywhere it does. */
async function damage(system: System, file: string, text: Buffer, change: (bytes: Buffer, at: number) => void): Promise<void> {
  for (const name of ["ledger", "reader"]) await system.process(name).stop();
  const path = join(system.dir, "ledger", file);
  const bytes = readFileSync(path);
  let found = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1), found++) change(bytes, at);
  assert.ok(found > 0, `${file} holds it`);
  writeFileSync(path, bytes);
}

test("every command that was acknowledged is found after kill -9 of the writer, once", async () => {
  await withLedger(async (system) => {
    const page = await logIn(system);
    const hiring = new Hiring(page);
    for (let kill = 0; kill < KILLS; kill++) {
      await hiring.goesOn();
      await system.kill("ledger");
    }
    await hiring.end();
    assert.ok(system.process("ledger").starts > KILLS);
    page.close();
    await system.verify();
  });
});

test("a second writer on the same store is told who the first one is", async () => {
  await withLedger(async (system) => {
    const second = await runLedger(system, "--name", "ledger@2");
    assert.equal(second.code, 1);
    assert.match(second.text, new RegExp(`another writer of this ledger is running, process ${system.process("ledger").pid}\\b`));
    await system.verify();
  });
});

test("a store of a newer release is refused and left alone", async () => {
  await withLedger(async (system) => {
    const format = Buffer.concat([Buffer.from("format"), Buffer.from("0000000000000001", "hex")]);
    await damage(system, "journal.mdb", format, (bytes, at) => {
      bytes[at + format.length - 1] = 99;
      bytes[at + format.length + 7] = ~99 & 0xff; // the check behind it is its complement
    });
    const before = readFileSync(join(system.dir, "ledger", "journal.mdb"));
    for (const role of [[], ["--role", "reader"], ["--verify"]]) {
      const ended = await runLedger(system, ...role);
      assert.equal(ended.code, 1, ended.text);
      assert.match(ended.text, /journal\.mdb has format 99, this release knows up to 1: start the newer release/);
    }
    assert.deepEqual(readFileSync(join(system.dir, "ledger", "journal.mdb")), before);
  });
});

test("verify is clean beside a working writer, and finds one changed byte of the journal", async () => {
  await withLedger(async (system) => {
    await system.ctlOk("admins", "add", "777", "Неповторимая", "support");
    assert.match(await system.ctlOk("verify"), /verified: \d+ facts, the chain is whole, the state is its fold/);
    await damage(system, "journal.mdb", Buffer.from("Неповторимая"), (bytes, at) => { bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1; });
    const found = await runLedger(system, "--verify");
    assert.equal(found.code, 2);
    assert.match(found.text, /fact \d+: the chain is broken here/);
  });
});

test("a reader that refuses says what state of the ledger it speaks of", async () => {
  const system = await System.start();
  try {
    await system.ready();
    const caller = new Caller(system, "support");
    const method = methods().find((one) => one.name === "conversation.get");
    assert.ok(method);
    const before = JSON.parse(await system.ctlOk("status", "--json")) as { ledger: { seq: number } };
    const { code, seq } = await caller.ask(method, { chat: -100, topic: 7 });
    caller.close();
    assert.equal(code, ErrorCode.NOT_FOUND);
    assert.ok(seq >= before.ledger.seq && seq > 0, `${seq} where the ledger stood at ${before.ledger.seq}`);
  } finally {
    await system.close();
  }
});
