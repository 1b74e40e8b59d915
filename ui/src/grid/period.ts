// A period of days, Moscow's, both ends included; either end may be open. In the address it stands as
// days, so that a link shows the same tomorrow.
import * as v from "valibot";
import { dayEnd, dayOf, dayStart } from "#i18n/parse.ts";

export interface Period {
  from?: string | undefined;
  to?: string | undefined;
}

const day = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d{2}-\d{2}$/),
      v.check((text) => dayStart(text) !== undefined),
    ),
  ),
  undefined,
);

export const periodSearch = { from: day, to: day };

/** From the first moment up to, not including, `to`. */
export function momentsOf(period: Period): { from?: number; to?: number } {
  const from = period.from === undefined ? undefined : dayStart(period.from);
  const to = period.to === undefined ? undefined : dayEnd(period.to);
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to: to + 1 }) };
}

export const PRESETS = ["all", "month", "lastMonth", "days30", "year"] as const;
export type Preset = (typeof PRESETS)[number];

const DAY_MS = 86_400_000;

export function presetPeriod(preset: Preset, now: number): Period {
  const today = dayOf(now);
  const month = today.slice(0, 8);
  switch (preset) {
    case "month":
      return { from: `${month}01`, to: today };
    case "lastMonth": {
      const last = dayOf((dayStart(`${month}01`) ?? now) - 1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case "days30":
      return { from: dayOf(now - 29 * DAY_MS), to: today };
    case "year":
      return { from: `${today.slice(0, 5)}01-01`, to: today };
    default:
      return {};
  }
}
