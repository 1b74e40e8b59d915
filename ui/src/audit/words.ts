// The journal of what administrators changed speaks in names of the protocol: here they become words.
// A name this page does not know yet is shown as it is: a newer server must not leave gaps.
import { cleanText } from "#data/clean.ts";
import { ABSENT, type Format } from "#i18n/format.ts";
import { type Change, Right, ValueKind } from "#wire/protocol.ts";
import type { Words } from "./texts.ts";

const WHOLE = /^-?\d{1,16}$/;

function lookUp(words: Readonly<Record<string, string>>, name: string): string {
  return words[name] ?? name;
}

export function attributeText(t: Words, name: string): string {
  return lookUp(t.audit.attributes, name);
}

/** One side of a change, as people read it. */
export function valueText(
  t: Words,
  f: Format,
  kind: Change["value"],
  raw: string | undefined,
): string {
  const text = cleanText(raw);
  if (kind === ValueKind.flag) return text === "" ? t.audit.off : t.audit.on;
  if (text === "") return ABSENT;
  switch (kind) {
    case ValueKind.word:
      return lookUp(t.audit.words, text);
    case ValueKind.rate:
      return text
        .split(" ")
        .map((one) => percent(f, one))
        .join(", ");
    case ValueKind.text:
      return text;
    default:
      return WHOLE.test(text) ? numberText(t, f, kind, Number(text)) : text;
  }
}

function numberText(t: Words, f: Format, kind: Change["value"], value: number): string {
  switch (kind) {
    case ValueKind.points:
      return f.points(value);
    case ValueKind.money:
      return f.money(value);
    case ValueKind.time:
      return f.full(value);
    case ValueKind.participant:
      return t.participants.unnamed(String(value));
    case ValueKind.admin:
      return t.audit.admin(String(value));
    case ValueKind.rights:
      return rightsText(t, value);
    default:
      return f.count(value);
  }
}

/** Basis points: 500 is 5 %. */
function percent(f: Format, text: string): string {
  return WHOLE.test(text) ? `${f.points(Number(text))}\u202f%` : text;
}

export function rightsText(t: Words, mask: number): string {
  const names = Object.entries(Right).filter(([, bit]) => (mask & bit) !== 0);
  if (names.length === 0) return ABSENT;
  return names.map(([name]) => t.rights[name as keyof typeof Right]).join(", ");
}
