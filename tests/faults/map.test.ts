// The ledger's files may grow as far as map_gib of refsys.toml says, and no further. There, what cannot be kept is refused
// and the log says which setting to raise; what is kept can be read; with more room everything goes on.
import assert from "node:assert/strict";
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { logIn } from "../system/hiring.ts";
import { type Page, Refusal } from "../system/gateway-client.ts";

const PAGE = 4096;
const PAGES = 2 ** 30 / PAGE; // of map_gib = 1
/** LMDB has two pages about the file; in each, behind its head, the number of the last page that is in use. */
const LAST_AT = 16 + 24 + 2 * 48;
const LEFT = 24; // pages: some commits
const CHECKPOINT_FACTS = 100;

/** As if so much had been written that this few pages are left: the file is as long, and has holes. */
function fill(file: string, left: number): void {
  const fd = openSync(file, "r+");
  const last = Buffer.alloc(8);
  for (const at of [LAST_AT, PAGE + LAST_AT]) {
    readSync(fd, last, 0, 8, at);
    assert.ok(Number(last.readBigUInt64LE()) * PAGE <= fstatSync(fd).size, "the number of a page of this file");
    last.writeBigUInt64LE(BigInt(PAGES - 1 - left));
    writeSync(fd, last, 0, 8, at);
  }
  ftruncateSync(fd, 2 ** 30 - left * PAGE);
  closeSync(fd);
}

async function withOffice(full: string, body: (system: System, page: Page, hire: (tg: number) => Promise<void>, hired: number[]) => Promise<void>): Promise<void> {
  const system = await System.start({
    actors: ["broker", "ledger", "reader", "gateway"], config: "[up]\ntelegram = false\nozon = false\n",
    edit: (config) => config.replace("[ledger]\n", `[ledger]\ncheckpoint_facts = ${CHECKPOINT_FACTS}\n`),
  });
  await system.during(async () => {
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    for (const name of ["reader", "ledger"]) await system.process(name).stop();
    fill(join(system.dir, "ledger", full), LEFT);
    for (const name of ["ledger", "reader"]) system.process(name).start();
    const page = await logIn(system);
    const keys = new Map<number, ReturnType<typeof crypto.randomUUID>>(); // asked again is the same
    const hired: number[] = [];
    await body(system, page, async (tg) => {
      keys.set(tg, keys.get(tg) ?? crypto.randomUUID());
      await page.call("admin.set", { tg, name: `Оператор ${tg}`, rights: 4 }, keys.get(tg));
      hired.push(tg);
    }, hired);
    page.close();
  });
}

test("a journal that has used up its room refuses writes with a sentence, reads go on, and with more room writes do", async () => {
  await withOffice("journal.mdb", async (system, page, hire, hired) => {
    let refused: unknown;
    for (let tg = 1000; !refused && tg < 3000; tg++) await hire(tg).catch((error) => { refused = error; });
    assert.ok(refused instanceof Refusal, String(refused));
    await until("the ledger to say what to do", () => /<3>ledger: .*journal\.mdb.*map_gib/.test(system.process("ledger").logText()));
    const last = 1000 + hired.length;
    const admins = async (): Promise<number[]> =>
      ((await page.call("admins.list", {})).admins ?? []).flatMap((one) => (one.tg && one.tg !== 501 ? [one.tg] : [])).sort((a, b) => a - b);
    assert.deepEqual((await admins()).filter((tg) => tg !== last), hired, "what was acknowledged can be read");

    await system.process("ledger").stop();
    writeFileSync(system.config, readFileSync(system.config, "utf8").replace("map_gib = 1", "map_gib = 2"));
    system.process("ledger").start();
    await until("writes to go on", async () => { await hire(last); return true; });
    await hire(last + 1);
    await until("the reader to know", async () => { assert.deepEqual(await admins(), [...hired].sort((a, b) => a - b)); return true; });
  });
});

test("without room for the state writes go on, since the journal has them, and the log says so", async () => {
  await withOffice("state.mdb", async (system, page, hire, hired) => {
    for (let tg = 1000; tg < 1200; tg++) await hire(tg);
    await until("the ledger to say what it lacks", async () => {
      await hire(1000 + hired.length);
      return /<3>ledger: no checkpoint: .*state\.mdb.*map_gib/.test(system.process("ledger").logText());
    });
    await system.kill("ledger");
    await until("everybody", async () => (await page.call("admins.list", {})).admins?.length === hired.length + 1);
  });
});
