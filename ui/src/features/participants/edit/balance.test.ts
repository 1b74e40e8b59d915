import { describe, expect, it } from "vitest";
import { correctionOf, totalOf } from "./balance.ts";

const now = { available: 10_000, held: 5_000, reserved: 2_000 };

describe("a correction", () => {
  it("is the difference to what was typed, for each balance apart", () => {
    expect(totalOf(now)).toBe(17_000);
    expect(correctionOf(now, "170", "50")).toEqual({ availableBy: -5_000, heldBy: 5_000 });
    expect(correctionOf(now, "200,50", "100")).toEqual({ availableBy: 0, heldBy: 3_050 });
    expect(correctionOf(now, "10", "-10")).toEqual({ availableBy: -11_000, heldBy: -5_000 });
  });

  it("is none without a change, without a figure, or with less than nothing on hold", () => {
    expect(correctionOf(now, "170", "100")).toEqual({ problem: "nothing" });
    expect(correctionOf(now, "much", "100")).toEqual({ problem: "figure" });
    expect(correctionOf(now, "100", "100")).toEqual({ problem: "held" });
  });
});
