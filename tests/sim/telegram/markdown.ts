// parse_mode MarkdownV2 as the Bot API server reads it.
import { badRequest } from "./errors.ts";
import type { Entity } from "./wire.ts";

const RESERVED = "_*[]()~`>#+-=|{}.!";
const PAIRS = new Map([["*", "bold"], ["_", "italic"], ["__", "underline"], ["~", "strikethrough"], ["||", "spoiler"], ["[", "text_link"], ["![", "custom_emoji"]]);

type Open = { mark: string; offset: number; at: number };

export function parseMarkdown(source: string): { text: string; entities: Entity[] } {
  let text = "";
  const entities: Entity[] = [];
  const open: Open[] = [];
  let quoteFrom: number | undefined;
  let i = 0;
  while (i < source.length) {
    const c = source[i]!;
    if (c === "\\" && i + 1 < source.length && source.charCodeAt(i + 1) > 0 && source.charCodeAt(i + 1) <= 126) {
      text += source[i + 1];
      i += 2;
    } else if (c === ">" && (i === 0 || source[i - 1] === "\n")) {
      quoteFrom ??= text.length;
      i++;
    } else if (c === "\n" && quoteFrom !== undefined && source[i + 1] !== ">") {
      entities.push({ type: "blockquote", offset: quoteFrom, length: text.length - quoteFrom });
      quoteFrom = undefined;
      text += c;
      i++;
    } else if (c === "`") {
      i = code(i);
    } else if (c === "]") {
      i = link(i);
    } else {
      const mark = markAt(i);
      if (mark) i = toggle(mark, i);
      else if (RESERVED.includes(c)) throw fail(`Character '${c}' is reserved and must be escaped with the preceding '\\'`);
      else {
        text += c;
        i++;
      }
    }
  }
  if (quoteFrom !== undefined && text.length > quoteFrom)
    entities.push({ type: "blockquote", offset: quoteFrom, length: text.length - quoteFrom });
  const last = open.at(-1);
  if (last) throw fail(`Can't find end of ${words(last.mark)} entity at byte offset ${Buffer.byteLength(source.slice(0, last.at))}`);
  return { text, entities: entities.filter((e) => e.length > 0).sort((a, b) => a.offset - b.offset || b.length - a.length) };

  function markAt(at: number): string | undefined {
    const two = source.slice(at, at + 2);
    if (two === "__" || two === "||" || two === "![") return two;
    return PAIRS.has(source[at]!) ? source[at] : undefined;
  }

  function toggle(mark: string, at: number): number {
    const top = open.at(-1);
    if (mark !== "[" && mark !== "![" && top?.mark === mark) {
      open.pop();
      entities.push({ type: PAIRS.get(mark)!, offset: top.offset, length: text.length - top.offset });
    } else {
      open.push({ mark, offset: text.length, at });
    }
    return at + mark.length;
  }

  function code(at: number): number {
    const fence = source.startsWith("```", at) ? "```" : "`";
    let from = at + fence.length;
    let language: string | undefined;
    if (fence === "```") {
      language = /^([^\s`]+)\n/.exec(source.slice(from))?.[1];
      if (language !== undefined) from += language.length + 1;
      else if (source[from] === "\n") from++;
    }
    const offset = text.length;
    for (let k = from; k < source.length; k++) {
      if (source[k] === "\\" && k + 1 < source.length) text += source[++k];
      else if (source.startsWith(fence, k)) {
        const entity: Entity = { type: fence === "```" ? "pre" : "code", offset, length: text.length - offset };
        if (language !== undefined) entity.language = language;
        entities.push(entity);
        return k + fence.length;
      } else text += source[k];
    }
    throw fail(`Can't find end of ${fence === "```" ? "PreCode" : "Code"} entity at byte offset ${Buffer.byteLength(source.slice(0, at))}`);
  }

  function link(at: number): number {
    const top = open.at(-1);
    if (!top || (top.mark !== "[" && top.mark !== "![")) throw fail("Character ']' is reserved and must be escaped with the preceding '\\'");
    open.pop();
    const entity: Entity = { type: PAIRS.get(top.mark)!, offset: top.offset, length: text.length - top.offset };
    if (source[at + 1] !== "(") return at + 1; // a bracket without an address marks nothing
    let address = "";
    for (let k = at + 2; k < source.length; k++) {
      if (source[k] === "\\" && k + 1 < source.length) address += source[++k];
      else if (source[k] === ")") {
        if (top.mark === "[") entity.url = address;
        else entity.custom_emoji_id = /emoji\?id=(\d+)/.exec(address)?.[1] ?? "";
        entities.push(entity);
        return k + 1;
      } else address += source[k];
    }
    throw fail(`Can't find end of a URL at byte offset ${Buffer.byteLength(source.slice(0, at))}`);
  }
}

function words(mark: string): string {
  const type = PAIRS.get(mark) ?? mark;
  return type.charAt(0).toUpperCase() + type.slice(1);
}

const fail = (text: string): Error => badRequest(`can't parse entities: ${text}`);
