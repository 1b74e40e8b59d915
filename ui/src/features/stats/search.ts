import * as v from "valibot";
import { periodSearch } from "#grid/period.ts";

export const statsSearch = v.object(periodSearch);
