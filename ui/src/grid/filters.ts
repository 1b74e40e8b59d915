// Filters of a table: which fields there are, what has been asked of them, and how that stands in the
// address of the page. Several fields have all to fit.
import * as v from "valibot";
import type { Format } from "#i18n/format.ts";
import { dayOf } from "#i18n/parse.ts";
import type { Dict } from "#i18n/ru.ts";

/** What kind of thing a field holds: decides how it is asked for, and shown. */
export type FieldKind =
  | "text"
  | "set"
  | "one"
  | "count"
  | "points"
  | "money"
  | "date"
  /** One whole number, no range. */
  | "number"
  /** A participant, found by name. */
  | "person";

export interface FilterField {
  id: string;
  title: string;
  kind: FieldKind;
  /** Of a set, or those of which one is chosen. */
  options?: readonly { value: number; text: string }[];
}

export interface FilterValue {
  text?: string | undefined;
  any?: number[] | undefined;
  /** Both ends belong to the range; either may be open. Hundredths for points and money, ms for dates. */
  from?: number | undefined;
  to?: number | undefined;
}

export type Filters = Record<string, FilterValue>;

const TEXT_MAX = 100;
const number = v.pipe(v.number(), v.safeInteger());

const filterValue = v.pipe(
  v.object({
    text: v.optional(v.pipe(v.string(), v.maxLength(TEXT_MAX))),
    any: v.optional(v.pipe(v.array(number), v.maxLength(32))),
    from: v.optional(number),
    to: v.optional(number),
  }),
  v.check((value) => !isEmpty(value)),
);

/** For the search params of a page: what is not understood is no filter. */
export const filtersSearch = v.fallback(
  v.optional(v.record(v.pipe(v.string(), v.maxLength(32)), filterValue)),
  undefined,
);

export function isEmpty(value: FilterValue): boolean {
  return (
    (value.text === undefined || value.text === "") &&
    (value.any === undefined || value.any.length === 0) &&
    value.from === undefined &&
    value.to === undefined
  );
}

/** With one field changed; undefined takes it away. No filter at all is undefined. */
export function withFilter(
  filters: Filters | undefined,
  id: string,
  value: FilterValue | undefined,
): Filters | undefined {
  const { [id]: _, ...rest } = filters ?? {};
  const next = value === undefined || isEmpty(value) ? rest : { ...rest, [id]: value };
  return Object.keys(next).length === 0 ? undefined : next;
}

/** "Баланс: от 100 до 500", in the words of the reader. */
export function filterText(t: Dict, f: Format, field: FilterField, value: FilterValue): string {
  return `${field.title}: ${valueText(t, f, field, value)}`;
}

function valueText(t: Dict, f: Format, field: FilterField, value: FilterValue): string {
  if (field.kind === "text") return value.text ?? "";
  if (field.kind === "number" || field.kind === "person") return `№\u00a0${chosen(value) ?? "?"}`;
  if (field.kind === "set" || field.kind === "one") {
    const names = (value.any ?? []).map(
      (one) => field.options?.find((option) => option.value === one)?.text ?? String(one),
    );
    return names.join(", ");
  }
  const from = value.from === undefined ? undefined : figure(f, field.kind, value.from);
  const to = value.to === undefined ? undefined : figure(f, field.kind, value.to);
  if (from !== undefined && from === to) return from;
  return t.grid.range(from, to);
}

/** Of a field that holds one thing. */
export function chosen(value: FilterValue | undefined): number | undefined {
  return value?.any?.[0];
}

function figure(f: Format, kind: FieldKind, value: number): string {
  if (kind === "date") return f.date(value);
  if (kind === "money") return f.money(value);
  return kind === "points" ? f.points(value) : f.count(value);
}

/** What an input shows for a stored figure, so that it can be typed again. */
export function inputOf(f: Format, kind: FieldKind, value: number | undefined): string {
  if (value === undefined) return "";
  if (kind === "date") return dayOf(value);
  return kind === "count" ? f.count(value) : f.points(value);
}
