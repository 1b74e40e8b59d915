// Dates in Moscow time, excerpts, and text with entities.
import { h, toast, copyText } from "./dom.js";

const ZONE = "Europe/Moscow";
const clockFormat = new Intl.DateTimeFormat("ru", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat("ru", { timeZone: ZONE, day: "numeric", month: "long" });
const yearFormat = new Intl.DateTimeFormat("ru", { timeZone: ZONE, day: "numeric", month: "long", year: "numeric" });
const shortFormat = new Intl.DateTimeFormat("ru", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "2-digit" });
const keyFormat = new Intl.DateTimeFormat("sv", { timeZone: ZONE });

export const time = (seconds) => clockFormat.format(seconds * 1000);
export const dayKey = (ms) => keyFormat.format(ms);
export const worldClock = (ms) => [yearFormat.format(ms).replace(" г.", ""), clockFormat.format(ms)];

export function day(seconds, present) {
  const key = dayKey(seconds * 1000);
  if (key === dayKey(present)) return "Сегодня";
  if (key === dayKey(present - 86_400_000)) return "Вчера";
  return key.slice(0, 4) === dayKey(present).slice(0, 4) ? dayFormat.format(seconds * 1000) : yearFormat.format(seconds * 1000);
}

export function when(seconds, present) {
  return dayKey(seconds * 1000) === dayKey(present) ? time(seconds) : shortFormat.format(seconds * 1000);
}

export function plural(count, one, few, many) {
  const tens = count % 100;
  const ones = count % 10;
  return tens > 10 && tens < 20 ? many : ones === 1 ? one : ones > 1 && ones < 5 ? few : many;
}

export function size(bytes) {
  return bytes < 1024 ? `${bytes} Б` : bytes < 1 << 20 ? `${(bytes / 1024).toFixed(1).replace(".", ",")} КБ` : `${(bytes / (1 << 20)).toFixed(1).replace(".", ",")} МБ`;
}

export function excerpt(message) {
  if (!message) return "";
  if (message.service !== undefined) return message.service;
  const kind = message.photo ? "Фото" : message.document ? message.document.name || "Файл" : message.voice ? "Голосовое сообщение" : "";
  const text = message.text.replace(/\s+/g, " ");
  return kind && text ? `${kind}, ${text}` : kind || text;
}

/** Text and entities as nodes. `acts` opens links, sends commands and mentions. */
export function rich(text, entities, acts) {
  const sorted = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  let next = 0;
  const build = (from, to) => {
    const nodes = [];
    let at = from;
    while (next < sorted.length && sorted[next].offset < to) {
      const entity = sorted[next++];
      const start = Math.max(at, entity.offset);
      const end = Math.min(to, entity.offset + entity.length);
      if (end <= start) continue;
      if (start > at) nodes.push(text.slice(at, start));
      nodes.push(mark(entity, text.slice(start, end), build(start, end), acts));
      at = end;
    }
    if (at < to) nodes.push(text.slice(at, to));
    return nodes;
  };
  return build(0, text.length);
}

const TAGS = { bold: "b", italic: "i", underline: "u", strikethrough: "s", blockquote: "blockquote", expandable_blockquote: "blockquote", hashtag: "span", pre: "pre" };

function mark(entity, raw, children, acts) {
  const link = (run, href) => h("a", { href, onclick: (event) => { event.preventDefault(); run(); } }, children);
  switch (entity.type) {
    case "url": return link(() => acts.openUrl(/^https?:/i.test(raw) ? raw : `https://${raw}`), /^https?:/i.test(raw) ? raw : `https://${raw}`);
    case "text_link": return link(() => acts.openUrl(entity.url), /^(https?|tg):/i.test(entity.url) ? entity.url : "#");
    case "mention": return link(() => acts.openUrl(`https://t.me/${raw.slice(1)}`), `https://t.me/${raw.slice(1)}`);
    case "bot_command": return link(() => acts.command(raw), "#");
    case "email": return link(() => copyText(raw), `mailto:${raw}`);
    case "code": return h("code", { title: "Скопировать", onclick: () => copyText(raw) }, children);
    case "spoiler": return h("span.spoiler", { onclick: (event) => event.currentTarget.classList.add("open") }, children);
    case "text_mention": return link(() => toast(`Пользователь ${entity.user?.id ?? ""}`), "#");
    default: return TAGS[entity.type] ? h(TAGS[entity.type], children) : h("span", children);
  }
}
