import * as v from "valibot";
import { filtersSearch } from "#grid/filters.ts";

export const ledgerSearch = v.object({ f: filtersSearch });
