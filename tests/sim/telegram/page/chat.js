// The open chat: header, messages, composer, reply keyboard.
import { avatar, confirmDialog, copyText, dialog, fail, h, icon, iconButton, menu, menuUnder, toast } from "./dom.js";
import { excerpt, plural } from "./format.js";
import { drawMessages } from "./message.js";
import { askLink, openUrl, shareText } from "./links.js";
import { call, state } from "./state.js";
import { otherOf, titleOf, topicName, topicPicture } from "./chats.js";
import { closeChat, topicOf } from "./app.js";

const NEAR_END_PX = 120;
const TYPING_MS = 5000;
const ANSWER_MS = 10_000;

let view; // what `chat` answered: the room with its messages
let draft = { reply: undefined, edit: undefined };
let keysShown = true;
let typingTimer;
let scroller;
let early = [];
const drafts = new Map(); // unsent texts by chat

const where = () => ({ person: state.person.id, ...state.open.where });
const draftKey = () => `${state.person?.id} ${state.open?.key}/${state.open?.thread ?? ""}`;

export async function loadChat() {
  const asked = state.open;
  const chat = document.getElementById("chat");
  chat.inert = true; // what is still shown belongs to another chat
  view = undefined;
  early = [];
  let answer;
  try {
    answer = await call("chat", { ...where(), limit: 100 });
  } finally {
    if (state.open === asked) chat.inert = false;
  }
  if (state.open !== asked) return; // the visitor went on meanwhile
  view = answer;
  draft = { reply: undefined, edit: undefined };
  keysShown = true;
  draw();
  for (const run of early) run();
}

/** An event may overtake the chat's loading: then it waits. */
const loaded = (handle) => (...args) => (view ? handle(...args) : early.push(() => handle(...args)));

export function emptyChat() {
  view = undefined;
  document.getElementById("chat").inert = false;
  document.getElementById("chat").replaceChildren(h("div.wall"), h("div.nothing", h("p", state.person ? "Выберите чат" : "Добавьте человека")));
}

function draw() {
  const chat = document.getElementById("chat");
  scroller = h("div.messages", { onscroll: onScroll, tabIndex: 0, role: "log", "aria-label": "Сообщения" });
  chat.replaceChildren(h("div.wall"), header(), pinned(), scroller, downButton(), composer());
  drawAll();
  scroller.scrollTop = scroller.scrollHeight;
  if (matchMedia("(hover: hover)").matches) chat.querySelector("textarea")?.focus();
}

function drawAll() {
  const shown = { messages: view.messages, kind: view.kind, me: state.person.id, acts };
  const bot = view.kind === "private" ? state.bots.find((b) => b.id === view.bot.id) : undefined;
  const greeting = view.messages.length === 0 && bot ? h("div.greeting", h("b", "Что умеет этот бот?"), bot.description || "Нажмите «Запустить», чтобы начать разговор.") : null;
  scroller.replaceChildren(...(greeting ? [greeting] : [h("div.spring")]), ...(view.more ? [h("button.older", { type: "button", onclick: loadOlder }, "Показать более ранние")] : []), ...drawMessages(shown));
}

async function loadOlder() {
  const older = await call("chat", { ...where(), before: view.messages[0].id, limit: 100 });
  view.messages = [...older.messages, ...view.messages];
  view.more = older.more;
  const bottom = scroller.scrollHeight - scroller.scrollTop;
  drawAll();
  scroller.scrollTop = scroller.scrollHeight - bottom;
}

// Header

function header() {
  const more = iconButton("more", "Действия с чатом", () => chatMenu(more));
  const topic = topicOf(state.open);
  const title = topic ? topicName(topic) : titleOf(view);
  const picture = topic ? topicPicture(topic, ".small") : avatar(title, view.kind === "private" ? view.bot.id : otherOf(view) ?? 0, ".small");
  return h("header", iconButton("back", "Назад", closeChat, ".back"), picture, h("div.titles", h("h2", title), subtitle(topic)), more);
}

function subtitle(topic) {
  if (view.kind === "forum") {
    const count = view.people.length;
    return h("p", `${view.title}${topic?.closed ? " · тема закрыта" : ""} · ${count} ${plural(count, "оператор", "оператора", "операторов")}`);
  }
  if (view.kind === "direct") return h("p", "личный чат");
  return view.typing ? h("p.active", "печатает…") : h("p", view.blocked ? "вы заблокировали бота" : `бот · @${view.bot.username}`);
}

function redrawHeader() {
  const chat = document.getElementById("chat");
  chat.querySelector("header")?.replaceWith(header());
  chat.querySelector(".pinned")?.replaceWith(pinned());
  clearTimeout(typingTimer);
  if (view.typing) typingTimer = setTimeout(() => { if (view) { view.typing = false; redrawHeader(); } }, TYPING_MS);
}

