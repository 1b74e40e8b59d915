// Which columns of a table this person wants to see in this browser.
const PREFIX = "refsys.columns.";
const NAME = /^[a-z_]{1,40}$/;
const COLUMNS_MAX = 60;

/** Undefined: nothing was chosen, or what is stored makes no sense. */
export function getColumns(table: string): readonly string[] | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(PREFIX + table) ?? "null");
    return Array.isArray(stored) && stored.length <= COLUMNS_MAX && stored.every(isName)
      ? stored
      : undefined;
  } catch {
    return undefined;
  }
}

export function setColumns(table: string, columns: readonly string[] | undefined): void {
  try {
    if (columns === undefined) localStorage.removeItem(PREFIX + table);
    else localStorage.setItem(PREFIX + table, JSON.stringify(columns));
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}

function isName(value: unknown): value is string {
  return typeof value === "string" && NAME.test(value);
}
