import * as v from "valibot";

/** Whose sessions: one's own, or those of an administrator. */
export const sessionsSearch = v.object({
  admin: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined),
});
