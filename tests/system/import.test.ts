// Members and orders of before refsys: refsysctl import, with real processes, killed and started again.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { System } from "../harness/system.ts";

let system: System;

function file(name: string, lines: string[]): string {
  const path = join(system.dir, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader"] });
});
after(async () => {
  await system.close();
});

const MEMBERS = [
  "\ufefftelegram_id;joined;name;nick;ozon_id;inviter;available;held",
  "703;2025-03-03;Вера;;20000003-0001;702;10,50;3",
  "702;02.02.2025;\"Борис; второй\";@boris;20000002;701;;",
  "701;2025-01-01;Анна;anna;20000001;;0;0",
];

test("a dry run reports every line and changes nothing; the run takes inviters first; again it changes nothing", async () => {
  const path = file("members.csv", MEMBERS);
  assert.match(await system.ctlOk("import", "members", path, "--dry-run"), /nothing was changed: 3 new, 0 known already, 0 refused, of 3/);
  assert.match(await system.ctlOk("import", "members", path), /^3 new, 0 known already, 0 refused, of 3/m);
  assert.match(await system.ctlOk("import", "members", path), /^0 new, 3 known already, 0 refused, of 3/m);
});

test("wrong lines are refused with their number and why, the others are taken", async () => {
  const path = file("wrong.csv", [
    "telegram_id,joined,inviter,ozon_id",
    "711,2025-01-01,712,",
    "712,2025-01-01,711,",
    "713,2025-01-01,999,",
    "714,tomorrow,,",
    "715,2025-01-01,,20000003",
    "716,2025-01-01,,",
    "716,2025-01-02,,",
    "717,2025-01-01,713,",
  ]);
  const { code, stdout } = await system.ctl("import", "members", path);
  assert.equal(code, 1);
  const lines = stdout.split("\n");
  assert.match(lines[0] ?? "", /^line 2: inviter: the inviters make a loop/);
  assert.match(lines[1] ?? "", /^line 3: inviter: was refused, in line 2/);
  assert.match(lines[2] ?? "", /^line 4: inviter: nobody has the Telegram id 999/);
  assert.match(lines[3] ?? "", /^line 5: joined: not a date/);
  assert.match(lines[4] ?? "", /^line 6: ozon_id: participant 3 has it/);
  assert.match(lines[5] ?? "", /^line 8: telegram_id: stands in a line before/);
  assert.match(lines[6] ?? "", /^line 9: inviter: was refused, in line 4/);
  assert.match(lines[7] ?? "", /^1 new, 0 known already, 7 refused, of 8/);
});

test("orders are taken once, by posting", async () => {
  const path = file("orders.csv", [
    "posting,store,scheme,status,created,sku,qty,price,name",
    "20000003-0002-1,77,fbo,delivered,2025-05-05,11,1,1999.99,\"A, b\"",
    "20000003-0002-1,77,fbo,delivered,2025-05-05,12,2,5,",
    "20000002-0002-1,78,fbs,cancelled,05.05.2025 10:00,11,1,1,",
    "20000002-0003-1,78,drone,delivered,2025-05-05,11,1,1,",
  ]);
  const { code, stdout } = await system.ctl("import", "orders", path);
  assert.equal(code, 1);
  assert.match(stdout, /^line 5: scheme: fbo, fbs or rfbs\n2 new, 0 known already, 1 refused, of 3/);
  assert.match((await system.ctl("import", "orders", path)).stdout, /\n0 new, 2 known already, 1 refused, of 3/);
});

test("an import in whose middle the ledger is killed goes on when it is started again", async () => {
  const people = Array.from({ length: 2000 }, (_, n) => `${String(1000 + n)},2025-01-01,${n ? String(1000 + Math.floor(n / 3)) : ""},1`);
  const path = file("many.csv", ["telegram_id,joined,inviter,available", ...people]);
  const running = system.ctl("import", "members", path);
  await system.kill("ledger");
  const first = await running;
  const { code, stdout } = await system.ctl("import", "members", path);
  assert.equal(code, 0, first.stderr + stdout);
  assert.match(stdout, /, 0 refused, of 2000/);
  await system.verify();
});
