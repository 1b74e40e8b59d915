import { describe, expect, it } from "vitest";
import { WireError } from "#wire/errors.ts";
import { EntityStore } from "./entity-store.ts";
import { optimistically } from "./optimistic.ts";

type Row = { id: number; rev: number; state: string; by: string };
const NEW: Row = { id: 1, rev: 4, state: "new", by: "" };

function start() {
  const store = new EntityStore<Row>();
  store.upsert([NEW]);
  let settle: { resolve: (row: Row) => void; reject: (error: Error) => void } | undefined;
  const answer = new Promise<Row>((resolve, reject) => {
    settle = { resolve, reject };
  });
  const done = optimistically(store, NEW, { state: "taken", by: "me" }, () => answer);
  return { store, done, ...settle! };
}

describe("an optimistic change", () => {
  it("shows at once and becomes what the server answers", async () => {
    const { store, done, resolve } = start();
    expect(store.get(1)).toEqual({ ...NEW, state: "taken", by: "me" });
    resolve({ ...NEW, rev: 5, state: "taken", by: "me" });
    await done;
    expect(store.get(1)?.rev).toBe(5);
  });

  it("goes back when it is refused", async () => {
    const { store, done, reject } = start();
    reject(new WireError("forbidden"));
    await expect(done).rejects.toThrow("forbidden");
    expect(store.get(1)).toBe(NEW);
  });

  it("does not undo what somebody else did meanwhile", async () => {
    const { store, done, reject } = start();
    const theirs = { ...NEW, rev: 5, state: "paid", by: "Oleg" };
    store.upsert([theirs]);
    expect(store.get(1)).toBe(theirs);
    reject(new WireError("conflict"));
    await expect(done).rejects.toThrow("conflict");
    expect(store.get(1)).toBe(theirs);
  });

  it("takes the push of its own change before the answer", async () => {
    const { store, done, resolve } = start();
    const mine = { ...NEW, rev: 5, state: "taken", by: "me" };
    store.upsert([mine]);
    resolve({ ...mine });
    await done;
    expect(store.get(1)).toBe(mine);
  });
});
