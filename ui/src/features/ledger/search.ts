import * as v from "valibot";
import { filtersSearch } from "#grid/filters.ts";
import { viewSearch } from "#grid/view-search.ts";

export const ledgerSearch = v.object({ f: filtersSearch, ...viewSearch });
