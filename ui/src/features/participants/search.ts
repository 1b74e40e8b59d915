// What the address of the page says: filters, order, the open card.
import * as v from "valibot";
import type { Sort } from "#grid/columns.ts";
import { filtersSearch } from "#grid/filters.ts";
import { FIELDS } from "./fields.ts";

export const TABS = ["overview", "referrals", "journal", "orders", "changes"] as const;
export type Tab = (typeof TABS)[number];

const SORTS = FIELDS.flatMap(({ id }) => [id, `-${id}`]);
/** The newest first. */
export const USUAL_SORT = "-registered";

export const participantsSearch = v.object({
  f: filtersSearch,
  sort: v.fallback(v.optional(v.picklist(SORTS), USUAL_SORT), USUAL_SORT),
  card: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined),
  tab: v.fallback(v.optional(v.picklist(TABS), "overview"), "overview"),
});

export function sortOf(text: string): Sort {
  return text.startsWith("-") ? { by: text.slice(1), down: true } : { by: text, down: false };
}

export function sortText(sort: Sort): string {
  return sort.down ? `-${sort.by}` : sort.by;
}
