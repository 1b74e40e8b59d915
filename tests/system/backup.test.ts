// A backup is a backup: taken beside a working writer, verified, restored elsewhere, and the same.
import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Person } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

test("a backup taken under load is verified, restored into an empty folder, and holds what was there", async () => {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "telegram"] });
  try {
    await system.ctlOk("settings", "set", "own_rate=300");
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    const people = Array.from({ length: 6 }, (_, n) => new Person(system, 700 + n, `Участник ${n}`));
    const busy = people.map(async (person) => {
      person.start();
      await person.hear("Условия участия", "Принять");
    });
    const target = join(system.dir, "backup");
    const taken = await until("a backup", async () => {
      const result = await system.ctl("backup", target);
      assert.equal(result.code, 0, result.stderr);
      return result;
    });
    await Promise.all(busy);
    assert.match(taken.stdout, /verified: \d+ facts/);
    for (const file of ["journal.mdb", "keys.mdb"]) assert.equal(statSync(join(target, file)).mode & 0o777, 0o600);

    assert.match((await system.ctl("backup", target)).stderr, /holds a ledger already/);
    assert.match((await system.ctl("restore", target)).stderr, /holds a ledger already/);
    assert.match((await system.ctl("restore", join(system.dir, "nowhere"))).stderr, /holds no ledger/);

    // The machine is lost: the same system on the restored ledger.
    await system.process("ledger").stop();
    await system.process("reader").stop();
    const config = readFileSync(system.config, "utf8").replace('path = "ledger"', 'path = "restored"');
    writeFileSync(system.config, config);
    const restored = await system.ctl("restore", target);
    assert.equal(restored.code, 0, restored.stderr);
    system.process("ledger").start();
    system.process("reader").start();
    assert.match(await system.ctlOk("settings", "get"), /"own_rate": 300/);
    assert.match(await system.ctlOk("admins", "list"), /Ольга/);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});
