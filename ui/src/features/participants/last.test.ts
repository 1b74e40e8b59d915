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

  it("is none where nothing was bought", () => {
    expect(lastOrder([])).toBeUndefined();
  });
});
