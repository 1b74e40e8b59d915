// Numbers, money and times the way Ozon writes them. Ozon has three ways with money and two with
// 64-bit integers; a client has to read them all.

/** JSON text that is written as it stands: JSON.rawJSON, which the library types do not know yet. */
type RawJson = { rawJSON: string };
const rawJson = (JSON as unknown as { rawJSON(text: string): RawJson }).rawJSON;

export type Style = {
  /** How answers carry 64-bit integers: as numbers, or quoted as protobuf does. */
  int64: "number" | "string";
  /** Fields that the documentation does not have, as next month's release brings them. */
  extraFields: boolean;
};

export const int64 = (style: Style, n: number): number | string => (style.int64 === "string" ? String(n) : n);

/** Roubles as decimal text with 0, 2 or 4 digits after the point (0 only where there are no kopecks). */
export function decimal(kopecks: number, digits: 0 | 2 | 4): string {
  const sign = kopecks < 0 ? "-" : "";
  const whole = Math.floor(Math.abs(kopecks) / 100);
  const part = Math.abs(kopecks) % 100;
  if (digits === 0 && part === 0) return `${sign}${whole}`;
  return `${sign}${whole}.${String(part).padStart(2, "0")}${digits === 4 ? "00" : ""}`;
}

/** {"amount":"1530.00","currency":"RUB"}: postings in lists. The digits differ from good to good. */
export function amount(kopecks: number, currency: string, salt: number): { amount: string; currency: string } {
  return { amount: decimal(kopecks, ([0, 2, 4] as const)[salt % 3]!), currency };
}

/** A JSON number: 1530, 662.86. Never computed in floating point. */
export const number = (kopecks: number): RawJson => rawJson(decimal(kopecks, 0).replace(/(\.\d)0$/, "$1"));

/** {"currency_code":"RUB","price":3318}: returns. Quoted together with the integers. */
export function price(style: Style, kopecks: number, currency: string): { currency_code: string; price: unknown } {
  const value = number(kopecks);
  return { currency_code: currency, price: style.int64 === "string" ? value.rawJSON : value };
}

/** RFC 3339 in UTC with 0, 3, 6 or 9 digits of a second; below a millisecond they come from `salt`. */
export function time(at: number, digits: 0 | 3 | 6 | 9 = 6, salt = 0): string {
  const iso = new Date(at).toISOString();
  if (digits === 0) return `${iso.slice(0, 19)}Z`;
  const fine = String(salt % 1000).padStart(3, "0");
  return `${iso.slice(0, 23)}${digits >= 6 ? fine : ""}${digits === 9 ? "000" : ""}Z`;
}

/** A time that has not come is null. */
export const timeOrNull = (at: number, digits: 0 | 3 | 6 | 9 = 6): string | null => (at === 0 ? null : time(at, digits));
