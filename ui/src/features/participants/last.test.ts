import { describe, expect, it } from "vitest";
import type { Purchase } from "#wire/protocol.ts";
import { lastOrder } from "./last.ts";

const posting = (order: string, n: number, price: number, qty: number): Purchase => ({
  posting: n,
  number: `${order}-${n}`,
  order,
  store: 1,
  created: 1_000 * n,
  items: [{ sku: 1, price, qty }],
});

describe("the last order", () => {
  it("is the newest one with the sum of all its postings", () => {
    const rows = [
      posting("7-2", 3, 10_050, 2),
      posting("7-2", 2, 5_000, 1),
      posting("7-1", 1, 9, 1),
    ];
    expect(lastOrder(rows)).toEqual({ at: 3_000, sum: 25_100 });
  });

  it("is the one from when something counted last, where newer ones are on their way", () => {
    const rows = [posting("8-1", 3, 99, 1), posting("7-1", 2, 5_000, 1)];
    expect(lastOrder(rows, 2_000)).toEqual({ at: 2_000, sum: 5_000 });
    expect(lastOrder(rows, 7_000)).toBeUndefined();
  });

  it("is none where nothing was bought", () => {
    expect(lastOrder([])).toBeUndefined();
  });
});
