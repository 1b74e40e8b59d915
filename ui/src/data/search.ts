// What addresses of several pages have in common.
import * as v from "valibot";

/** The number of something; what is none is left out. */
export const numberSearch = v.fallback(
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  undefined,
);
