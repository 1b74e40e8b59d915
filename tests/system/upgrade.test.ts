// Stores that releases of the past have made (fixtures/): the one at hand opens each of them, finds nothing wrong, shows
// what was to be seen in it when it was made, and goes on from there.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { changes, look, type Shown } from "../fixtures/record.ts";
import { root, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { logIn } from "./hiring.ts";

const FIXTURES = join(root, "tests/fixtures");
const STORES = readdirSync(FIXTURES).filter((one) => one.startsWith("store-"));
const WHOLE = ["journal.mdb", "keys.mdb", "state.mdb"];
const REASON = "проверка старого журнала";

type Files = { [name: string]: Buffer };

function filesOf(store: string, ...names: string[]): Files {
  return Object.fromEntries(names.map((name) => [name, gunzipSync(readFileSync(join(FIXTURES, store, `${name}.gz`)))]));
}

/** As a release wrote it whose rows look otherwise: the number of its format, and the check behind it, its complement. */
function withFormat(file: Buffer, format: number): Buffer {
  const changed = Buffer.from(file);
  const name = Buffer.from("format\0\0\0\0\0\0\0");
  let found = 0;
  for (let at = file.indexOf(name); at >= 0; at = file.indexOf(name, at + 1), found++) {
    changed[at + name.length] = format;
    changed[at + name.length + 8] = ~format & 0xff;
  }
  assert.ok(found > 0);
  return changed;
}

async function withStore(store: string, files: Files, body: (system: System, record: Shown) => Promise<void>): Promise<void> {
  const system = await System.start({ actors: [], config: "[up]\ntelegram = false\nozon = false\n" });
  await system.during(async () => {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(system.dir, "ledger", name), bytes, { mode: 0o600 });
    const { at, ...record } = JSON.parse(readFileSync(join(FIXTURES, store, "record.json"), "utf8")) as Shown & { at: number };
    system.clock.advance(at - system.clock.now());
    for (const name of ["broker", "ledger", "reader", "gateway"]) system.add(name).start();
    await system.ready();
    await body(system, record);
  });
}

assert.ok(STORES.length > 0);
for (const store of STORES)
  describe(`a store of a release of the past, ${store}`, () => {
    test("opens, is verified, shows what it showed, and takes new facts", async () => {
      await withStore(store, filesOf(store, ...WHOLE), async (system, record) => {
        await system.verify();
        const page = await logIn(system);
        assert.deepEqual(changes(record, await look(page)), []);

        const before = (await page.call("participant.editable", { participant: 3 })).who;
        const { held = 0, available = 0, total = 0 } = before;
        await page.call("participant.correct", { participant: 3, held, available, available_by: 500, reason: REASON });
        await system.kill("ledger");
        const after = await until("the correction", async () => {
          const { who } = await page.call("participant.editable", { participant: 3 });
          return who.available !== before.available && who;
        });
        assert.deepEqual([after.held, after.available, after.total], [held, available + 500, total + 500]);
        page.close();
      });
    });

    test("is the same when its state is lost, or has a form that is no more", async () => {
      const files = filesOf(store, ...WHOLE);
      const { "state.mdb": state, ...rest } = files;
      for (const one of [rest, { ...rest, "state.mdb": withFormat(state!, 1) }])
        await withStore(store, one, async (system, record) => {
          const page = await logIn(system);
          assert.deepEqual(changes(record, await look(page)), []);
          if (one["state.mdb"]) assert.match(system.process("ledger").logText(), /state\.mdb has format 1, .*built again from the journal/);
          page.close();
        });
    });
  });