function chatMenu(button) {
  const topic = topicOf(state.open);
  const act = (what) => () => call("topic", { person: state.person.id, forum: state.open.where.forum, thread: topic.thread, act: what }).catch(fail);
  menuUnder(button, [
    view.kind === "private" ? ["link", "Открыть ссылку…", askLink] : null,
    view.kind === "private" && view.started ? (view.blocked ? ["open", "Разблокировать бота", () => call("unblock", where()).catch(fail)] : ["ban", "Заблокировать бота", () => call("block", where()).catch(fail), "danger"]) : null,
    topic ? (topic.closed ? ["open", "Открыть тему", act("reopen")] : ["lock", "Закрыть тему", act("close")]) : null,
    topic && topic.thread !== 1 ? ["trash", "Удалить тему…", () => confirmDialog(`Удалить тему «${topic.name}» со всеми сообщениями?`, "Удалить", act("delete")), "danger"] : null,
    view.kind === "direct" ? ["copy", "Скопировать последнее", () => copyText(view.messages.at(-1)?.text ?? "")] : null,
  ]);
}

function pinned() {
  const ids = view.pinned.filter((id) => view.messages.some((m) => m.id === id));
  const message = view.messages.find((m) => m.id === ids.at(-1));
  return h("button.pinned", { type: "button", hidden: !message, onclick: () => acts.show(message.id) },
    h("span.bar"), h("span.text", h("b", "Закреплённое сообщение"), h("span", excerpt(message))));
}

// Messages

function onScroll() {
  document.querySelector(".down").hidden = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 400;
}

function downButton() {
  return h("button.down", { type: "button", hidden: true, title: "В конец", "aria-label": "В конец", onclick: () => scroller.scrollTo({ top: scroller.scrollHeight, behavior: "smooth" }) }, icon("down"));
}

export const onMessage = loaded((message) => {
  const at = view.messages.findIndex((m) => m.id === message.id);
  if (at >= 0) view.messages[at] = message;
  else view.messages.push(message);
  redrawMessages(at < 0 && message.from.id === state.person.id);
});

export const onDelete = loaded((id) => {
  view.messages = view.messages.filter((m) => m.id !== id);
  redrawMessages(false);
});

function redrawMessages(toEnd) {
  const nearEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  const top = scroller.scrollTop;
  const busy = [...scroller.querySelectorAll("button.busy")].map((b) => b.dataset.press);
  drawAll();
  for (const press of busy) scroller.querySelector(`[data-press="${CSS.escape(press)}"]`)?.classList.add("busy");
  scroller.scrollTop = nearEnd || toEnd ? scroller.scrollHeight : top;
}

export const onRoom = loaded((room) => {
  const composerChanges = ["started", "blocked", "waiting_start", "keyboard"].some((name) => JSON.stringify(view[name]) !== JSON.stringify(room[name]));
  if (JSON.stringify(view.keyboard) !== JSON.stringify(room.keyboard)) keysShown = true;
  const { messages, more } = view;
  const nearEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  view = { ...room, messages, more };
  redrawHeader();
  if (composerChanges) redrawComposer();
  if (nearEnd) scroller.scrollTop = scroller.scrollHeight;
});

export function onAnswer(event) {
  document.querySelectorAll(".inline .busy").forEach((button) => button.classList.remove("busy"));
  const { text, show_alert: alert } = event.answer;
  if (!text) return;
  if (alert) dialog((close) => [h("p", text), h("div.actions", h("button.main", { type: "button", onclick: close }, "OK"))]);
  else toast(text);
}

const acts = {
  openUrl,
  command: (command) => send({ text: command.replace(/@.*/, "") }),
  show(id) {
    const element = scroller.querySelector(`[data-id="${id}"]`);
    element?.scrollIntoView({ block: "center" });
    element?.classList.remove("flash");
    requestAnimationFrame(() => element?.classList.add("flash"));
  },
  async press(message, button, element) {
    element.dataset.press = `${message.id} ${button.callback_data}`;
    element.classList.add("busy");
    setTimeout(() => element.classList.remove("busy"), ANSWER_MS);
    await call("press", { ...where(), message_id: message.id, data: button.callback_data }).catch((error) => {
      element.classList.remove("busy");
      fail(error);
    });
  },
  unsupported: () => toast("Эта кнопка в симуляторе не работает"),
  menu(message, x, y) {
    const own = message.from.id === state.person.id;
    const reactions = h("div.reactions-row", ["👍", "❤", "🔥", "🎉", "😢", "🙏"].map((emoji) =>
      h("button", { type: "button", "aria-label": `Реакция ${emoji}`, onclick: () => { opened.close(); react(message, emoji); } }, emoji)));
    const opened = menu(x, y, [
      ["reply", "Ответить", () => setDraft({ reply: message })],
      message.text ? ["copy", "Копировать текст", () => copyText(message.text)] : null,
      message.text ? ["out", "Переслать человеку…", () => shareText(message.text)] : null,
      own && !message.forwarded_from ? ["edit", "Изменить", () => setDraft({ edit: message })] : null,
      own || view.kind === "forum" ? ["trash", "Удалить", () => call("remove", { ...where(), message_id: message.id }).catch(fail), "danger"] : null,
    ], view.kind === "direct" ? undefined : reactions);
  },
};

