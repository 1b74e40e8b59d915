import * as v from "valibot";
import { numberSearch } from "#data/search.ts";
import { periodSearch } from "#grid/period.ts";

export const WHATS = ["tree", "purchases"] as const;

export const exportsSearch = v.object({
  what: v.fallback(v.optional(v.picklist(WHATS), "tree"), "tree"),
  under: numberSearch,
  ...periodSearch,
});
