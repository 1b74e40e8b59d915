import * as v from "valibot";
import { Attention } from "#wire/protocol.ts";

export type Kind = keyof typeof Attention;
export const KINDS = Object.keys(Attention) as Kind[];

export const returnsSearch = v.object({
  kind: v.fallback(v.optional(v.picklist(KINDS), "open_return"), "open_return"),
});