function react(message, emoji) {
  const same = message.reactions.includes(emoji);
  call("react", { ...where(), message_id: message.id, ...(same ? {} : { emoji }) }).catch(fail);
}

// Composer

async function send(writing) {
  try {
    const reply = draft.reply ? { reply_to: draft.reply.id } : {};
    await call("send", { ...where(), ...writing, ...reply });
    setDraft({});
    return true;
  } catch (error) {
    fail(error);
    return false;
  }
}

function setDraft(next) {
  draft = { reply: undefined, edit: undefined, ...next };
  if (draft.edit) drafts.set(draftKey(), draft.edit.text);
  redrawComposer();
  document.querySelector(".composer textarea")?.focus();
}

function redrawComposer() {
  document.querySelector(".composer")?.replaceWith(composer());
}

function composer() {
  if (state.person.deactivated) return h("div.composer", h("button.wide", { type: "button", disabled: true }, "Аккаунт удалён"));
  if (view.kind === "private" && view.blocked && view.waiting_start === undefined)
    return h("div.composer", h("button.wide", { type: "button", onclick: () => call("unblock", where()).catch(fail) }, "Разблокировать"));
  if (view.kind === "private" && (!view.started || view.waiting_start !== undefined))
    return h("div.composer", h("button.wide.main", { type: "button", onclick: () => call("start", { ...where(), ...(view.waiting_start ? { payload: view.waiting_start } : {}) }).catch(fail) }, "Запустить"));
  const keys = view.keyboard && keysShown ? replyKeyboard() : null;
  return h("div.composer", above(), box(), keys);
}

function above() {
  const message = draft.edit ?? draft.reply;
  if (!message) return null;
  return h("div.above", h("div.quote", h("b", draft.edit ? "Изменение" : message.from.name), excerpt(message)),
    iconButton("close", "Отменить", () => { if (draft.edit) drafts.delete(draftKey()); setDraft({}); }));
}

function box() {
  const key = draftKey();
  const field = h("textarea", { rows: 1, "aria-label": "Сообщение", placeholder: view.keyboard_options?.placeholder ?? "Сообщение", value: drafts.get(key) ?? "" });
  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(180, field.scrollHeight)}px`;
  };
  const submit = async () => {
    const text = field.value.trim();
    if (!text) return;
    drafts.delete(key);
    const { edit } = draft;
    const done = edit ? await call("edit", { ...where(), message_id: edit.id, text }).then(() => (setDraft({}), true), (error) => (fail(error), false)) : await send({ text });
    if (!done) drafts.set(key, text);
  };
  field.addEventListener("input", () => { drafts.set(key, field.value); grow(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
    if (event.key === "Escape") setDraft({});
  });
  requestAnimationFrame(grow);
  const picker = h("input", { type: "file", hidden: true, onchange: () => attach(picker.files[0], field) });
  const bot = view.kind === "private" ? state.bots.find((b) => b.id === view.bot.id) : undefined;
  return h("div.box", picker, view.kind === "direct" ? null : iconButton("attach", "Приложить файл", () => picker.click()), field,
    bot?.commands?.length ? h("button.icon-button.slash", { type: "button", title: "Команды", "aria-label": "Команды бота", onclick: () => toggleCommands(bot.commands) }, "/") : null,
    view.keyboard ? iconButton("keyboard", keysShown ? "Скрыть клавиатуру" : "Показать клавиатуру", () => { keysShown = !keysShown; redrawComposer(); }) : null,
    iconButton("send", "Отправить", submit, ".send"));
}

function toggleCommands(commands) {
  const shown = document.querySelector(".commands");
  if (shown) return shown.remove();
  document.querySelector(".composer .box").before(h("div.commands", commands.map(({ command, description }) =>
    h("button", { type: "button", onclick: () => { document.querySelector(".commands")?.remove(); send({ text: `/${command}` }); } }, h("b", `/${command}`), h("span", description)))));
}

function replyKeyboard() {
  return h("div.keys", { role: "group", "aria-label": "Клавиатура бота" }, view.keyboard.map((row) => h("div", row.map((text) => h("button", {
    type: "button",
    onclick: async () => {
      if (view.keyboard_options?.one_time) keysShown = false;
      await call("tap", { ...where(), text }).catch(fail);
      if (!keysShown) redrawComposer();
    },
  }, text)))));
}

async function attach(file, field) {
  if (!file) return;
  const base64 = await new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).split(",")[1]);
    reader.readAsDataURL(file);
  });
  const { edit } = draft;
  const kind = ["image/png", "image/jpeg"].includes(file.type) ? "photo" : file.type.startsWith("video/") ? "video" : file.type.startsWith("audio/") && !edit ? "voice" : "document";
  const caption = field.value.trim();
  const media = { [kind]: { name: file.name, mime: file.type || "application/octet-stream", base64 } };
  drafts.delete(draftKey());
  if (edit) await call("edit", { ...where(), message_id: edit.id, ...media, text: caption }).then(() => setDraft({}), fail);
  else await send({ ...media, ...(caption ? { caption } : {}) });
}
