// Where the columns stand: every row is laid out by itself and all the same.
import type { CSSProperties } from "react";
import type { Column } from "./columns.ts";

export interface Across extends CSSProperties {
  gridTemplateColumns: string;
  width: string;
}

/** Of the column in which rows are chosen. */
const SELECT_PX = 40;

/**
 * From the widths alone, whatever stands in the cells. What is left of a wide screen goes to the columns
 * in proportion. The first column stays in sight: on a phone it must leave room for the others.
 */
export function layout<R>(columns: readonly Column<R>[], selects: boolean): Across {
  const least = columns.map(({ width }, n) => (n === 0 ? `min(${width}px, 46vw)` : `${width}px`));
  const tracks = least.map((px, n) => `minmax(${px}, ${columns[n]?.width}fr)`);
  const before = selects ? [`${SELECT_PX}px`] : [];
  return {
    gridTemplateColumns: [...before, ...tracks].join(" "),
    width: `max(100%, ${[...before, ...least].join(" + ")})`,
  };
}
