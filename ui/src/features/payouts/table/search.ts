// What the address of the table says: filters and order.
import * as v from "valibot";
import { filtersSearch } from "#grid/filters.ts";
import { viewSearch } from "#grid/view-search.ts";
import { PayoutSort } from "#wire/protocol.ts";

export type SortId = keyof typeof PayoutSort;
const SORTS = (Object.keys(PayoutSort) as SortId[]).flatMap((id) => [id, `-${id}`]);
/** The newest first. */
export const USUAL_SORT = "-created";

export const payoutsTableSearch = v.object({
  f: filtersSearch,
  ...viewSearch,
  sort: v.fallback(v.optional(v.picklist(SORTS), USUAL_SORT), USUAL_SORT),
});

export function isSortId(id: string): id is SortId {
  return id in PayoutSort;
}
