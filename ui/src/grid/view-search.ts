// What an address says of a saved view: which one is open, and the columns shown.
import * as v from "valibot";
import { numberSearch } from "#data/search.ts";

export const viewSearch = {
  view: numberSearch,
  cols: v.fallback(v.optional(v.pipe(v.string(), v.regex(/^[a-z_,]{1,1000}$/))), undefined),
};
