// Puts the page together: the bar of the world, who is played, which chat is open, what events change.
import { dialog, fail, h, iconButton, toast } from "./dom.js";
import { worldClock } from "./format.js";
import { call, listen, loadSetup, now, setClock, state, unreadKey } from "./state.js";
import { drawList, whereOf } from "./chats.js";
import { drawRail, remember } from "./people.js";
import { emptyChat, loadChat, onAnswer, onDelete, onMessage, onRoom } from "./chat.js";
import { arrive } from "./links.js";

const DAY_MS = 86_400_000;
const STEPS = [["+1 день", DAY_MS], ["+7 дней", 7 * DAY_MS], ["+31 день", 31 * DAY_MS]];
const app = document.getElementById("app");

// The bar of the world

function drawWorld() {
  const dark = document.documentElement.dataset.theme === "dark";
  document.getElementById("world").replaceChildren(
    h("h1", h("img", { src: "/plane.svg", alt: "" }), h("span", "Симулятор Telegram")),
    h("span.clock", { title: "Время симулируемого мира, московское" }),
    h("span.times", STEPS.map(([title, ms]) => h("button.chip", { type: "button", title: `Перевести время мира: ${title}`, onclick: () => advance(ms) }, title))),
    ...state.links.map(({ title, url }) => h("a.chip", { href: url, target: "_blank", rel: "noopener" }, title)),
    iconButton("more", "Время и ссылки", worldSheet, ".more"),
    iconButton(dark ? "sun" : "moon", dark ? "Светлое оформление" : "Тёмное оформление", () => setTheme(dark ? "light" : "dark")),
  );
  tick();
}

function worldSheet() {
  dialog((close) => [h("h2", "Время мира"), ...STEPS.map(([title, ms]) => h("button.tall", { type: "button", onclick: () => { close(); advance(ms); } }, title)),
    ...state.links.map(({ title, url }) => h("a.tall", { href: url, target: "_blank", rel: "noopener" }, title)),
    h("div.actions", h("button", { type: "button", onclick: close }, "Закрыть"))], ".sheet");
}

function tick() {
  const [date, time] = worldClock(now());
  document.querySelector(".world .clock")?.replaceChildren(date, ", ", h("b", time));
}

