import { describe, expect, it } from "vitest";
import { momentsOf, presetPeriod } from "./period.ts";

const now = Date.UTC(2026, 2, 31, 22); // the first of April in Moscow

describe("periods", () => {
  it("are of Moscow's days", () => {
    expect(presetPeriod("month", now)).toEqual({ from: "2026-04-01", to: "2026-04-01" });
    expect(presetPeriod("lastMonth", now)).toEqual({ from: "2026-03-01", to: "2026-03-31" });
    expect(presetPeriod("days30", now)).toEqual({ from: "2026-03-03", to: "2026-04-01" });
    expect(presetPeriod("year", now)).toEqual({ from: "2026-01-01", to: "2026-04-01" });
    expect(presetPeriod("all", now)).toEqual({});
  });

  it("end with the last moment of their last day", () => {
    expect(momentsOf({ from: "2026-04-01", to: "2026-04-01" })).toEqual({
      from: Date.UTC(2026, 2, 31, 21),
      to: Date.UTC(2026, 3, 1, 21),
    });
    expect(momentsOf({})).toEqual({});
  });
});
