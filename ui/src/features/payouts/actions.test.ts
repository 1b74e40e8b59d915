import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settle } from "#wire/testing.ts";
import { createActions, type PayoutActions } from "./actions.ts";
import type { Payout } from "./model.ts";
import { createPayouts, type PayoutsStore } from "./store.ts";
import { type Bench, CARD, CLAIM, card, LIST, MOVE, row, startBench } from "./testing.ts";

let bench: Bench;
let store: PayoutsStore;
let actions: PayoutActions;
const now = () => store.rows.get(9) as Payout;
const stepsTo = (...states: number[]) =>
  states.map((state, i) => ({ at: 5_000 + i, state, ...(i > 0 && { by: "Олег М." }) }));

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await startBench();
  store = bench.session.get(createPayouts);
  actions = bench.session.get(createActions);
  await bench.answer(LIST, {});
  store.learn([row(9, 40)]);
});

afterEach(() => {
  bench.session.wire.stop();
  vi.useRealTimers();
});

describe("moving a request", () => {
  it("to negotiation shows at once", async () => {
    const done = actions.move(now(), "negotiation");
    expect(now()).toMatchObject({ state: "negotiation", can: [], rev: 40 });
    expect(bench.channel().last(MOVE)[2]).toEqual({ payout: 9, rev: 40, to: 2 });
    await bench.answer(MOVE, row(9, 41, { state: 2, can: [3, 4] }));
    expect(await done).toEqual({ kind: "done" });
    expect(now()).toMatchObject({ state: "negotiation", can: ["paid", "rejected"], rev: 41 });
  });

  it("that moves points waits for the ledger", async () => {
    const words = { reason: "limits", comment: "Слишком много", note: "" } as const;
    const done = actions.move(now(), "rejected", words);
    expect(now().state).toBe("new");
    expect(bench.channel().last(MOVE)[2]).toEqual({
      payout: 9,
      rev: 40,
      to: 4,
      reason: 4,
      comment: "Слишком много",
    });
    await bench.answer(MOVE, row(9, 41, { state: 4, can: [] }));
    expect(await done).toEqual({ kind: "done" });
    expect(now().state).toBe("rejected");
  });

  it("goes back when it is refused, and says why", async () => {
    const done = actions.move(now(), "negotiation");
    await bench.refuse(MOVE, 2);
    expect(await done).toMatchObject({ kind: "failed", code: "forbidden" });
    expect(now()).toMatchObject({ state: "new", can: ["negotiation", "rejected"] });
    expect(actions.conflict(9)).toBeUndefined();
  });
});

describe("a conflict", () => {
  it("undoes the change and tells who did what", async () => {
    const seen = now();
    const done = actions.move(seen, "negotiation");
    await bench.refuse(MOVE, 4);
    const theirs = row(9, 44, { state: 4, can: [], operator: 7, operator_name: "Олег М." });
    await bench.answer(CARD, card(theirs, stepsTo(1, 4)));
    expect(await done).toEqual({ kind: "conflict" });
    expect(now()).toMatchObject({ state: "rejected", rev: 44 });
    expect(actions.conflict(9)).toEqual({
      seen,
      differences: [
        { kind: "state", by: "Олег М.", from: "new", to: "rejected", at: 5_001 },
        { kind: "operator", from: "", to: "Олег М." },
      ],
    });
    actions.dismiss(9);
    expect(actions.conflict(9)).toBeUndefined();
  });

  it("is told the same way when the push of the other change came first", async () => {
    const seen = now();
    const done = actions.move(seen, "negotiation");
    bench.push(row(9, 44, { state: 4, can: [] }));
    expect(now().state).toBe("rejected");
    await bench.refuse(MOVE, 4);
    await bench.answer(CARD, card(row(9, 44, { state: 4, can: [] }), stepsTo(1, 4)));
    expect(await done).toEqual({ kind: "conflict" });
    expect(now().state).toBe("rejected");
    expect(actions.conflict(9)?.differences).toMatchObject([{ by: "Олег М.", to: "rejected" }]);
  });

  it("that cannot be explained now is at least reported", async () => {
    const done = actions.move(now(), "negotiation");
    await bench.refuse(MOVE, 4);
    await bench.refuse(CARD, 19);
    expect(await done).toMatchObject({ kind: "failed", code: "conflict" });
    expect(now().state).toBe("new");
  });
});

describe("taking a request", () => {
  it("shows at once, in one's own name", async () => {
    const done = actions.take(now());
    expect(now().operator).toEqual({ id: 7, name: "Лена К." });
    expect(bench.channel().last(CLAIM)[2]).toEqual({ payout: 9, rev: 40, take: true });
    await bench.answer(CLAIM, row(9, 41, { operator: 7, operator_name: "Лена К." }));
    expect(await done).toEqual({ kind: "done" });
  });

  it("over from a colleague carries the reason, and giving it back takes the name away", async () => {
    actions.take(now(), "он в отпуске");
    expect(bench.channel().last(CLAIM)[2]).toMatchObject({ take: true, reason: "он в отпуске" });
    await bench.answer(CLAIM, row(9, 41, { operator: 7, operator_name: "Лена К." }));
    const done = actions.release(now());
    expect(now().operator).toBeUndefined();
    expect(bench.channel().last(CLAIM)[2]).toEqual({ payout: 9, rev: 41, take: false });
    await bench.answer(CLAIM, row(9, 42));
    await settle();
    expect(await done).toEqual({ kind: "done" });
  });
});
