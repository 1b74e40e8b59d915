import type { Dict } from "../ru.ts";

export const grid: Dict["grid"] = {
  export: "Export",
  rows: (n, count) => `${n} ${count === 1 ? "row" : "rows"}`,
  atLeast: (n) => `${n} shown, scroll on`,
  shownAtMost: (n) => `You can scroll to row ${n}: narrow the filter.`,
  failed: "The list could not be read",
  nextRow: "Next row",
  previousRow: "Previous row",
  search: "Search the table",
  filter: "Filter",
  reset: "Clear filters",
  remove: (field) => `Remove the filter “${field}”`,
  apply: "Apply",
  from: "from",
  to: "to",
  range: (from, to) =>
    [from !== undefined && `from ${from}`, to !== undefined && `to ${to}`]
      .filter(Boolean)
      .join(" "),
  notFigure: "Type a figure, like 1 500 or 99.90",
  notNumber: "Enter a number, for example 12",
  notDate: "Type a date",
  crossed: "That is less than “from”",
  columns: "Columns",
  columnsReset: "As usual",
  selectLoaded: "Select all that is loaded",
  selectRow: "Select",
  selected: {
    label: "Selection",
    all: (n) => `Select all ${n} by the filter`,
    clear: "Clear the selection",
    full: (n) => `No more than ${n} can be selected at once`,
  },
  emptyFiltered: "Nothing fits these conditions",
  emptyFilteredText: "Change the filter, or clear it.",
};