async function advance(ms) {
  try {
    setClock(await call("advance", { ms }));
    tick();
    toast(`Время мира: ${worldClock(now()).join(", ")}`);
  } catch (error) {
    fail(error);
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
  drawWorld();
}

// Who is played, which chat is open. The address keeps both: #<person>/<bot>, #<person>/<forum>/<topic>, #<person>/with/<other>

export async function play(person) {
  if (!person) return;
  remember(person);
  state.person = person;
  state.forum = undefined;
  state.open = undefined;
  app.dataset.view = "list";
  await loadRooms();
  emptyChat();
  drawRail();
  const bot = state.rooms.find((room) => room.kind === "private");
  if (matchMedia("(min-width: 720px)").matches && bot && !person.forums) await openChat(whereOf(bot));
  else keepAddress();
}

async function loadRooms() {
  const { person } = state;
  const answer = person ? await call("chats", { person: person.id }) : [];
  if (state.person !== person && state.person?.id !== person?.id) return; // the visitor is another by now
  // An event may have overtaken the answer: the newer of the two stays.
  const seq = (room) => room?.last?.seq ?? 0;
  state.rooms = answer.map((room) => {
    const known = state.rooms.find((r) => r.key === room.key && r.people.includes(person.id));
    return seq(known) > seq(room) ? known : room;
  });
  drawList();
}

export function openForum(room) {
  state.forum = room.key;
  drawList();
}

export function closeForum() {
  state.forum = undefined;
  drawList();
}

export async function openChat(where) {
  const find = () => state.rooms.find((room) => (where.bot ? room.bot?.username === where.bot : where.with ? room.kind === "direct" && room.people.includes(where.with) : room.key === `g${-where.forum}`));
  if (!find()) await loadRooms();
  const room = find();
  if (!room) return;
  state.open = { key: room.key, where, ...(where.thread !== undefined && { thread: where.thread }) };
  if (where.forum) state.forum = room.key;
  read();
  app.dataset.view = "chat";
  keepAddress();
  drawList();
  drawRail();
  await loadChat();
}

export function closeChat() {
  state.open = undefined;
  app.dataset.view = "list";
  emptyChat();
  drawList();
  keepAddress();
}

export function topicOf(open) {
  if (open?.thread === undefined) return undefined;
  return state.rooms.find((room) => room.key === open.key)?.topics?.find((topic) => topic.thread === open.thread);
}

function read() {
  if (state.open && document.visibilityState === "visible") state.unread.delete(unreadKey(state.person.id, state.open.key, state.open.thread));
}

function keepAddress() {
  const { where } = state.open ?? {};
  const rest = !where ? "" : where.bot ? `/${where.bot}` : where.with ? `/with/${where.with}` : `/${where.forum}/${where.thread ?? 1}`;
  history.replaceState(null, "", state.person ? `#${state.person.id}${rest}` : "#");
}

async function fromAddress() {
  const [id, place, part] = location.hash.slice(1).split("/");
  const wanted = Number(id);
  let person = state.people.find((p) => p.id === wanted);
  if (!person && wanted) person = (await call("people", { query: id, limit: 1 }))[0];
  await play(person ?? state.people.find((p) => !p.forums) ?? state.people[0]);
  if (!place || !person) return;
  await openChat(place === "with" ? { with: Number(part) } : /^-\d+$/.test(place) ? { forum: Number(place), thread: Number(part ?? 1) } : { bot: place });
}

// Events

const isOpen = (room, message) => state.open?.key === room.key && (state.open.thread === undefined || message === undefined || (message.thread ?? 1) === state.open.thread);

function onPost({ room, message }) {
  for (const person of room.people) {
    if (message.from.id === person || message.service !== undefined) continue;
    if (person === state.person?.id && isOpen(room, message) && document.visibilityState === "visible") continue;
    const key = unreadKey(person, room.key, room.kind === "forum" ? message.thread ?? 1 : undefined);
    state.unread.set(key, (state.unread.get(key) ?? 0) + 1);
  }
  if (message.from.id !== state.person?.id || room.people.length > 1) soon(drawRail);
  onChange({ room, message });
}

function onChange({ room, message }) {
  if (!room.people.includes(state.person?.id)) return;
  updateRoom(room, message);
  if (isOpen(room, message)) onMessage(message);
  if (state.open?.key === room.key) onRoom(room);
}

/** Take the new state of a room into the list; a forum's topics are patched by the message. */
function updateRoom(room, message) {
  const at = state.rooms.findIndex((r) => r.key === room.key);
  if (at < 0) state.rooms.push(room);
  else {
    const topics = room.topics ?? state.rooms[at].topics;
    state.rooms[at] = { ...room, ...(topics && { topics }) };
  }
  const forum = room.kind === "forum" ? state.rooms.find((r) => r.key === room.key) : undefined;
  if (forum && message) {
    const topic = forum.topics?.find((t) => t.thread === (message.thread ?? 1));
    if (topic && message.service === undefined) {
      if (message.seq >= (topic.last?.seq ?? 0)) topic.last = message;
      forum.topics = [...forum.topics].sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0));
    } else {
      soon(loadRoomsNow); // a topic came, changed its name or closed
    }
  }
  soon(drawList);
}

const loadRoomsNow = () => void loadRooms().then(() => {
  const room = state.rooms.find((r) => r.key === state.open?.key);
  if (room) onRoom(room);
}).catch(fail);

const planned = new Set();

/** Once, before the next picture, however often it is asked for. */
function soon(run) {
  if (planned.has(run)) return;
  planned.add(run);
  requestAnimationFrame(() => {
    planned.delete(run);
    run();
  });
}

const handlers = {
  post: onPost,
  change: onChange,
  delete({ room, id }) {
    if (!room.people.includes(state.person?.id)) return;
    if (state.open?.key === room.key) onDelete(id);
    updateRoom(room);
  },
  room({ room }) {
    if (!room.people.includes(state.person?.id)) return;
    updateRoom(room);
    if (state.open?.key !== room.key) return;
    if (state.open.thread !== undefined && !topicOf(state.open)) closeChat();
    else onRoom(room);
  },
  person({ person }) {
    remember(person);
    soon(drawRail);
    soon(drawList);
  },
  answer(event) {
    if (event.person === state.person?.id && event.room === state.open?.key) onAnswer(event);
  },
  bot({ bot }) {
    state.bots = state.bots.map((known) => (known.id === bot.id ? bot : known));
  },
  clock(event) {
    setClock(event);
    tick();
  },
};

async function refresh() {
  await loadSetup();
  drawWorld();
  drawRail();
  await loadRooms();
  if (state.open) await loadChat();
}

async function begin() {
  const kept = localStorage.getItem("theme");
  document.documentElement.dataset.theme = kept ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  await loadSetup();
  drawWorld();
  setInterval(tick, 5000);
  listen(handlers, () => refresh().catch(fail));
  emptyChat();
  await fromAddress();
  addEventListener("hashchange", () => fromAddress().catch(fail));
  document.addEventListener("visibilitychange", () => { read(); drawRail(); drawList(); });
  arrive();
}

begin().catch(fail);
