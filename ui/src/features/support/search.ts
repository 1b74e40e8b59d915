import * as v from "valibot";
import { numberSearch } from "#data/search.ts";

export const TABS = ["open", "answered", "closed"] as const;
export type Tab = (typeof TABS)[number];

/** Which list, whether only one's own, and which conversation is open. */
export const supportSearch = v.object({
  tab: v.fallback(v.optional(v.picklist(TABS), "open"), "open"),
  mine: v.fallback(v.optional(v.boolean()), undefined),
  id: numberSearch,
});
export type SupportSearch = v.InferOutput<typeof supportSearch>;
