// What the address says: the filters, and the entry that is open.
import * as v from "valibot";
import { numberSearch } from "#data/search.ts";
import { filtersSearch } from "#grid/filters.ts";
import { viewSearch } from "#grid/view-search.ts";

export const journalSearch = v.object({
  f: filtersSearch,
  ...viewSearch,
  entry: numberSearch,
});
