// What the address of the table says: filters and order.
import * as v from "valibot";
import type { Sort } from "#grid/columns.ts";
import { filtersSearch } from "#grid/filters.ts";
import { PayoutSort } from "#wire/protocol.ts";

export type SortId = keyof typeof PayoutSort;
const SORTS = (Object.keys(PayoutSort) as SortId[]).flatMap((id) => [id, `-${id}`]);
/** The newest first. */
export const USUAL_SORT = "-created";

export const payoutsTableSearch = v.object({
  f: filtersSearch,
  sort: v.fallback(v.optional(v.picklist(SORTS), USUAL_SORT), USUAL_SORT),
});

export function sortOf(text: string): Sort {
  return text.startsWith("-") ? { by: text.slice(1), down: true } : { by: text, down: false };
}

export function sortText(sort: Sort): string {
  return sort.down ? `-${sort.by}` : sort.by;
}

export function isSortId(id: string): id is SortId {
  return id in PayoutSort;
}
