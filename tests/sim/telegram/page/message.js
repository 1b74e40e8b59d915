// One message as a bubble, with its buttons.
import { copyText, h, icon, tone, dialog } from "./dom.js";
import { day, dayKey, excerpt, rich, size, time } from "./format.js";
import { now } from "./state.js";

const SAME_AUTHOR_SECONDS = 300;

/** The chat's messages with days between them. `chat`: { messages, kind, me, acts }. */
export function drawMessages(chat) {
  const nodes = [];
  let group; // one day: its date sticks to the top while it is in sight
  let before;
  chat.messages.forEach((message, i) => {
    if (!before || dayKey(before.date * 1000) !== dayKey(message.date * 1000)) nodes.push((group = h("div.group", h("div.day", day(message.date, now())))));
    group.append(message.service === undefined ? bubble(message, chat, follows(before, message), !follows(message, chat.messages[i + 1])) : h("div.service", { "data-id": message.id }, message.service));
    before = message;
  });
  return nodes;
}

const follows = (before, message) => before !== undefined && message !== undefined && before.service === undefined && message.service === undefined
  && before.from.id === message.from.id && message.date - before.date < SAME_AUTHOR_SECONDS && dayKey(before.date * 1000) === dayKey(message.date * 1000);

function bubble(message, chat, same, last) {
  const out = message.from.id === chat.me;
  const { acts } = chat;
  const replied = message.reply_to === undefined ? undefined : chat.messages.find((m) => m.id === message.reply_to);
  const body = h("div.bubble", {
    oncontextmenu: (event) => {
      event.preventDefault();
      acts.menu(message, event.clientX, event.clientY);
    },
  },
  chat.kind === "forum" && !out && !same ? h(`div.author.tone-${tone(message.from.id)}`, message.from.name) : null,
  message.forwarded_from ? h("div.forwarded", "Переслано от ", h("b", message.forwarded_from)) : null,
  replied && replied.service === undefined ? h("button.quoted", { type: "button", onclick: () => acts.show(replied.id) }, h("b", replied.from.name), h("span", excerpt(replied))) : null,
  media(message),
  message.text ? h("span.text", rich(message.text, message.entities, acts)) : null,
  h("span.meta", message.edited ? h("span", "изменено") : null, h("span", time(message.date))),
  message.reactions.length > 0 ? h("div.reactions", count(message.reactions).map(([emoji, times]) => h("span", times > 1 ? `${emoji} ${times}` : emoji))) : null);
  holdOpens(body, (x, y) => acts.menu(message, x, y));
  return h(`div.message${out ? ".out" : ""}${same ? ".same" : ""}${last ? ".tail" : ""}`, { "data-id": message.id },
    h("div.stack", body, message.buttons.length > 0 ? inline(message, acts) : null));
}

function count(reactions) {
  const times = new Map();
  for (const emoji of reactions) times.set(emoji, (times.get(emoji) ?? 0) + 1);
  return [...times];
}

function media(message) {
  if (message.photo) {
    const { file_id, width, height } = message.photo;
    const scale = Math.min(1, 340 / width, 380 / height);
    const source = `/picture/${encodeURIComponent(file_id)}`;
    return h(`img.picture${message.text ? "" : ".last"}`, {
      src: source, width: Math.max(120, Math.round(width * scale)), height: Math.round(Math.max(120 / width, scale) * height), alt: message.text || "Фото", loading: "lazy",
      onclick: () => dialog((close) => h("img", { src: source, alt: message.text || "Фото", width: Math.min(width, 352), onclick: close })),
    });
  }
  const file = message.document ?? message.video;
  if (file)
    return h("a.file", { href: `/picture/${encodeURIComponent(file.file_id)}`, download: file.name }, h("span.disc", icon("file")), h("span", h("b", file.name), h("small", size(file.size))));
  if (message.voice) return h("span.file", h("span.disc", icon("mic")), h("span", h("b", "Голосовое сообщение"), h("small", `0:0${message.voice.duration}`)));
  if (message.sticker) return h("span.file", h("span", h("b", `Стикер ${message.sticker.emoji}`)));
  if (message.video_note) return h("span.file", h("span.disc", icon("mic")), h("span", h("b", "Видеосообщение"), h("small", `0:0${message.video_note.duration}`)));
  return null;
}

function inline(message, acts) {
  return h("div.inline", message.buttons.map((row) => h("div", row.map((button) => {
    const kind = ["primary", "success", "danger"].includes(button.style) ? `.${button.style}` : "";
    return h(`button${kind}`, {
      type: "button", disabled: button.disabled !== undefined,
      onclick: (event) => (button.callback_data !== undefined ? acts.press(message, button, event.currentTarget)
        : button.copy_text ? copyText(button.copy_text.text, "Скопировано в буфер обмена") : button.url ? acts.openUrl(button.url) : acts.unsupported(button)),
    }, button.text, button.url ? icon("out") : button.copy_text ? icon("copy") : null);
  }))));
}

/** A long touch stands for the right mouse button. */
function holdOpens(element, run) {
  let timer;
  element.addEventListener("touchstart", (event) => {
    const { clientX, clientY } = event.touches[0];
    timer = setTimeout(() => run(clientX, clientY), 500);
  }, { passive: true });
  for (const end of ["touchend", "touchmove", "touchcancel"]) element.addEventListener(end, () => clearTimeout(timer), { passive: true });
}
