// A draft of the settings: what has been typed over those in force, field by field. A text is turned
// into a value only when it is one; until then the draft says what is wrong.
import type { Format } from "#i18n/format.ts";
import { parseCount, parseHundredths } from "#i18n/parse.ts";
import type { Settings } from "#wire/protocol.ts";
import { SETTINGS, type Setting, type SettingId } from "./fields.ts";

/** What is typed into each field that was touched. */
export type Draft = ReadonlyMap<SettingId, string>;

export type Problem = "figure" | "range" | "long" | "levels";

/** What a field shows for the settings in force. */
export function typedOf(f: Format, setting: Setting, settings: Settings): string {
  const value = settings[setting.id];
  switch (setting.kind) {
    case "rates":
      return ((value as readonly number[] | undefined) ?? [])
        .map((rate) => f.points(rate))
        .join("; ");
    case "rate":
    case "points":
    case "money":
      return f.points((value as number | undefined) ?? 0);
    case "flag":
      return value === true ? "1" : "";
    case "count":
    case "choice":
      return String((value as number | undefined) ?? 0);
    default:
      return (value as string | undefined) ?? "";
  }
}

type Value = Settings[SettingId];
export type Parsed = { value: Value } | { problem: Problem };

export function parseSetting(setting: Setting, typed: string): Parsed {
  switch (setting.kind) {
    case "rates":
      return parseRates(typed);
    case "rate":
    case "points":
    case "money":
      return figure(parseHundredths(typed));
    case "flag":
      return { value: typed !== "" };
    case "choice":
      return { value: Number(typed) as Value };
    case "count": {
      const count = parseCount(typed);
      if (count === undefined) return { problem: "figure" };
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = setting;
      return count < min || count > max ? { problem: "range" } : { value: count };
    }
    default: {
      const text = typed.trim();
      return [...text].length > (setting.max ?? 0) ? { problem: "long" } : { value: text };
    }
  }
}

function figure(value: number | undefined): Parsed {
  return value === undefined || value < 0 ? { problem: "figure" } : { value };
}

function parseRates(typed: string): Parsed {
  const rates = typed.trim() === "" ? [] : typed.split(";").map(parseHundredths);
  const good = rates.filter((rate) => rate !== undefined && rate >= 0) as number[];
  return good.length === rates.length ? { value: good } : { problem: "figure" };
}

export interface Edited {
  settings: Settings;
  /** Of them, what differs from the settings in force. */
  changed: SettingId[];
  problems: Map<SettingId, Problem>;
}

/** The settings in force with the draft on top. */
export function applyDraft(before: Settings, draft: Draft): Edited {
  const problems = new Map<SettingId, Problem>();
  const values: Partial<Record<SettingId, Value>> = {};
  for (const setting of SETTINGS) {
    const typed = draft.get(setting.id);
    if (typed === undefined) continue;
    const parsed = parseSetting(setting, typed);
    if ("problem" in parsed) problems.set(setting.id, parsed.problem);
    else values[setting.id] = parsed.value;
  }
  const settings = { ...before, ...values } as Settings;
  if ((settings.level_rates?.length ?? 0) < (settings.levels ?? 0)) {
    problems.set("level_rates", "levels");
  }
  const changed = SETTINGS.map(({ id }) => id).filter(
    (id) => problems.has(id) || !same(before[id], settings[id]),
  );
  return { settings, changed, problems };
}

/** Zero, no and empty are the same as absent. */
function same(a: Value, b: Value): boolean {
  return JSON.stringify(a || null) === JSON.stringify(b || null);
}
