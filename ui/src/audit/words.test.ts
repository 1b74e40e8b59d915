import { describe, expect, it } from "vitest";
import { createFormat } from "#i18n/format.ts";
import { audit } from "#i18n/ru/audit.ts";
import { ru as common } from "#i18n/ru.ts";
import { ValueKind } from "#wire/protocol.ts";
import { attributeText, valueText } from "./words.ts";

const ru = { ...common, audit };
const f = createFormat("ru");
const value = (kind: keyof typeof ValueKind, text: string | undefined): string =>
  valueText(ru, f, ValueKind[kind], text).replace(/\s/g, " ");

describe("values of the journal", () => {
  it("are figures in their units", () => {
    expect(value("points", "123450")).toBe("1 234,50");
    expect(value("money", "-6000")).toBe("\u221260 ₽");
    expect(value("rate", "500 300 10")).toBe("5 %, 3 %, 0,10 %");
    expect(value("number", "30")).toBe("30");
    expect(value("rights", "5")).toBe("владелец, оператор выплат");
  });

  it("are words where the protocol has names", () => {
    expect(value("word", "blocked")).toBe("заблокирован");
    expect(value("flag", "true")).toBe("да");
    expect(value("flag", undefined)).toBe("нет");
    expect(value("text", undefined)).toBe("—");
  });

  it("that nobody has words for are shown as they came", () => {
    expect(value("word", "teleported")).toBe("teleported");
    expect(value("points", "many")).toBe("many");
    expect(attributeText(ru, "unheard_of")).toBe("unheard_of");
  });
});
