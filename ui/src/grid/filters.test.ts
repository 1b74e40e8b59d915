import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { createFormat } from "#i18n/format.ts";
import { ru } from "#i18n/ru.ts";
import { fileColumns, nextSort, shownColumns } from "./columns.ts";
import { filtersSearch, filterText, withFilter } from "./filters.ts";
import { rowOfKey } from "./keyboard.ts";

const f = createFormat("ru");
const plain = (text: string): string => text.replace(/\s/g, " ");

describe("filters", () => {
  it("that say nothing are none", () => {
    expect(withFilter({ q: { text: "a" } }, "q", { text: "" })).toBeUndefined();
    expect(withFilter(undefined, "state", { any: [] })).toBeUndefined();
    expect(withFilter({ q: { text: "a" } }, "sum", { from: 0 })).toEqual({
      q: { text: "a" },
      sum: { from: 0 },
    });
  });

  it("from an address are taken only as they should be", () => {
    const read = (value: unknown) => v.parse(filtersSearch, value);
    expect(read({ sum: { from: 1, to: 2 } })).toEqual({ sum: { from: 1, to: 2 } });
    for (const bad of [
      7,
      { sum: 7 },
      { sum: { from: 1.5 } },
      { sum: { from: 2 ** 60 } },
      { q: {} },
    ]) {
      expect(read(bad), JSON.stringify(bad)).toBeUndefined();
    }
  });

  it("are told in words", () => {
    const sum = { id: "sum", title: "Сумма", kind: "money" } as const;
    expect(plain(filterText(ru, f, sum, { from: 150000 }))).toBe("Сумма: от 1 500 ₽");
    expect(plain(filterText(ru, f, sum, { from: 100, to: 200 }))).toBe("Сумма: от 1 ₽ до 2 ₽");
    const state = {
      id: "s",
      title: "Статус",
      kind: "set",
      options: [{ value: 2, text: "отказ" }],
    } as const;
    expect(filterText(ru, f, state, { any: [2, 9] })).toBe("Статус: отказ, 9");
  });
});

describe("columns", () => {
  const columns = ["id", "name", "secret"].map((id) => ({
    id,
    title: id,
    width: 100,
    cell: () => null,
    optional: id === "secret",
    ...(id === "name" && { file: "name,nick" }),
  }));

  it("are the usual ones until somebody chooses", () => {
    expect(shownColumns(columns, undefined).map((column) => column.id)).toEqual(["id", "name"]);
    expect(shownColumns(columns, ["secret", "gone"]).map((column) => column.id)).toEqual([
      "secret",
    ]);
    expect(shownColumns(columns, []).map((column) => column.id)).toEqual(["id"]);
  });

  it("come into a file in the order shown, each with all it shows", () => {
    expect(fileColumns(shownColumns(columns, ["secret", "name"]))).toBe("secret,name,nick");
  });

  it("are sorted from the largest, then the other way round", () => {
    expect(nextSort(undefined, "id")).toEqual({ by: "id", down: true });
    expect(nextSort({ by: "id", down: true }, "id")).toEqual({ by: "id", down: false });
  });
});

describe("keys", () => {
  it("move within the rows there are", () => {
    const extent = { count: 100, screen: 10 };
    expect(rowOfKey("ArrowDown", 99, extent)).toBe(99);
    expect(rowOfKey("ArrowUp", 0, extent)).toBe(0);
    expect(rowOfKey("PageDown", 0, extent)).toBe(9);
    expect(rowOfKey("End", 5, extent)).toBe(99);
    expect(rowOfKey("a", 5, extent)).toBeUndefined();
  });
});
