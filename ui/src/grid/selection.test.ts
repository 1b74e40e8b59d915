import { describe, expect, it } from "vitest";
import { extent, Selection } from "./selection.ts";

describe("a selection", () => {
  it("has the rows that were named, and says how many", () => {
    const selection = new Selection(10);
    expect(selection.empty).toBe(true);
    selection.toggle(7);
    selection.toggle(9);
    selection.toggle(7);
    expect([selection.has(7), selection.has(9)]).toEqual([false, true]);
    expect([selection.count(1_000), selection.named, selection.empty]).toEqual([1, [9], false]);
  });

  it("remembers where a range begins: at what was last chosen by itself", () => {
    const selection = new Selection(10);
    selection.toggle(3);
    selection.set([4, 5], true);
    expect(selection.anchor).toBe(3);
    selection.clear();
    expect(selection.anchor).toBeUndefined();
  });

  it("takes as many as there is room for, in their order, and says that it is full", () => {
    const selection = new Selection(3);
    selection.set([1, 2, 3, 4, 5], true);
    expect([selection.named, selection.full]).toEqual([[1, 2, 3], true]);
    selection.set([2, 3], true);
    expect(selection.full).toBe(false);
    selection.toggle(1);
    selection.toggle(9);
    expect([selection.named, selection.full]).toEqual([[2, 3, 9], false]);
  });

  it("has everybody but for those left out, whoever is loaded", () => {
    const selection = new Selection(2);
    selection.set([1, 2], true);
    selection.all();
    expect([selection.has(1), selection.has(99_999), selection.named]).toEqual([true, true, []]);
    expect(selection.count(100_000)).toBe(100_000);
    selection.toggle(5);
    selection.toggle(6);
    expect([selection.has(5), selection.count(100_000)]).toEqual([false, 99_998]);
    selection.toggle(7);
    expect([selection.has(7), selection.full]).toEqual([true, true]);
    selection.set([5, 6, 7], true);
    expect([selection.named, selection.count(100_000)]).toEqual([[], 100_000]);
  });

  it("tells of every change, and none after it is not listened to", () => {
    const selection = new Selection(2);
    let told = 0;
    const end = selection.onChange(() => {
      told += 1;
    });
    selection.toggle(1);
    selection.all();
    selection.clear();
    end();
    selection.toggle(1);
    expect([told, selection.version]).toEqual([3, 4]);
  });

  it("is of the loaded rows none, some or all", () => {
    const selection = new Selection(9);
    expect(extent(selection, [1, 2])).toBe("none");
    selection.toggle(1);
    expect(extent(selection, [1, 2])).toBe("some");
    expect(extent(selection, [])).toBe("some");
    selection.toggle(2);
    expect(extent(selection, [1, 2])).toBe("all");
    selection.all();
    expect(extent(selection, [1, 2, 3])).toBe("all");
  });
});
