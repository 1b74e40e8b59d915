import { describe, expect, it } from "vitest";
import { plural } from "./plural.ts";

const points = (n: number) => plural(n, "балл", "балла", "баллов");

describe("plural", () => {
  it("follows the last digits", () => {
    expect([1, 21, 101, 1001].map(points)).toEqual(["балл", "балл", "балл", "балл"]);
    expect([2, 3, 4, 22, 104].map(points)).toEqual(["балла", "балла", "балла", "балла", "балла"]);
    expect([0, 5, 10, 20, 100].map(points)).toEqual(Array(5).fill("баллов"));
  });

  it("knows that the teens are an exception", () => {
    expect([11, 12, 13, 14, 111, 112, 1012].map(points)).toEqual(Array(7).fill("баллов"));
  });

  it("takes the second form after a fraction and ignores the sign", () => {
    expect([0.5, 1.5, 5.25].map(points)).toEqual(["балла", "балла", "балла"]);
    expect(points(-1)).toBe("балл");
    expect(points(-5)).toBe("баллов");
  });
});
