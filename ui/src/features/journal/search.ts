// What the address says: the filters, and the entry that is open.
import * as v from "valibot";
import { filtersSearch } from "#grid/filters.ts";

export const journalSearch = v.object({
  f: filtersSearch,
  entry: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined),
});
