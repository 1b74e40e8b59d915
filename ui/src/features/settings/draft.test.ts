import { describe, expect, it } from "vitest";
import { createFormat } from "#i18n/format.ts";
import type { Settings } from "#wire/protocol.ts";
import { applyDraft, typedOf } from "./draft.ts";
import { SETTINGS } from "./fields.ts";

const before = {
  levels: 3,
  level_rates: [500, 500, 500],
  max_network_rate: 1500,
  base: 1,
  accrue_on: 1,
  hold_from: 1,
  hold_days: 30,
  who: 1,
  proof: 1,
  point_rate: 100,
  operators_mode: 1,
  links_max: 50,
  payout_open_max: 1,
} as Settings;

describe("a draft of the settings", () => {
  it("changes nothing while what is typed says what is in force", () => {
    const f = createFormat("ru");
    const draft = new Map(SETTINGS.map((one) => [one.id, typedOf(f, one, before)]));
    const edited = applyDraft(before, draft);
    expect(edited.changed).toEqual([]);
    expect(edited.problems.size).toBe(0);
  });

  it("takes percent, roubles, days and words", () => {
    const edited = applyDraft(
      before,
      new Map([
        ["level_rates", "5; 3; 1,5"],
        ["own_rate", "2"],
        ["hold_days", "21"],
        ["text_help", " Как это работает "],
        ["exclude_legal", "1"],
      ] as const),
    );
    expect(edited.settings).toMatchObject({
      level_rates: [500, 300, 150],
      own_rate: 200,
      hold_days: 21,
      text_help: "Как это работает",
      exclude_legal: true,
    });
    expect(edited.changed).toHaveLength(5);
  });

  it("says what is wrong and keeps what is in force", () => {
    const edited = applyDraft(
      before,
      new Map([
        ["hold_days", "4000"],
        ["point_rate", "много"],
        ["levels", "5"],
        ["text_reject_other", "а".repeat(1001)],
      ] as const),
    );
    expect(Object.fromEntries(edited.problems)).toEqual({
      hold_days: "range",
      point_rate: "figure",
      level_rates: "levels",
      text_reject_other: "long",
    });
    expect(edited.settings.hold_days).toBe(30);
  });
});
