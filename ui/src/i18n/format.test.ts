import { describe, expect, it } from "vitest";
import { createFormat, THIN } from "./format.ts";

const f = createFormat("ru");
const plain = (text: string) => text.replaceAll(THIN, " ").replaceAll("\u00a0", " ");
const at = (text: string) => Date.parse(text);

describe("points and money", () => {
  it("group by thousands and show hundredths only when there are any", () => {
    expect(plain(f.points(8_153_100))).toBe("81 531");
    expect(plain(f.points(100_450))).toBe("1 004,50");
    expect(plain(f.points(5))).toBe("0,05");
    expect(plain(f.points(0))).toBe("0");
  });

  it("write money with the sign of the rouble", () => {
    expect(plain(f.money(123_456))).toBe("1 234,56 ₽");
    expect(plain(f.money(8_153_100))).toBe("81 531 ₽");
    expect(plain(createFormat("en").money(123_456))).toBe("1,234.56 ₽");
  });

  it("write a debt with a minus, not a hyphen", () => {
    expect(plain(f.points(-6_000))).toBe("\u221260");
    expect(plain(f.points(-50))).toBe("\u22120,50");
  });

  it("are exact up to the largest safe integer", () => {
    expect(plain(f.money(Number.MAX_SAFE_INTEGER))).toBe("90 071 992 547 409,91 ₽");
    expect(plain(f.points(9_007_199_254_740_899))).toBe("90 071 992 547 408,99");
  });
});

describe("times", () => {
  const now = at("2026-11-22T06:30:00Z");

  it("are those of Moscow", () => {
    expect(f.dateTime(at("2026-11-22T06:00:00Z"), now)).toBe("22.11, 09:00");
    expect(f.date(at("2026-11-21T21:30:00Z"))).toBe("22.11.2026");
    expect(f.clock(at("2026-11-22T21:05:00Z"))).toBe("00:05");
  });

  it("show the year when it is another one", () => {
    expect(f.dateTime(at("2025-12-31T21:00:00Z"), now)).toBe("01.01, 00:00");
    expect(f.dateTime(at("2025-12-31T20:59:00Z"), now)).toBe("31.12.2025, 23:59");
  });

  it("name the zone in full", () => {
    expect(f.full(at("2026-11-22T06:00:05Z"))).toBe("22 ноября 2026 г. в 09:00:05 МСК");
  });

  it("count minutes and hours within a day and give the date after that", () => {
    expect(plain(f.ago(now - 20_000, now))).toBe("только что");
    expect(plain(f.ago(now - 29 * 60_000, now))).toBe("29 мин. назад");
    expect(plain(f.ago(now - 5 * 3_600_000 - 1, now))).toBe("5 ч назад");
    expect(f.ago(now - 86_400_000, now)).toBe("21.11, 09:30");
  });

  it("do not count backwards when the page's clock is behind", () => {
    expect(f.ago(now + 30_000, now)).toBe("только что");
    expect(f.ago(now + 3_600_000, now)).toBe("22.11, 10:30");
  });

  it("say how long something takes in one unit, rounded down, a minute at least", () => {
    expect(plain(f.span(0))).toBe("1 мин");
    expect(plain(f.span(59 * 60_000 + 59_999))).toBe("59 мин");
    expect(plain(f.span(3_600_000))).toBe("1 ч");
    expect(plain(f.span(23 * 3_600_000 + 1))).toBe("23 ч");
    expect(plain(f.span(49 * 3_600_000))).toBe("2 дн.");
  });
});
