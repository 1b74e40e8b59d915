import * as v from "valibot";
import { GROUPS } from "./fields.ts";

export const SHEETS = [...GROUPS, "ozon", "admins", "history"] as const;
export type Sheet = (typeof SHEETS)[number];

export const settingsSearch = v.object({
  sheet: v.fallback(v.optional(v.picklist(SHEETS), "rewards"), "rewards"),
});
