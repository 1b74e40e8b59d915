// The units as systemd reads them, without one that runs: nothing it does not know, and no way in that was not there.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";
import { root } from "../harness/system.ts";

const home = mkdtempSync(join(tmpdir(), "refsys-units-"));
const folder = join(home, "usr/lib/systemd/system");
after(() => { rmSync(home, { recursive: true, force: true }); });

mkdirSync(folder, { recursive: true });
for (const file of globSync(["broker/*.service", "actors/*/*.service", "shared/ops/systemd/*.{target,service,timer,service.d}"], { cwd: root }))
  cpSync(join(root, file), join(folder, basename(file)), { recursive: true });

/** What the README of the units promises: unit and exposure. */
function promised(): Map<string, number> {
  const text = readFileSync(join(root, "shared/ops/README.md"), "utf8");
  return new Map([...text.matchAll(/^\| `refsys-([\w-]+@?)` .*\| (\d\.\d) \|$/gm)].map((row) => [row[1] ?? "", Number(row[2])]));
}

/** What systemd-analyze thinks of it: 0 (locked up) to 10 (bare). */
function exposure(unit: string): number {
  const told = spawnSync("systemd-analyze", ["security", "--offline=true", `--root=${home}`, `refsys-${unit.replace("@", "@1")}.service`], { encoding: "utf8" });
  const level = /exposure level for .*: (\d+\.\d)/.exec(told.stdout);
  assert.ok(level, told.stdout + told.stderr);
  return Number(level[1]);
}

test("every unit is as locked up as its line in shared/ops/README.md says", () => {
  const units = globSync("*.service", { cwd: folder }).map((file) => /^refsys-([\w-]+@?)\.service$/.exec(file)?.[1] ?? file).sort();
  const lines = promised();
  assert.deepEqual([...lines.keys()].sort(), units);
  for (const [unit, level] of lines) assert.ok(exposure(unit) <= level, `refsys-${unit}: ${exposure(unit)} is worse than ${level}`);
});

test("no unit takes back what all of them forbid", () => {
  const common = readFileSync(join(folder, "refsys-@.service.d/actor.conf"), "utf8");
  const settled = new Set([...common.matchAll(/^(\w+)=/gm)].map((line) => line[1]));
  const adds = new Set(["RestrictAddressFamilies", "Description"]); // lists that grow, texts
  for (const file of globSync("*@.service", { cwd: folder }))
    for (const [, key = ""] of readFileSync(join(folder, file), "utf8").matchAll(/^(\w+)=/gm))
      assert.ok(!settled.has(key) || adds.has(key), `${file}: ${key} is settled in actor.conf`);
});
