// The disk is full. What cannot be kept is refused and says why, what is kept can be read, and when there is space again
// everything goes on; nothing that was acknowledged is lost, nothing that was refused is there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { logIn } from "../system/hiring.ts";
import { Refusal } from "../system/gateway-client.ts";

const DISK = "24m";
const FULL = 16 * 4096; // so little is nothing

/** A small disk of its own at this place; false where nobody may mount one. */
function mount(place: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK},mode=0700`, "refsys-test", place], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function free(place: string): number {
  const { bavail, bsize } = statfsSync(place);
  return bavail * bsize;
}

test("a full disk refuses writes with a sentence, reads go on, and with space again writes do", async (t) => {
  const system = await System.start({ actors: [], config: "[up]\ntelegram = false\nozon = false\n" });
  const place = join(system.dir, "ledger");
  if (!mount(place)) {
    await system.close();
    t.skip("nothing may be mounted here");
    return;
  }
  const ballast = join(place, "ballast");
  const hired: number[] = [];
  try {
    for (const name of ["broker", "ledger", "reader", "gateway"]) system.add(name).start();
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    const page = await logIn(system);
    const keys = new Map<number, ReturnType<typeof crypto.randomUUID>>(); // asked again is the same
    const hire = async (tg: number): Promise<void> => {
      keys.set(tg, keys.get(tg) ?? crypto.randomUUID());
      await page.call("admin.set", { tg, name: `Оператор ${tg}`, rights: 4 }, keys.get(tg));
      hired.push(tg);
    };
    await hire(1000);

    for (let size = free(place); size >= FULL; size = free(place)) {
      try {
        writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
      } catch {
        break; // it is full by now
      }
    }
    let refused: unknown;
    for (let tg = 1001; !refused && tg < 3000; tg++) await hire(tg).catch((error) => { refused = error; });
    assert.ok(refused instanceof Refusal, String(refused));
    const last = 1000 + hired.length;
    await until("the ledger to say what it lacks", () => /<3>ledger: .*(space|full)/i.test(system.process("ledger").logText()));

    const admins = async (): Promise<number[]> =>
      ((await page.call("admins.list", {})).admins ?? []).flatMap((one) => (one.tg && one.tg !== 501 ? [one.tg] : [])).sort((a, b) => a - b);
    assert.deepEqual((await admins()).filter((tg) => tg !== last), hired.filter((tg) => tg !== last), "what was acknowledged can be read");

    rmSync(ballast);
    await until("writes to go on", async () => { await hire(last); return true; });
    await hire(last + 1);
    assert.deepEqual(await admins(), [...hired].sort((a, b) => a - b));
    page.close();
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    for (const one of system.processes.values()) await one.stop();
    execFileSync("umount", ["-l", place]);
    await system.close();
  }
});
