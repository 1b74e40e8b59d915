// A saved view is what an address says of a table, kept by the server under a name: filters, order,
// columns. Words of a search box are no part of it: they may be somebody's name.
import type { Filters, FilterValue } from "#grid/filters.ts";
import { type ExportTable, FilterHow, type SavedFilter, type SavedView } from "#wire/protocol.ts";

/** What can be saved of a table as it is shown; no order and no columns where it has no choice. */
export interface Shown {
  f?: Filters | undefined;
  sort?: string | undefined;
  cols?: string | undefined;
}

export function savedFilters(filters: Filters | undefined): SavedFilter[] {
  return Object.entries(filters ?? {})
    .flatMap(([field, value]) => savedFilter(field, value) ?? [])
    .sort((a, b) => (a.field < b.field ? -1 : 1));
}

function savedFilter(field: string, { any, from, to }: FilterValue): SavedFilter | undefined {
  if (any !== undefined && any.length > 0) return { field, how: FilterHow.one_of, values: any };
  if (from !== undefined && to !== undefined) return { field, how: FilterHow.between, from, to };
  if (from !== undefined) return { field, how: FilterHow.from, from };
  return to === undefined ? undefined : { field, how: FilterHow.to, to };
}

/** A zero is not written on the wire. */
function filterOf({ how, from = 0, to = 0, values = [] }: SavedFilter): FilterValue | undefined {
  if (how === FilterHow.one_of) return { any: [...values] };
  if (how === FilterHow.between) return { from, to };
  if (how === FilterHow.from) return { from };
  return how === FilterHow.to ? { to } : undefined;
}

export function shownBy(view: SavedView): Shown {
  const filters: Filters = {};
  for (const one of view.filters ?? []) {
    const value = filterOf(one);
    if (value !== undefined) filters[one.field] = value;
  }
  return {
    f: Object.keys(filters).length === 0 ? undefined : filters,
    sort: view.sort,
    cols: view.columns,
  };
}

export function draftOf(table: ExportTable, { f, sort, cols }: Shown): Omit<SavedView, "name"> {
  const filters = savedFilters(f);
  return {
    table,
    ...(filters.length > 0 && { filters }),
    ...(sort !== undefined && { sort }),
    ...(cols !== undefined && { columns: cols }),
  };
}

/** Would saving change nothing? */
export function isShown(view: SavedView, shown: Shown): boolean {
  const one = draftOf(view.table, shownBy(view));
  return JSON.stringify(one) === JSON.stringify(draftOf(view.table, shown));
}
