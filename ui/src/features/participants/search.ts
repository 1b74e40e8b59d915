// What the address of the page says: filters, order, the open card.
import * as v from "valibot";
import { numberSearch } from "#data/search.ts";
import { filtersSearch } from "#grid/filters.ts";
import { viewSearch } from "#grid/view-search.ts";
import { FIELDS } from "./fields.ts";

export const TABS = [
  "overview",
  "referrals",
  "journal",
  "orders",
  "payouts",
  "chat",
  "changes",
] as const;
export type Tab = (typeof TABS)[number];

const SORTS = FIELDS.flatMap(({ id }) => [id, `-${id}`]);
/** The newest first. */
export const USUAL_SORT = "-registered";

export const participantsSearch = v.object({
  f: filtersSearch,
  ...viewSearch,
  sort: v.fallback(v.optional(v.picklist(SORTS), USUAL_SORT), USUAL_SORT),
  card: numberSearch,
  tab: v.fallback(v.optional(v.picklist(TABS), "overview"), "overview"),
});
