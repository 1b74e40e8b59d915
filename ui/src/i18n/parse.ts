// Figures as people type them, into the integers of the wire: "1 234,56" is 123456 hundredths. No
// floating point: the digits are put together as text.
const HUNDREDTHS = /^([-\u2212]?)(\d{1,13})(?:[.,](\d{1,2}))?$/;
const WHOLE = /^([-\u2212]?)(\d{1,15})$/;
const SPACES = /[\s\u00a0\u202f]/g;

/** Points or roubles into hundredths; undefined: not such a figure. */
export function parseHundredths(text: string): number | undefined {
  const match = HUNDREDTHS.exec(text.replace(SPACES, ""));
  if (match === null) return undefined;
  const [, sign, whole, rest = ""] = match;
  const value = Number(`${whole}${rest.padEnd(2, "0")}`);
  return signed(sign, value);
}

export function parseCount(text: string): number | undefined {
  const match = WHOLE.exec(text.replace(SPACES, ""));
  return match === null ? undefined : signed(match[1], Number(match[2]));
}

function signed(sign: string | undefined, value: number): number | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  return sign === "" || value === 0 ? value : -value;
}

// Moscow has kept +03:00 since October 2014, before anything this panel shows.
const OFFSET = "+03:00";
const DAY_MS = 86_400_000;
const OFFSET_MS = 3 * 3_600_000;

/** The first moment of a day "2026-11-28" in Moscow. */
export function dayStart(day: string): number | undefined {
  const ms = Date.parse(`${day}T00:00:00${OFFSET}`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** The last millisecond of that day. */
export function dayEnd(day: string): number | undefined {
  const start = dayStart(day);
  return start === undefined ? undefined : start + DAY_MS - 1;
}

/** The day of a moment in Moscow, as an input for dates wants it. */
export function dayOf(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(0, 10);
}
