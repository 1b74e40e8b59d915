// The eleven figures: of each its value altogether, and its course by months. How they are defined
// stands with the protocol (stats.def); shares arrive in hundredths of a percent.
import type { Point } from "#charts/series.tsx";
import type { Format } from "#i18n/format.ts";
import type { Dashboard, Period } from "#wire/protocol.ts";
import type { DashboardTexts } from "./texts.ts";

export type FigureId = keyof DashboardTexts["figures"];

export interface Figure {
  id: FigureId;
  value: string;
  beside: string | undefined;
  points: Point[];
  /** How the last month compares with the one before; undefined: nothing to compare with. */
  change: string | undefined;
  /** Falling is good. */
  downIsGood: boolean;
}

interface Shape {
  id: FigureId;
  value: (data: Dashboard) => string;
  beside?: (data: Dashboard) => string;
  ofMonth: (month: Period) => number;
  show: (value: number) => string;
  downIsGood?: boolean;
}

const DAY_MS = 86_400_000;
const WHOLE = 10_000;

/** In hundredths of a percent, rounded down; nothing of nothing is nothing. */
function share(part: number | undefined, whole: number | undefined): number {
  return whole === undefined || whole === 0 ? 0 : Math.trunc(((part ?? 0) * WHOLE) / whole);
}

function shapes(f: Format, texts: DashboardTexts): Shape[] {
  const percent = (value: number): string => `${f.points(value)}\u202f%`;
  const days = (ms: number): string => {
    const whole = Math.round(ms / DAY_MS);
    return texts.days(f.count(whole), whole);
  };
  return [
    {
      id: "registered",
      value: ({ total }) => f.count(total.registered ?? 0),
      ofMonth: (month) => month.registered ?? 0,
      show: f.count,
    },
    {
      id: "sales",
      value: ({ total }) => f.money(total.sales ?? 0),
      ofMonth: (month) => month.sales ?? 0,
      show: f.money,
    },
    {
      id: "paid",
      value: ({ total }) => f.money(total.paid_money ?? 0),
      ofMonth: (month) => month.paid_money ?? 0,
      show: f.money,
    },
    {
      id: "buyers",
      value: ({ total }) => f.count(total.buyers ?? 0),
      beside: (data) => texts.share(percent(data.buyers_share ?? 0)),
      ofMonth: (month) => month.buyers ?? 0,
      show: f.count,
    },
    {
      id: "referrals",
      value: ({ total }) => f.count(total.referrals ?? 0),
      ofMonth: (month) => month.referrals ?? 0,
      show: f.count,
    },
    {
      id: "wait",
      value: (data) => days(data.mean_wait ?? 0),
      beside: ({ median_wait_days: median = 0 }) => texts.median(f.count(median), median),
      ofMonth: (month) => Math.trunc((month.waited ?? 0) / Math.max(1, month.buyers ?? 0)),
      show: days,
      downIsGood: true,
    },
    {
      id: "links",
      value: ({ total }) => f.count(total.links ?? 0),
      beside: (data) =>
        texts.perLink(f.points(data.per_link ?? 0), f.points(data.per_used_link ?? 0)),
      ofMonth: (month) => month.links ?? 0,
      show: f.count,
    },
    {
      id: "active",
      value: ({ months }) => f.count(months.at(-1)?.active ?? 0),
      ofMonth: (month) => month.active ?? 0,
      show: f.count,
    },
    {
      id: "average",
      value: (data) => f.money(data.average_order ?? 0),
      ofMonth: (month) => Math.trunc((month.sales ?? 0) / Math.max(1, month.orders ?? 0)),
      show: f.money,
    },
    {
      id: "repeated",
      value: (data) => percent(data.repeated_share ?? 0),
      ofMonth: (month) => share(month.repeated, month.buyers),
      show: percent,
    },
    {
      id: "returned",
      value: (data) => percent(data.returned_units_share ?? 0),
      ofMonth: (month) => share(month.units_back, month.units),
      show: percent,
      downIsGood: true,
    },
  ];
}

export function figuresOf(f: Format, texts: DashboardTexts, data: Dashboard): Figure[] {
  return shapes(f, texts).map((shape) => {
    const values = data.months.map((month) => shape.ofMonth(month));
    const [before, last] = values.slice(-2);
    return {
      id: shape.id,
      value: shape.value(data),
      beside: shape.beside?.(data),
      points: data.months.map((month, n) => ({
        label: f.month(month.from ?? 0),
        value: values[n] ?? 0,
        text: shape.show(values[n] ?? 0),
      })),
      change: before === undefined || last === undefined ? undefined : changeText(f, before, last),
      downIsGood: shape.downIsGood === true,
    };
  });
}

/** "+12 %"; undefined: there was nothing before. */
function changeText(f: Format, before: number, now: number): string | undefined {
  if (before === 0) return undefined;
  const percent = Math.round(((now - before) * 100) / Math.abs(before));
  return `${percent > 0 ? "+" : ""}${f.count(percent)}\u202f%`;
}
