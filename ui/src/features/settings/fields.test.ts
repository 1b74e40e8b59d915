import { describe, expect, it } from "vitest";
import { audit as en } from "#i18n/en/audit.ts";
import { audit as ru } from "#i18n/ru/audit.ts";
import { SETTINGS } from "./fields.ts";

describe("the settings", () => {
  it("have a name in both languages, and so has everything there is to choose", () => {
    const nameless = SETTINGS.flatMap(({ id, choices = {} }) => [
      ...[ru, en].flatMap(({ attributes }) => (id in attributes ? [] : [id])),
      ...[ru, en].flatMap(({ words }) => Object.keys(choices).filter((name) => !(name in words))),
    ]);
    expect(nameless).toEqual([]);
  });

  it("offer no notices at once: one cannot subscribe to them", () => {
    const often = SETTINGS.find(({ id }) => id === "digest_default")?.choices;
    expect(Object.keys(often ?? {})).toEqual(["off", "daily", "weekly"]);
  });
});
