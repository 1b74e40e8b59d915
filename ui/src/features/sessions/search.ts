import * as v from "valibot";
import { numberSearch } from "#data/search.ts";

/** Whose sessions: one's own, or those of an administrator. */
export const sessionsSearch = v.object({
  admin: numberSearch,
});
