import { describe, expect, it } from "vitest";
import { createFormat } from "#i18n/format.ts";
import { dashboard as texts } from "#i18n/ru/dashboard.ts";
import type { Dashboard } from "#wire/protocol.ts";
import { figuresOf } from "./figures.ts";

const month = (n: number, more: object) => ({ from: Date.UTC(2026, n, 1), ...more });
const data: Dashboard = {
  total: { registered: 1234, sales: 1_000_050, links: 3, referrals: 4 },
  months: [
    month(7, { units: 10, units_back: 1, sales: 100 }),
    month(8, { units: 8, units_back: 1, sales: 150 }),
    month(9, { units: 6, units_back: 3, sales: 20, orders: 2 }),
  ],
  buyers_share: 2550,
  mean_wait: 3 * 86_400_000,
  median_wait_days: 1,
  per_link: 150,
  per_used_link: 300,
} as Dashboard;

describe("the dashboard", () => {
  const figures = figuresOf(createFormat("ru"), texts, data);
  const plain = (id: string): string[] => {
    const one = figures.find((figure) => figure.id === id);
    return [one?.value, one?.beside, one?.change, one?.points.at(-1)?.text].map((text) =>
      (text ?? "").replace(/\s/g, " "),
    );
  };

  it("has eleven figures, each with its months", () => {
    expect(figures).toHaveLength(11);
    expect(figures.every((figure) => figure.points.length === 3)).toBe(true);
  });

  it("tells values, shares and changes in words", () => {
    expect(plain("registered")).toEqual(["1 234", "", "", "0"]);
    expect(plain("sales")).toEqual(["10 000,50 ₽", "", "+50 %", "0,20 ₽"]);
    expect(plain("buyers")[1]).toBe("25,50 % рефералов");
    expect(plain("wait").slice(0, 2)).toEqual(["3 дня", "медиана 1 день"]);
    expect(plain("links")[1]).toBe("1,50 на ссылку, 3 на открытую");
    expect(plain("returned").slice(2)).toEqual(["+25 %", "50 %"]);
  });

  it("compares whole months: the running one is not over", () => {
    expect(plain("sales")[2]).toBe("+50 %");
  });

  it("has no mean of nothing", () => {
    const average = figures.find((figure) => figure.id === "average");
    expect(average?.points.map((point) => point.value)).toEqual([undefined, undefined, 10]);
    expect(average?.points[0]?.text).toBe("—");
    expect(average?.change).toBeUndefined();
    expect(plain("returned")[0]).toBe("—");
    expect(plain("average")[0]).toBe("—");
  });

  it("says of a programme that begins what is nothing, and what is not known", () => {
    const begun = figuresOf(createFormat("ru"), texts, {
      total: {},
      months: [],
    } as unknown as Dashboard);
    const said = Object.fromEntries(begun.map(({ id, value, beside }) => [id, [value, beside]]));
    expect(said).toMatchObject({ registered: ["0", undefined], buyers: ["0", undefined] });
    for (const id of ["wait", "average", "repeated", "returned"])
      expect(said[id]).toEqual(["—", undefined]);
  });

  it("has a median of less than a day", () => {
    const fast = figuresOf(createFormat("ru"), texts, {
      ...data,
      mean_wait: 5000,
      median_wait_days: 0,
    });
    const wait = fast.find((figure) => figure.id === "wait");
    expect([wait?.value, wait?.beside]).toEqual(["меньше дня", "медиана меньше дня"]);
  });
});
