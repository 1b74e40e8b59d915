// A ledger of a made-up year (tests/bench/town.h), as the measurements of large ones use it: it is a ledger like any
// other, and the same one for the same seed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { makeTown, type Town } from "../bench/town.ts";
import { bin } from "../harness/system.ts";

const FACTS = 9000;
const YEAR = { participants: 300, facts: FACTS, end: Date.UTC(2026, 5, 1) };

let folder: string;

before(() => {
  folder = mkdtempSync(join(tmpdir(), "refsys-town-"));
});

after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const make = (name: string, options: { seed: number; checkpoint: number }): Town => makeTown(join(folder, name), { ...YEAR, ...options });

test("a made-up year is a ledger that verify finds nothing wrong with", () => {
  const made = make("year", { seed: 1, checkpoint: 1000 });
  assert.equal(made.participants, YEAR.participants);
  assert.ok(made.facts >= FACTS && made.orders > 0 && made.payouts > 0, JSON.stringify(made));
  writeFileSync(join(folder, "refsys.toml"), `[ledger]\npath = "${join(folder, "year")}"\nmap_gib = 64\n`);
  execFileSync(join(bin, "refsys-ledger"), ["--config", join(folder, "refsys.toml"), "--verify"], { stdio: "pipe" });
});

test("the same seed makes the same journal, whenever checkpoints are made, and another seed another one", () => {
  const one = make("one", { seed: 7, checkpoint: 1000 });
  const same = make("same", { seed: 7, checkpoint: 1_000_000 });
  const other = make("other", { seed: 8, checkpoint: 1000 });
  assert.equal(same.head, one.head);
  assert.equal(same.facts, one.facts);
  assert.notEqual(other.head, one.head);
});
