import { describe, expect, it } from "vitest";
import { ExportTable } from "#wire/protocol.ts";
import { draftOf, isShown, type Shown, savedFilters, shownBy } from "./saved.ts";

const SHOWN: Shown = {
  f: { total: { from: 0, to: 500 }, status: { any: [2] }, sum: { from: 1 }, paid: { to: 0 } },
  sort: "-sum",
  cols: "name,sum",
};

describe("a saved view", () => {
  it("shows again what was shown, zeros and all", () => {
    const view = { ...draftOf(ExportTable.participants, SHOWN), name: "x" };
    expect(shownBy(view)).toEqual(SHOWN);
    expect(isShown(view, SHOWN)).toBe(true);
  });

  it("shows the same when the wire has left out the zeros", () => {
    const view = { ...draftOf(ExportTable.participants, SHOWN), name: "x" };
    const filters = view.filters?.map(({ from, to, ...one }) => ({
      ...one,
      ...(from !== 0 && from !== undefined && { from }),
      ...(to !== 0 && to !== undefined && { to }),
    }));
    expect(shownBy({ ...view, ...(filters !== undefined && { filters }) })).toEqual(SHOWN);
  });

  it("holds no words of a search", () => {
    expect(savedFilters({ q: { text: "Анна" }, sum: { from: 1 } })).toEqual([
      { field: "sum", how: 2, from: 1 },
    ]);
  });

  it("differs by filter, order and columns, not by the order of filters", () => {
    const view = { ...draftOf(ExportTable.participants, SHOWN), name: "x" };
    const turned = Object.fromEntries(Object.entries(SHOWN.f ?? {}).reverse());
    expect(isShown(view, { ...SHOWN, f: turned })).toBe(true);
    expect(isShown(view, { ...SHOWN, f: { sum: { from: 2 } } })).toBe(false);
    expect(isShown(view, { ...SHOWN, sort: "sum" })).toBe(false);
    expect(isShown(view, { ...SHOWN, cols: "sum,name" })).toBe(false);
  });
});
