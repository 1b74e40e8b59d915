import assert from "node:assert/strict";
import { test } from "node:test";
import { Heap } from "./heap.ts";
import { Random, seedOf } from "./random.ts";
import { TimeLog, insertSorted, position } from "./timelog.ts";

test("the heap gives the soonest first, and at one moment the one put first", () => {
  const r = new Random(1);
  const heap = new Heap<{ at: number; order: number }>();
  const put = Array.from({ length: 2000 }, (_, order) => ({ at: r.int(0, 50), order }));
  for (const item of put) heap.push(item);
  const got = Array.from(put, () => heap.pop()!);
  assert.deepEqual(got, put.toSorted((a, b) => a.at - b.at || a.order - b.order));
  assert.deepEqual([heap.size, heap.pop(), heap.peek()], [0, undefined, undefined]);
});

test("a late thing is put where it belongs, behind its equals", () => {
  const list: [number, string][] = [];
  for (const item of [[1, "a"], [3, "b"], [2, "c"], [2, "d"], [0, "e"]] as [number, string][]) {
    insertSorted(list, item, (a, b) => a[0] - b[0]);
  }
  assert.deepEqual(list.map(([, name]) => name), ["e", "a", "c", "d", "b"]);
  assert.deepEqual([0, 2, 9].map((n) => position(list, ([at]) => at < n)), [0, 2, 5]);
});

test("the log of times gives each thing once, at its latest time, however often it changed", () => {
  const r = new Random(2);
  const things = Array.from({ length: 300 }, () => ({ at: -1 }));
  const log = new TimeLog<{ at: number }>((at, thing) => thing.at === at);
  for (let now = 0; now < 20_000; now++) {
    const thing = r.pick(things);
    thing.at = now - (r.chance(0.2) ? r.int(0, 30) : 0);
    log.add(thing.at, thing);
  }
  for (const [from, to] of [[0, 20_000], [19_000, 19_500], [19_990, 19_999], [5, 4]] as const) {
    const expected = things.filter((t) => t.at >= from && t.at <= to);
    assert.deepEqual(log.within(from, to), new Set(expected));
    assert.ok(log.count(from, to) >= expected.length);
  }
  assert.ok(log.count(-Infinity, Infinity) < 10_000, "it does not keep every change for ever");
});

test("chance is fair enough and the same for the same seed", () => {
  const [a, b] = [new Random(9), new Random(9)];
  const drawn = Array.from({ length: 10_000 }, () => a.next());
  assert.deepEqual(drawn, Array.from({ length: 10_000 }, () => b.next()));
  assert.ok(drawn.every((x) => x >= 0 && x < 1));
  assert.ok(Math.abs(drawn.reduce((sum, x) => sum + x) / drawn.length - 0.5) < 0.02);
  const firsts = Array.from({ length: 1000 }, (_, i) => new Random(seedOf(1, "order", i)).next());
  assert.ok(Math.abs(firsts.reduce((sum, x) => sum + x) / firsts.length - 0.5) < 0.05, "neighbouring seeds are strangers");
});
