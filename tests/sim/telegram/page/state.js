// What the page knows, the verbs of the simulator, and the events it sends.
export const state = {
  people: [], person: undefined, // the one the visitor plays now
  bots: [], links: [], icons: {}, reactions: [],
  offset: 0, skew: 0, // world time = browser's + skew + offset
  rooms: [], // of the person
  open: undefined, // { key, where, thread } of the chat shown
  forum: undefined, // the forum whose topics the list shows
  unread: new Map(), // "<person> <room>[/<thread>]" -> count
};

export async function call(verb, options = {}) {
  const response = await fetch(`/control/${verb}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(options) });
  const body = await response.json();
  if (!response.ok) throw new Error(russian(body.error ?? `HTTP ${response.status}`));
  return body.result;
}

/** The refusals a visitor can meet, in words of the page; anything else as it came. */
function russian(text) {
  const known = [
    [/is not a link to a bot/, "Это не ссылка на бота: нужна вида https://t.me/бот?start=код"], [/^no bot @?(\S+)/, "Такого бота здесь нет: @$1"],
    [/start payload/, "В ссылке недопустимый код: нужны 1–64 знака A–Z, a–z, 0–9, _ и -"], [/message is too long/, "Сообщение длиннее 4096 знаков"],
    [/text (is empty|must be)/, "Пустое сообщение"], [/account of .* is deleted/, "Аккаунт этого человека удалён"], [/has blocked this bot/, "Бот заблокирован: сначала разблокируйте его"],
    [/IMAGE_PROCESS_FAILED/, "Картинка не читается: нужен PNG или JPEG"], [/topic name must/, "Название темы пустое"], [/^person \d+ exists/, "Такой человек уже есть"],
  ];
  for (const [pattern, said] of known) {
    const match = pattern.exec(text);
    if (match) return said.replace("$1", match[1] ?? "");
  }
  return text;
}

export const now = () => Date.now() + state.skew + state.offset;

export const unreadKey = (person, room, thread) => `${person} ${room}${thread === undefined ? "" : `/${thread}`}`;

export function unreadOf(person) {
  let sum = 0;
  for (const [key, count] of state.unread) if (key.startsWith(`${person} `)) sum += count;
  return sum;
}

export function unreadRoom(person, room) {
  let sum = 0;
  for (const [key, count] of state.unread) if (key === `${person} ${room}` || key.startsWith(`${person} ${room}/`)) sum += count;
  return sum;
}

export async function loadSetup() {
  const setup = await (await fetch("/setup")).json();
  Object.assign(state, { bots: setup.bots, links: setup.links, icons: setup.icons, reactions: setup.reactions });
  setClock(setup.clock);
  state.people = await call("people", { limit: 60 });
}

export function setClock({ now: serverNow, offset }) {
  state.offset = offset;
  state.skew = serverNow - offset - Date.now();
}

/** Listen to the simulator; `again` runs when the connection is back after a break. */
export function listen(handlers, again) {
  const source = new EventSource("/events");
  let broken = false;
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    handlers[event.type]?.(event);
  };
  source.onerror = () => { broken = true; };
  source.onopen = () => {
    if (broken) again();
    broken = false;
  };
}
