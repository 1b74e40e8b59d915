// Formatted text: the checks of lengths and entities, and what Telegram finds in a text by itself
// (links, commands, mentions). Offsets are UTF-16 code units, as JavaScript counts.
import { badRequest } from "./errors.ts";
import { parseHtml } from "./html.ts";
import { parseMarkdown } from "./markdown.ts";
import type { Entity } from "./wire.ts";

export const TEXT_POINTS_MAX = 4096;
export const CAPTION_POINTS_MAX = 1024;
const RAW_BYTES_MAX = 32768;
const ENTITIES_MAX = 100;

export type Formatted = { text: string; entities: Entity[] };
export type Markup = { parse_mode?: string | undefined; entities?: Entity[] | undefined };

const TYPES = new Set(["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
  "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "text_link", "text_mention", "custom_emoji", "date_time"]);

export function formatText(raw: string, markup: Markup): Formatted {
  if (raw === "") throw badRequest("message text is empty");
  if (Buffer.byteLength(raw) > RAW_BYTES_MAX) throw badRequest("text is too long");
  const formatted = format(raw, markup);
  if (formatted.text === "") throw badRequest("text must be non-empty");
  if ([...formatted.text].length > TEXT_POINTS_MAX) throw badRequest("message is too long");
  return formatted;
}

export function formatCaption(raw: string, markup: Markup): Formatted {
  const formatted = format(raw, markup);
  if ([...formatted.text].length > CAPTION_POINTS_MAX) throw badRequest("message caption is too long");
  return formatted;
}

function format(raw: string, markup: Markup): Formatted {
  if (/\p{Surrogate}/u.test(raw)) throw badRequest("strings must be encoded in UTF-8");
  let parsed: Formatted;
  const mode = (markup.parse_mode ?? "").toLowerCase();
  if (mode === "html") parsed = parseHtml(raw);
  else if (mode === "markdownv2") parsed = parseMarkdown(raw);
  else if (mode !== "") throw badRequest("unsupported parse_mode");
  else parsed = { text: raw, entities: (markup.entities ?? []).map((entity) => checked(entity, raw)) };
  return withFound(trim({ text: parsed.text.replaceAll("\r", ""), entities: parsed.text.includes("\r") ? shiftForCr(parsed) : parsed.entities }));
}

function checked(entity: Entity, text: string): Entity {
  if (!TYPES.has(entity.type)) throw badRequest(`can't parse MessageEntity: unsupported type "${entity.type}" specified`);
  if (entity.type === "text_link" && !entity.url) throw badRequest("can't parse MessageEntity: can't find field \"url\"");
  if (entity.type === "text_mention" && !entity.user) throw badRequest("can't parse MessageEntity: can't find field \"user\"");
  const end = entity.offset + entity.length;
  if (entity.offset < 0 || entity.length <= 0 || end > text.length)
    throw badRequest(`entity has invalid bounds: offset ${entity.offset}, length ${entity.length}`);
  if (splitsPair(text, entity.offset) || splitsPair(text, end)) throw badRequest("entity begins or ends in the middle of a UTF-16 symbol");
  return entity;
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return at > 0 && before >= 0xd800 && before < 0xdc00 && at < text.length;
}

function shiftForCr({ text, entities }: Formatted): Entity[] {
  const before = (at: number): number => text.slice(0, at).split("\r").length - 1;
  return entities.map((e) => {
    const offset = e.offset - before(e.offset);
    return { ...e, offset, length: e.offset + e.length - before(e.offset + e.length) - offset };
  });
}

function trim({ text, entities }: Formatted): Formatted {
  const lead = text.length - text.trimStart().length;
  const kept = text.trim();
  const cut = entities.flatMap((e) => {
    const offset = Math.max(0, e.offset - lead);
    const end = Math.min(kept.length, e.offset + e.length - lead);
    return end > offset ? [{ ...e, offset, length: end - offset }] : [];
  });
  return { text: kept, entities: cut };
}

const FOUND: [string, RegExp][] = [
  ["bot_command", /(?<![\p{L}\p{N}_/<>])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\p{L}\p{N}_])/gu],
  ["email", /[a-zA-Z0-9._%+-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\.[a-zA-Z]{2,}/g],
  ["url", /(?:https?:\/\/[^\s<>"]+|(?<![\p{L}\p{N}_.@/-])(?:www\.|(?:t\.me|telegram\.me|ozon\.ru)\b)[^\s<>"]*)(?<![.,:;!?)\]}'»])/giu],
  ["mention", /(?<![\p{L}\p{N}_@/.])@[a-zA-Z][a-zA-Z0-9_]{3,31}(?![\p{L}\p{N}_])/gu],
  ["hashtag", /(?<![\p{L}\p{N}_/&#])#(?=[\p{L}\p{N}_]*\p{L})[\p{L}\p{N}_]{1,256}/gu],
];

/** Links, commands and the like which the sender did not mark, added where no entity of theirs stands. */
function withFound({ text, entities }: Formatted): Formatted {
  const all = [...entities];
  const blocked = (from: number, to: number): boolean => all.some((e) => e.offset < to && from < e.offset + e.length
    && (["code", "pre", "text_link", "text_mention"].includes(e.type) || FOUND.some(([type]) => type === e.type)));
  for (const [type, pattern] of FOUND)
    for (const match of text.matchAll(pattern))
      if (!blocked(match.index, match.index + match[0].length)) all.push({ type, offset: match.index, length: match[0].length });
  all.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { text, entities: all.slice(0, ENTITIES_MAX) };
}
