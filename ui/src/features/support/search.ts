import * as v from "valibot";

export const TABS = ["open", "answered", "closed"] as const;
export type Tab = (typeof TABS)[number];

/** Which list, whether only one's own, and which conversation is open. */
export const supportSearch = v.object({
  tab: v.fallback(v.optional(v.picklist(TABS), "open"), "open"),
  mine: v.fallback(v.optional(v.boolean()), undefined),
  id: v.fallback(v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))), undefined),
});
export type SupportSearch = v.InferOutput<typeof supportSearch>;
