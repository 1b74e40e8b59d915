import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settle } from "#wire/testing.ts";
import { toPayout } from "./model.ts";
import { createPayouts, type PayoutsStore } from "./store.ts";
import { answerSubs, type Bench, LIST, row, startBench } from "./testing.ts";

let bench: Bench;
let store: PayoutsStore;
const counts = (fresh: number) => [{ state: 1, count: fresh }];

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await startBench();
  store = bench.session.get(createPayouts);
  await bench.answer(LIST, { counts: counts(3) });
  await answerSubs(bench.channel(), 100);
});

afterEach(() => {
  bench.session.wire.stop();
  vi.useRealTimers();
});

const load = async (tab: "all" | "new", page: object) => {
  store.load(tab);
  await settle();
  await bench.answer(LIST, page);
};

describe("a list", () => {
  it("is read page by page down to its end", async () => {
    await load("all", { rows: [row(9, 1), row(8, 1)], next: 8 });
    expect(store.ids("all")).toEqual([9, 8]);
    expect(store.hasMore("all")).toBe(true);
    await load("all", { rows: [row(5, 1)] });
    expect(bench.channel().last(LIST)[2]).toEqual({ limit: 50, before: 8 });
    expect(store.ids("all")).toEqual([9, 8, 5]);
    expect(store.hasMore("all")).toBe(false);
  });

  it("asks for its own states only", async () => {
    await load("new", { rows: [] });
    expect(bench.channel().last(LIST)[2]).toEqual({ limit: 50, states: [1] });
  });

  it("says why it could not be read, and reads again when there is a connection", async () => {
    store.load("all");
    await settle();
    await bench.refuse(LIST, 19);
    expect(store.list("all")).toEqual({ floor: undefined, loading: false, error: "internal" });
    bench.channel().onclose?.({ code: 1006 });
    await vi.advanceTimersByTimeAsync(300);
    await bench.channel().welcome();
    await bench.answer(LIST, { rows: [row(9, 1)] });
    expect(store.ids("all")).toEqual([9]);
  });
});

describe("a push", () => {
  beforeEach(() => load("all", { rows: [row(9, 1), row(8, 1)], next: 8 }));

  it("puts a new request at the top and tells about it once", () => {
    const arrived: number[] = [];
    store.onArrival((payout) => arrived.push(payout.id));
    bench.push(row(10, 101));
    bench.push(row(10, 101));
    expect(store.ids("all")).toEqual([10, 9, 8]);
    expect(arrived).toEqual([10]);
    expect(store.isFresh(10)).toBe(true);
  });

  it("moves a request from one list to another", async () => {
    await load("new", { rows: [row(9, 1), row(8, 1)] });
    bench.push(row(9, 102, { state: 2 }));
    expect(store.ids("new")).toEqual([8]);
    expect(store.ids("all")).toEqual([9, 8]);
    expect(store.rows.get(9)?.state).toBe("negotiation");
  });

  it("of an old request that was never read shows nothing and rings no bell", () => {
    const arrived = vi.fn();
    store.onArrival(arrived);
    bench.push(row(2, 103, { changed: 9_999 }));
    bench.push(row(3, 104, { operator: 7, operator_name: "Олег" })); // a claim leaves `changed` as it was
    expect(store.ids("all")).toEqual([9, 8]);
    expect(arrived).not.toHaveBeenCalled();
  });

  it("that comes late does not undo a newer one", () => {
    bench.push(row(9, 105, { state: 3 }));
    bench.push(row(9, 104, { state: 2 }));
    expect(store.rows.get(9)?.state).toBe("paid");
  });

  it("leaves the list as it is when only another row has changed", () => {
    const before = store.ids("all");
    bench.push(row(9, 106, { operator: 7, operator_name: "Олег" }));
    expect(store.ids("all")).toBe(before);
  });

  it("makes the counters count again, at most once a second", async () => {
    const asked = bench.channel().asked(LIST);
    await vi.advanceTimersByTimeAsync(1_000);
    bench.push(row(10, 101));
    bench.push(row(11, 102));
    bench.push(row(12, 103));
    expect(bench.channel().asked(LIST)).toBe(asked + 1);
    await bench.answer(LIST, { counts: counts(4) });
    expect(store.counts).toEqual({ new: 4 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bench.channel().asked(LIST)).toBe(asked + 2);
    await bench.answer(LIST, { counts: counts(6) });
    expect(store.counts).toEqual({ new: 6 });
  });
});

it("counts a change that this page had shown before its push came", async () => {
  await load("all", { rows: [row(9, 1)] });
  await vi.advanceTimersByTimeAsync(1_000);
  store.rows.upsert([toPayout(row(9, 101, { state: 2 }))]);
  const asked = bench.channel().asked(LIST);
  bench.push(row(9, 101, { state: 2 }));
  expect(bench.channel().asked(LIST)).toBe(asked + 1);
});

describe("after a gap", () => {
  it("lists are read from the top, and late answers from before are dropped", async () => {
    await load("all", { rows: [row(9, 1), row(8, 1)], next: 8 });
    store.load("all");
    await settle();
    const [late] = bench.channel().last(LIST);
    bench.channel().receive([0, "payouts", 200, null]);
    await bench.answer(LIST, { rows: [row(30, 150), row(29, 149)], next: 29 });
    bench.channel().receive([late, 0, { rows: [row(7, 1)] }]);
    await settle();
    expect(store.ids("all")).toEqual([30, 29]);
    expect(store.hasMore("all")).toBe(true);
  });
});
