// parse_mode HTML as the Bot API server reads it: a fixed list of tags, four named references, and
// errors that give the byte offset of the fault.
import { badRequest } from "./errors.ts";
import type { Entity } from "./wire.ts";

const PLAIN = new Map([["b", "bold"], ["strong", "bold"], ["i", "italic"], ["em", "italic"], ["u", "underline"], ["ins", "underline"],
  ["s", "strikethrough"], ["strike", "strikethrough"], ["del", "strikethrough"], ["tg-spoiler", "spoiler"], ["span", "spoiler"],
  ["a", "text_link"], ["code", "code"], ["pre", "pre"], ["blockquote", "blockquote"], ["tg-emoji", "custom_emoji"], ["tg-time", "date_time"]]);
const NAMED = new Map([["lt", "<"], ["gt", ">"], ["amp", "&"], ["quot", "\""]]);

type Open = { tag: string; attributes: Map<string, string>; offset: number; at: number };

export function parseHtml(source: string): { text: string; entities: Entity[] } {
  let text = "";
  const entities: Entity[] = [];
  const open: Open[] = [];
  let i = 0;
  while (i < source.length) {
    const c = source[i]!;
    if (c === "&") {
      const [decoded, length] = reference(source, i);
      text += decoded;
      i += length;
    } else if (c !== "<") {
      text += c;
      i++;
    } else {
      const start = i;
      const close = source[i + 1] === "/";
      const name = /^[a-zA-Z0-9-]*/.exec(source.slice(i + (close ? 2 : 1)))![0].toLowerCase();
      i += (close ? 2 : 1) + name.length;
      if (close) i = closing(source, i, start, name);
      else i = opening(source, i, start, name);
    }
  }
  const last = open.at(-1);
  if (last) throw fail(`Can't find end tag corresponding to start tag "${last.tag}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };

  function opening(source: string, i: number, start: number, tag: string): number {
    if (!PLAIN.has(tag)) throw fail(`Unsupported start tag "${tag}" at byte offset ${bytes(source, start)}`);
    const attributes = new Map<string, string>();
    for (;;) {
      i = skipSpace(source, i);
      if (i >= source.length) throw fail(`Unclosed start tag "${tag}" at byte offset ${bytes(source, start)}`);
      if (source[i] === ">") break;
      const name = /^[^\s=>/]+/.exec(source.slice(i))?.[0];
      if (!name) throw fail(`Empty attribute name in the tag "${tag}" at byte offset ${bytes(source, start)}`);
      i = skipSpace(source, i + name.length);
      if (source[i] !== "=") {
        attributes.set(name.toLowerCase(), "");
        continue;
      }
      i = skipSpace(source, i + 1);
      const quote = source[i];
      if (quote === "\"" || quote === "'") {
        const end = source.indexOf(quote, i + 1);
        if (end < 0) throw fail(`Unclosed start tag at byte offset ${bytes(source, start)}`);
        attributes.set(name.toLowerCase(), decode(source.slice(i + 1, end)));
        i = end + 1;
      } else {
        const value = /^[a-zA-Z0-9.-]*/.exec(source.slice(i))![0];
        if (value === "") throw fail(`Unexpected end of name token at byte offset ${bytes(source, i)}`);
        attributes.set(name.toLowerCase(), value.toLowerCase());
        i += value.length;
      }
    }
    if (tag === "span" && attributes.get("class") !== "tg-spoiler")
      throw fail(`Tag "span" must have class "tg-spoiler" at byte offset ${bytes(source, start)}`);
    open.push({ tag, attributes, offset: text.length, at: start });
    return i + 1;
  }

  function closing(source: string, i: number, start: number, name: string): number {
    const top = open.pop();
    if (!top) throw fail(`Unexpected end tag at byte offset ${bytes(source, start)}`);
    if (name !== "" && name !== top.tag)
      throw fail(`Unmatched end tag at byte offset ${bytes(source, start)}, expected "</${top.tag}>", found "</${name}>"`);
    i = skipSpace(source, i);
    if (source[i] !== ">") throw fail(`Unclosed end tag at byte offset ${bytes(source, start)}`);
    const entity = made(top, text);
    if (entity) entities.push(entity);
    return i + 1;
  }
}

function made(tag: Open, text: string): Entity | undefined {
  const entity: Entity = { type: PLAIN.get(tag.tag)!, offset: tag.offset, length: text.length - tag.offset };
  if (entity.length === 0) return undefined;
  if (tag.tag === "a") {
    entity.url = tag.attributes.get("href") || text.slice(tag.offset);
    if (!/^(?:https?:\/\/|tg:\/\/|mailto:)?[^\s]+\.?[^\s]+$/i.test(entity.url)) return undefined;
    if (!/^[a-z]+:/i.test(entity.url)) entity.url = `http://${entity.url}/`;
  }
  if (tag.tag === "blockquote" && tag.attributes.has("expandable")) entity.type = "expandable_blockquote";
  if (tag.tag === "tg-emoji") entity.custom_emoji_id = tag.attributes.get("emoji-id") ?? "";
  if (tag.tag === "tg-time") entity.unix_time = Number(tag.attributes.get("unix") ?? 0);
  return entity;
}

function reference(source: string, at: number): [string, number] {
  const match = /^&(?:#x([0-9a-f]{1,8})|#(\d{1,8})|([a-z]+));?/i.exec(source.slice(at, at + 16));
  if (!match) return ["&", 1];
  const named = match[3] === undefined ? undefined : NAMED.get(match[3]);
  if (named) return [named, match[0].length];
  const point = match[1] ? parseInt(match[1], 16) : match[2] ? Number(match[2]) : 0;
  const valid = point > 0 && point < 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return valid ? [String.fromCodePoint(point), match[0].length] : ["&", 1];
}

function decode(value: string): string {
  let out = "";
  for (let i = 0; i < value.length;) {
    const [part, length] = value[i] === "&" ? reference(value, i) : [value[i]!, 1];
    out += part;
    i += length;
  }
  return out;
}

const skipSpace = (source: string, i: number): number => i + /^\s*/.exec(source.slice(i))![0].length;
const bytes = (source: string, at: number): number => Buffer.byteLength(source.slice(0, at));
const fail = (text: string): Error => badRequest(`can't parse entities: ${text}`);
