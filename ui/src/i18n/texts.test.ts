import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { ru } from "./ru.ts";

const sources = import.meta.glob<string>(
  ["../**/*.{ts,tsx}", "!./**", "!../**/*.test.*", "!../**/testing.ts"],
  {
    query: "?raw",
    import: "default",
    eager: true,
  },
);

/** With those that come only with their page. */
const RUSSIAN = { ru, own: import.meta.glob("./ru/*.ts", { eager: true }) };
const ENGLISH = { en, own: import.meta.glob("./en/*.ts", { eager: true }) };

function texts(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => texts(each, `${path}.${key}`));
}

describe("texts", () => {
  it("stand in the dictionaries, not in the code", () => {
    expect(Object.keys(sources).length).toBeGreaterThan(50);
    const found = Object.entries(sources).flatMap(([file, source]) =>
      source
        .split("\n")
        .filter((line) => /[А-Яа-яЁё]/.test(line.replace(/\/\/.*|\/?\*.*/, "")))
        .map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });

  it("are in English where they should be", () => {
    expect(texts(ENGLISH, "en").filter(([, text]) => /[А-Яа-яЁё]/.test(text))).toEqual([]);
  });

  it("are all there, but for a canned text that is meant to be empty", () => {
    const empty = [...texts(RUSSIAN, "ru"), ...texts(ENGLISH, "en")]
      .filter(([, text]) => text.trim() === "")
      .map(([path]) => path.replace(/.*\.ts\./, ""));
    expect(empty).toEqual(["payouts.reject.texts.other", "payouts.reject.texts.other"]);
  });
});
