// Figures and times as people read them. Amounts arrive as integers (centipoints, kopecks) and are
// split as integers: no division that could round. Times are shown in Moscow, whatever the machine's
// zone.
export type Lang = "ru" | "en";

const ZONE = "Europe/Moscow";
const LOCALES: Record<Lang, string> = { ru: "ru-RU", en: "en-GB" };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Thin no-break space: groups of digits, and between a figure and its unit. */
export const THIN = "\u202f";
export const ABSENT = "—";

export type Format = ReturnType<typeof createFormat>;

export function createFormat(lang: Lang) {
  const locale = LOCALES[lang];
  const integer = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const decimal = decimalSign(locale);
  const date = zoned(locale, { day: "2-digit", month: "2-digit", year: "numeric" });
  const dateTime = zoned(locale, { day: "2-digit", month: "2-digit", ...CLOCK });
  const dateTimeYear = zoned(locale, {
    day: "2-digit",
    month: "2-digit",
    year: "numeric",
    ...CLOCK,
  });
  const clock = zoned(locale, CLOCK);
  const day = zoned(locale, { day: "numeric", month: "long" });
  const month = zoned(locale, { month: "short", year: "numeric" });
  const full = zoned(locale, { dateStyle: "long", timeStyle: "medium" });
  const year = zoned(locale, { year: "numeric" });
  const ago = new Intl.RelativeTimeFormat(locale, { style: "short", numeric: "always" });
  const unit = (name: "minute" | "hour" | "day", n: number): string =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(n);

  const count = (n: number): string =>
    (n < 0 ? "\u2212" : "") + integer.format(Math.abs(n)).replace(/[\u00a0\s]/g, THIN);

  // `n` in hundredths; the hundredths are left out where there are none.
  const hundredths = (n: number): string => {
    const abs = Math.abs(n);
    const rest = abs % 100;
    const whole = count((abs - rest) / 100);
    const sign = n < 0 ? "\u2212" : "";
    return rest === 0 ? sign + whole : `${sign}${whole}${decimal}${String(rest).padStart(2, "0")}`;
  };

  return {
    lang,
    count,
    /** Centipoints without a unit: "81 531", "12,50". */
    points: hundredths,
    /** Kopecks: "1 234,56 ₽", "81 531 ₽". */
    money: (kopecks: number): string => `${hundredths(kopecks)}${THIN}₽`,
    date: (ms: number): string => date.format(ms),
    clock: (ms: number): string => clock.format(ms),
    /** "22 ноября", for separators between days. */
    day: (ms: number): string => day.format(ms),
    /** "22.11, 09:00"; with the year if it is another one than now. */
    dateTime: (ms: number, now: number): string =>
      (year.format(ms) === year.format(now) ? dateTime : dateTimeYear).format(ms),
    /** For hints: everything down to the second, and whose time it is. */
    full: (ms: number): string => `${full.format(ms)} ${lang === "ru" ? "МСК" : "MSK"}`,
    /** "нояб. 2026 г." */
    month: (ms: number): string => month.format(ms),
    /** "29 мин. назад" within a day, date and time before that (or ahead of us). */
    ago(ms: number, now: number): string {
      const past = now - ms;
      if (past < -MINUTE || past >= DAY) return this.dateTime(ms, now);
      if (past < MINUTE) return lang === "ru" ? "только что" : "just now";
      return past < HOUR
        ? ago.format(-Math.floor(past / MINUTE), "minute")
        : ago.format(-Math.floor(past / HOUR), "hour");
    },
    /** How long it takes, in one unit: "5 мин", "3 ч", "2 дн."; at least a minute. */
    span(ms: number): string {
      if (ms < HOUR) return unit("minute", Math.max(1, Math.floor(ms / MINUTE)));
      return ms < DAY ? unit("hour", Math.floor(ms / HOUR)) : unit("day", Math.floor(ms / DAY));
    },
    sameDay: (a: number, b: number): boolean => date.format(a) === date.format(b),
  };
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

function zoned(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { ...options, timeZone: ZONE });
}

function decimalSign(locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ",";
}
