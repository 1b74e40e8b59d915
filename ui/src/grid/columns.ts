// What a table shows: a column says how wide it is, what stands in its cells, and whether the server
// can sort by it. Which columns a person wants is theirs; a list of ids says it.
import type { ReactNode } from "react";

export interface Column<R> {
  id: string;
  title: string;
  /** In pixels. */
  width: number;
  /** Figures stand at the end of their cell. */
  align?: "end";
  sortable?: boolean;
  /** Shown only to who asks for it. */
  optional?: boolean;
  /** What it is in a file: fields of the server's rows, commas between them. Absent: its id. */
  file?: string;
  cell: (row: R) => ReactNode;
}

export interface Sort {
  by: string;
  down: boolean;
}

/** The columns to show: those chosen, in that order; or, when nothing was chosen, the usual ones. */
export function shownColumns<R>(
  columns: readonly Column<R>[],
  chosen: readonly string[] | undefined,
): readonly Column<R>[] {
  if (chosen === undefined) return columns.filter((column) => column.optional !== true);
  const found = chosen.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  return found.length === 0 ? columns.slice(0, 1) : found;
}

/** The same columns in a file, in the same order. */
export function fileColumns<R>(shown: readonly Column<R>[]): string {
  return shown.map((column) => column.file ?? column.id).join();
}

/** A click on a head: the other way round, or by this column with the largest first. */
export function nextSort(sort: Sort | undefined, by: string): Sort {
  return sort?.by === by ? { by, down: !sort.down } : { by, down: true };
}

/** As it stands in an address: "-" before the column when the greatest come first. */
export function sortOf(text: string): Sort {
  return text.startsWith("-") ? { by: text.slice(1), down: true } : { by: text, down: false };
}

export function sortText(sort: Sort): string {
  return sort.down ? `-${sort.by}` : sort.by;
}
