// The hot paths take no more instructions than is on record (tests/bench/counts.txt). Counted, not timed: a busy machine
// changes nothing.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { compiler, measure, recorded, type Counts } from "../bench/counts.ts";

const GROWTH_MAX = 1.1;
const record = recorded();
const other = compiler() !== record.compiler && `gcc ${compiler()} makes other code than gcc ${record.compiler}, whose counts are on record`;

describe("instructions of the hot paths", { skip: other }, () => {
  let now: Counts;
  before(() => {
    now = measure();
  });

  for (const [path, limit] of record.counts)
    test(`${path} has not grown by more than a tenth`, () => {
      const count = now.get(path) ?? Infinity;
      assert.ok(count <= limit * GROWTH_MAX,
        `${count} instructions, ${limit} on record; if they buy something: node tests/bench/counts.ts --write`);
    });

  test("every path that is counted is on record", () => {
    assert.deepEqual([...now.keys()].sort(), [...record.counts.keys()].sort());
  });
});
