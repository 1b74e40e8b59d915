// The ledger moves into PostgreSQL, is backed up there, moves back, and comes back from the backup: it stays the same one.
import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inPostgres } from "../harness/machines.ts";
import { Person } from "../harness/people.ts";
import { Postgres } from "../harness/postgres.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

const KEEPERS = ["reader", "ledger"];

let database: Postgres;
let system: System;
let files: string; // the configuration with the journal in files

before(async () => {
  database = await Postgres.start();
  system = await System.start({ actors: ["broker", "ledger", "reader", "telegram"], secrets: { postgres: Postgres.uri(database) } });
  files = `${readFileSync(system.config, "utf8").replace('path = "ledger"', 'path = "ledger"\npostgres_file = "postgres"')}`;
  writeFileSync(system.config, files);
});

after(async () => {
  await system.finish();
  await database.close();
});

const stop = async (): Promise<void> => { for (const name of KEEPERS) await system.process(name).stop(); };
const start = (): void => { for (const name of KEEPERS.toReversed()) system.process(name).start(); };
const move = async (to: string): Promise<{ code: number; stdout: string; stderr: string }> => await system.ctl("journal", "move", "--to", to);
const setPostgres = (): void => writeFileSync(system.config, inPostgres(files.replace('postgres_file = "postgres"\n', "")));

/** Everybody is there, with a name, and somebody new can come. */
async function isWhole(...names: string[]): Promise<void> {
  const listed = await system.ctlOk("admins", "list");
  for (const name of names) assert.match(listed, new RegExp(name));
}

test("the journal moves into PostgreSQL while the writer is stopped, verified, and is gone on with there", async () => {
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  const person = new Person(system, 701, "Анна");
  person.start();
  await person.hear("Условия участия", "Принять");
  assert.match((await move("postgres")).stderr, /another writer of this ledger is running/);
  assert.match((await move("paper")).stderr, /no engine paper/);
  assert.match((await move("lmdb")).stderr, /in lmdb already/);
  await stop();
  const moved = await move("postgres");
  assert.equal(moved.code, 0, moved.stderr);
  assert.match(moved.stdout, /verified: [1-9]\d* facts.*\nmoved: set journal = "postgres"/s);
  assert.match((await move("postgres")).stderr, /a journal of [1-9]\d* facts already/);
  for (const name of ["journal.mdb", "keys.mdb"]) rmSync(join(system.dir, "ledger", name));
  setPostgres();
  start();
  await system.ctlOk("admins", "add", "502", "Павел", "payout");
  await isWhole("Ольга", "Павел");
});

test("a database's ledger is backed up beside its writer, into files that are a ledger", async () => {
  const folder = join(system.dir, "backup");
  const taken = await system.ctl("backup", folder);
  assert.equal(taken.code, 0, taken.stderr);
  assert.match(taken.stdout, /verified: [1-9]/);
  assert.match((await system.ctl("backup", folder)).stderr, /holds a ledger already/);
});

test("it moves back into files", async () => {
  assert.match((await move("lmdb")).stderr, /another writer of this ledger is at work/);
  await system.ctlOk("admins", "add", "503", "Рита", "payout");
  await stop();
  const moved = await until("the writer's session to have ended", async () => {
    const result = await move("lmdb");
    return /is at work/.test(result.stderr) ? undefined : result;
  });
  assert.equal(moved.code, 0, moved.stderr);
  writeFileSync(system.config, files);
  start();
  await isWhole("Ольга", "Павел", "Рита");
});

test("and an empty database is filled from the backup", async () => {
  await stop();
  setPostgres();
  const folder = join(system.dir, "backup");
  assert.match((await system.ctl("restore", folder)).stderr, /a journal of [1-9]\d* facts already/);
  database.sql("SET client_min_messages = error; DROP SCHEMA refsys CASCADE");
  const restored = await system.ctl("restore", folder);
  assert.equal(restored.code, 0, restored.stderr);
  start();
  await isWhole("Ольга", "Павел");
  assert.doesNotMatch(await system.ctlOk("admins", "list"), /Рита/);
});
