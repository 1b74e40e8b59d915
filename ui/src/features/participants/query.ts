// Filters of the page into what the server is asked.
import type { Sort } from "#grid/columns.ts";
import type { Filters, FilterValue } from "#grid/filters.ts";
import {
  type ExportParticipantsArgs,
  type Filter,
  FilterHow,
  type ParticipantsArgs,
} from "#wire/protocol.ts";
import { columnOf, FIELDS, SEARCH_ID, YES } from "./fields.ts";

export function participantsArgs(
  filters: Filters | undefined,
  sort: Sort,
  offset: number,
  limit: number,
): ParticipantsArgs {
  return {
    ...wanted(filters),
    ...order(sort),
    ...(offset > 0 && { offset }),
    limit,
  };
}

/** The same people in the same order, as a file. */
export function exportArgs(filters: Filters | undefined, sort: Sort): ExportParticipantsArgs {
  return { ...wanted(filters), ...order(sort), limit: 1 };
}

/** Of those who came after that number, the ones that fit, as they came. */
export function newcomersArgs(
  filters: Filters | undefined,
  after: number,
  limit: number,
): ExportParticipantsArgs {
  return { ...wanted(filters), after, limit };
}

function order({ by, down }: Sort) {
  const column = columnOf(by);
  return { ...(column !== undefined && { sort: column }), ...(down && { down }) };
}

function wanted(filters: Filters | undefined) {
  const text = filters?.[SEARCH_ID]?.text;
  return {
    filters: Object.entries(filters ?? {}).flatMap(([id, value]) => condition(id, value) ?? []),
    ...(text !== undefined && { text }),
  };
}

/** Undefined: not a field of the list (the search box, an address from elsewhere). */
function condition(id: string, value: FilterValue): Filter | undefined {
  const field = FIELDS.find((one) => one.id === id);
  const column = columnOf(id);
  if (field === undefined || column === undefined) return undefined;
  const { any, from, to } = value;
  if (field.kind === "flag") {
    // Both ticked is no condition.
    if (any?.length !== 1) return undefined;
    return { column, how: any[0] === YES ? FilterHow.filled : FilterHow.empty };
  }
  if (any !== undefined) return { column, how: FilterHow.one_of, values: any };
  if (from !== undefined && to !== undefined) return { column, how: FilterHow.between, from, to };
  if (from !== undefined) return { column, how: FilterHow.from, from };
  return to === undefined ? undefined : { column, how: FilterHow.to, to };
}
