// The eleven figures: of each its value altogether, and its course by months. How they are defined
// stands with the protocol (stats.def); shares arrive in hundredths of a percent.
import type { Point } from "#charts/series.tsx";
import { ABSENT, type Format } from "#i18n/format.ts";
import { type Dashboard, type MethodName, PayoutState, type Period } from "#wire/protocol.ts";
import type { DashboardTexts } from "./texts.ts";

export type FigureId = keyof DashboardTexts["figures"];

export interface Figure {
  id: FigureId;
  value: string;
  beside: string | undefined;
  points: Point[];
  /** How the last whole month compares with the one before; undefined: nothing to compare with. */
  change: string | undefined;
  /** Falling is good. */
  downIsGood: boolean;
  list: List | undefined;
}

/** Where what a figure counts stands row by row, and what takes to read it. */
export type List = { needs: MethodName } & (
  | { to: "/participants" | "/stats" }
  | { to: "/payouts/table"; search: { f: { state: { any: number[] } } } }
);

const PARTICIPANTS: List = { to: "/participants", needs: "participants.list" };
const REFERRALS: List = { to: "/stats", needs: "referrals.brought" };
const PAID: List = {
  to: "/payouts/table",
  needs: "payouts.list",
  search: { f: { state: { any: [PayoutState.paid] } } },
};

interface Shape {
  id: FigureId;
  value: (data: Dashboard) => string;
  beside?: (data: Dashboard) => string | undefined;
  /** undefined: a mean or a share of nothing. */
  ofMonth: (month: Period) => number | undefined;
  show: (value: number) => string;
  downIsGood?: boolean;
  list?: List;
}

const DAY_MS = 86_400_000;
const WHOLE = 10_000;

/** Rounded down; there is no mean of nothing, and no share of it. */
function mean(sum: number | undefined, count: number | undefined): number | undefined {
  return count === undefined || count === 0 ? undefined : Math.trunc((sum ?? 0) / count);
}

/** In hundredths of a percent. */
function share(part: number | undefined, whole: number | undefined): number | undefined {
  return mean((part ?? 0) * WHOLE, whole);
}

function shapes(f: Format, texts: DashboardTexts): Shape[] {
  const percent = (value: number): string => `${f.points(value)}\u202f%`;
  const days = (ms: number): string => {
    const whole = Math.round(ms / DAY_MS);
    return whole === 0 ? texts.lessThanADay : texts.days(f.count(whole), whole);
  };
  const shareOf = (part: number | undefined, whole: number | undefined): string =>
    (whole ?? 0) === 0 ? ABSENT : percent(part ?? 0);
  return [
    {
      id: "registered",
      value: ({ total }) => f.count(total.registered ?? 0),
      ofMonth: (month) => month.registered ?? 0,
      show: f.count,
      list: PARTICIPANTS,
    },
    {
      id: "sales",
      value: ({ total }) => f.money(total.sales ?? 0),
      ofMonth: (month) => month.sales ?? 0,
      show: f.money,
      list: REFERRALS,
    },
    {
      id: "paid",
      value: ({ total }) => f.money(total.paid_money ?? 0),
      ofMonth: (month) => month.paid_money ?? 0,
      show: f.money,
      list: PAID,
    },
    {
      id: "buyers",
      value: ({ total }) => f.count(total.buyers ?? 0),
      beside: (data) =>
        (data.total.referrals ?? 0) === 0
          ? undefined
          : texts.share(percent(data.buyers_share ?? 0)),
      ofMonth: (month) => month.buyers ?? 0,
      show: f.count,
      list: REFERRALS,
    },
    {
      id: "referrals",
      value: ({ total }) => f.count(total.referrals ?? 0),
      ofMonth: (month) => month.referrals ?? 0,
      show: f.count,
      list: REFERRALS,
    },
    {
      id: "wait",
      value: ({ mean_wait: ms = 0 }) => (ms === 0 ? ABSENT : days(ms)),
      beside: ({ mean_wait: ms = 0, median_wait_days: median = 0 }) =>
        ms === 0 ? undefined : texts.median(days(median * DAY_MS)),
      ofMonth: (month) => mean(month.waited, month.buyers),
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
      value: ({ average_order: kopecks = 0 }) => (kopecks === 0 ? ABSENT : f.money(kopecks)),
      ofMonth: (month) => mean(month.sales, month.orders),
      show: f.money,
    },
    {
      id: "repeated",
      value: (data) => shareOf(data.repeated_share, data.total.buyers),
      ofMonth: (month) => share(month.repeated, month.buyers),
      show: percent,
    },
    {
      id: "returned",
      value: (data) => shareOf(data.returned_units_share, data.total.units),
      ofMonth: (month) => share(month.units_back, month.units),
      show: percent,
      downIsGood: true,
    },
  ];
}

export function figuresOf(f: Format, texts: DashboardTexts, data: Dashboard): Figure[] {
  return shapes(f, texts).map((shape) => {
    const values = data.months.map((month) => shape.ofMonth(month));
    const [before, last] = values.slice(-3); // the running month is not over
    return {
      id: shape.id,
      value: shape.value(data),
      beside: shape.beside?.(data),
      points: data.months.map((month, n) => {
        const value = values[n];
        return {
          label: f.month(month.from ?? 0),
          value,
          text: value === undefined ? ABSENT : shape.show(value),
        };
      }),
      change: values.length < 3 ? undefined : changeText(f, before, last),
      downIsGood: shape.downIsGood === true,
      list: shape.list,
    };
  });
}

/** "+12 %"; undefined: there was nothing before, or is nothing now. */
function changeText(
  f: Format,
  before: number | undefined,
  now: number | undefined,
): string | undefined {
  if (before === undefined || before === 0 || now === undefined) return undefined;
  const percent = Math.round(((now - before) * 100) / Math.abs(before));
  return `${percent > 0 ? "+" : ""}${f.count(percent)}\u202f%`;
}
