import * as v from "valibot";
import { periodSearch } from "#grid/period.ts";
import { RankingBy } from "#wire/protocol.ts";

export type By = keyof typeof RankingBy;
export const BYS = Object.keys(RankingBy) as By[];

export const topSearch = v.object({
  by: v.fallback(v.optional(v.picklist(BYS), "referrals"), "referrals"),
  ...periodSearch,
});
