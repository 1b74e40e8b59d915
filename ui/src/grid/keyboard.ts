// Which row a key leads to.
export interface Extent {
  count: number;
  /** Rows that fit on the screen. */
  screen: number;
}

/** Undefined: the key is not one of a table's. */
export function rowOfKey(
  key: string,
  active: number,
  { count, screen }: Extent,
): number | undefined {
  const last = count - 1;
  const to = (row: number): number => Math.max(0, Math.min(last, row));
  switch (key) {
    case "ArrowDown":
      return to(active + 1);
    case "ArrowUp":
      return to(active - 1);
    case "PageDown":
      return to(active + Math.max(1, screen - 1));
    case "PageUp":
      return to(active - Math.max(1, screen - 1));
    case "Home":
      return to(0);
    case "End":
      return to(last);
    default:
      return undefined;
  }
}
