// A store that cannot be trusted: the ledger does not start on it, says what is wrong and where, and what to do; with the
// files as they were it goes on. What `verify` finds is in system/ledger.test.ts.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { bin, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const MARK = Buffer.from("Неповторимая");

let system: System;

/** Starts the writer by hand; one that stays is ended, and has no code. */
async function start(): Promise<{ code: number | null; text: string }> {
  return await new Promise((done) => {
    const child = execFile(join(bin, "refsys-ledger"), ["--config", system.config], { cwd: system.dir, timeout: 20_000 },
      (_error, stdout, stderr) => { done({ code: child.exitCode, text: stdout + stderr }); });
  });
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader"], config: "[up]\ntelegram = false\nozon = false\ngateways = 0\n" });
  await system.ready();
  await system.ctlOk("admins", "add", "777", String(MARK), "owner");
  for (const name of ["ledger", "reader"]) await system.process(name).stop("SIGKILL"); // no time for a checkpoint
});
after(async () => {
  await system.close();
});

async function startWith(change: (journal: string) => void): Promise<{ code: number | null; text: string }> {
  const journal = join(system.dir, "ledger", "journal.mdb");
  copyFileSync(journal, `${journal}.kept`);
  change(journal);
  const ended = await start();
  copyFileSync(`${journal}.kept`, journal);
  return ended;
}

test("a changed byte in what is not yet in the state keeps the ledger from starting, with its place", async () => {
  const { code, text } = await startWith((journal) => {
    const bytes = readFileSync(journal);
    let found = 0;
    for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1), found++) bytes[at + 1] = (bytes[at + 1] ?? 0) ^ 1;
    assert.ok(found > 0);
    writeFileSync(journal, bytes);
  });
  assert.equal(code, 1, text);
  assert.match(text, /fact \d+: the chain is broken here.*backup/s);
});

test("a journal that was cut off, or is none, keeps the ledger from starting, with its name", async () => {
  for (const change of [(file: string) => truncateSync(file, 100), (file: string) => writeFileSync(file, Buffer.alloc(65536, 7))]) {
    const { code, text } = await startWith(change);
    assert.equal(code, 1, text);
    assert.match(text, /journal\.mdb/);
  }
});

test("with the journal as it was everything is there", async () => {
  for (const name of ["ledger", "reader"]) system.process(name).start();
  await until("the administrator", async () => (await system.ctlOk("admins", "list")).includes(String(MARK)));
  await system.verify();
  assert.deepEqual(system.problems(), []);
});
