// What is in the package, looked at without installing it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { builtPackage } from "./machine.ts";

test("lintian finds nothing in the package but what its overrides explain", () => {
  const said = spawnSync("lintian", ["--fail-on", "error,warning", "--allow-root", builtPackage()], { encoding: "utf8" });
  assert.equal(said.stdout + said.stderr, "");
  assert.equal(said.status, 0);
});
