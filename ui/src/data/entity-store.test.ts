import { expect, it, vi } from "vitest";
import { EntityStore } from "./entity-store.ts";

const row = (id: number, rev: number, text = "") => ({ id, rev, text });

it("replaces an entity by a newer one and drops an older one", () => {
  const store = new EntityStore<ReturnType<typeof row>>();
  store.upsert([row(1, 2, "new")]);
  expect(store.upsert([row(1, 1, "late")])).toEqual([]);
  expect(store.upsert([row(1, 2, "again")])).toEqual([]);
  expect(store.get(1)?.text).toBe("new");
  expect(store.upsert([row(1, 3, "newer"), row(2, 1)])).toEqual([
    { before: row(1, 2, "new"), after: row(1, 3, "newer") },
    { before: undefined, after: row(2, 1) },
  ]);
});

it("tells only those who show what has changed", () => {
  const store = new EntityStore<ReturnType<typeof row>>();
  store.upsert([row(1, 1), row(2, 1)]);
  const [first, second, anything] = [vi.fn(), vi.fn(), vi.fn()];
  store.onEntity(1, first);
  const leave = store.onEntity(2, second);
  store.onChange(anything);
  const before = store.version;
  store.upsert([row(2, 2), row(1, 1)]);
  expect([first, second, anything].map((f) => f.mock.calls.length)).toEqual([0, 1, 1]);
  expect(store.version).toBe(before + 1);
  leave();
  store.upsert([row(2, 3)]);
  expect(second).toHaveBeenCalledTimes(1);
});

it("keeps the object of what has not changed", () => {
  const store = new EntityStore<ReturnType<typeof row>>();
  store.upsert([row(1, 1)]);
  const kept = store.get(1);
  store.upsert([row(1, 1), row(2, 1)]);
  expect(store.get(1)).toBe(kept);
});
