import * as v from "valibot";
import { numberSearch } from "#data/search.ts";

export const TABS = ["new", "negotiation", "paid", "rejected", "all"] as const;
export type Tab = (typeof TABS)[number];

/** What the address of the page says: which list, which request is open. */
export const payoutsSearch = v.object({
  tab: v.fallback(v.optional(v.picklist(TABS), "all"), "all"),
  id: numberSearch,
});
