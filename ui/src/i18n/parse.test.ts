import { describe, expect, it } from "vitest";
import { dayEnd, dayOf, dayStart, parseCount, parseHundredths } from "./parse.ts";

describe("figures as people type them", () => {
  it("become hundredths to the last digit", () => {
    expect(parseHundredths("1 234,56")).toBe(123456);
    expect(parseHundredths("0.29")).toBe(29);
    expect(parseHundredths("5")).toBe(500);
    expect(parseHundredths("1,5")).toBe(150);
    expect(parseHundredths("\u221260")).toBe(-6000);
    expect(parseHundredths("-0,00")).toBe(0);
  });

  it("are refused when they are something else", () => {
    for (const text of ["", "1,234", "12a", "1e3", ",5", "--5", "99999999999999"]) {
      expect(parseHundredths(text), text).toBeUndefined();
    }
    expect(parseCount("1,5")).toBeUndefined();
    expect(parseCount("9999999999999999")).toBeUndefined();
  });

  it("may be counts", () => {
    expect(parseCount("12 000")).toBe(12000);
  });
});

describe("days are Moscow's", () => {
  it("from the first to the last millisecond", () => {
    expect(dayStart("2026-11-28")).toBe(Date.UTC(2026, 10, 27, 21));
    expect(dayEnd("2026-11-28")).toBe(Date.UTC(2026, 10, 28, 21) - 1);
    expect(dayOf(Date.UTC(2026, 10, 27, 21))).toBe("2026-11-28");
    expect(dayOf(Date.UTC(2026, 10, 27, 21) - 1)).toBe("2026-11-27");
    expect(dayStart("28.11.2026")).toBeUndefined();
  });
});
