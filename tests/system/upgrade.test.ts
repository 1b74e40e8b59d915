// Stores that releases of the past have made (fixtures/): the one at hand opens each of them, finds nothing wrong, shows
// what was to be seen in it when it was made, and goes on from there.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { look } from "../fixtures/record.ts";
import { root, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { logIn } from "./hiring.ts";

const FIXTURES = join(root, "tests/fixtures");
const STORES = readdirSync(FIXTURES).filter((one) => one.startsWith("store-"));
const REASON = "проверка старого журнала";

type Record = { [what: string]: unknown };

/** What is on record and not so any more, by where it stands; a later release may show more of a thing, never fewer of them. */
function changes(recorded: unknown, now: unknown, where = ""): string[] {
  if (recorded === null || typeof recorded !== "object")
    return Object.is(recorded, now) ? [] : [`${where}: ${JSON.stringify(now)}, on record ${JSON.stringify(recorded)}`];
  if (now === null || typeof now !== "object") return [`${where}: ${JSON.stringify(now)}`];
  if (Array.isArray(recorded) && (!Array.isArray(now) || now.length !== recorded.length)) return [`${where}: not ${recorded.length} any more`];
  return Object.entries(recorded).flatMap(([key, value]) => changes(value, (now as Record)[key], `${where}/${key}`));
}

async function withStore(store: string, files: string[], body: (system: System, record: Record) => Promise<void>): Promise<void> {
  const system = await System.start({ actors: [], config: "[up]\ntelegram = false\nozon = false\n" });
  try {
    for (const file of files)
      writeFileSync(join(system.dir, "ledger", file), gunzipSync(readFileSync(join(FIXTURES, store, `${file}.gz`))), { mode: 0o600 });
    const { at, ...record } = JSON.parse(readFileSync(join(FIXTURES, store, "record.json"), "utf8")) as Record & { at: number };
    system.clock.advance(at - system.clock.now());
    for (const name of ["broker", "ledger", "reader", "gateway"]) system.add(name).start();
    await system.ready();
    await body(system, record);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
}

assert.ok(STORES.length > 0);
for (const store of STORES)
  describe(`a store of a release of the past, ${store}`, () => {
    test("opens, is verified, shows what it showed, and takes new facts", async () => {
      await withStore(store, ["journal.mdb", "keys.mdb", "state.mdb"], async (system, record) => {
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

    test("is the same when its state is made anew", async () => {
      await withStore(store, ["journal.mdb", "keys.mdb"], async (system, record) => {
        const page = await logIn(system);
        assert.deepEqual(changes(record, await look(page)), []);
        page.close();
      });
    });
  });
