import * as v from "valibot";
import { periodSearch } from "#grid/period.ts";

export const WHATS = ["tree", "purchases"] as const;

export const exportsSearch = v.object({
  what: v.fallback(v.optional(v.picklist(WHATS), "tree"), "tree"),
  under: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined),
  ...periodSearch,
});
