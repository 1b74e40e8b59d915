// The second column: the chats of the person, or the topics of the operators' group.
import { avatar, fail, formDialog, h, icon, iconButton } from "./dom.js";
import { excerpt, plural, when } from "./format.js";
import { personMenu } from "./people.js";
import { call, now, state, unreadKey, unreadRoom } from "./state.js";
import { openChat, openForum, closeForum } from "./app.js";

export function drawList() {
  const list = document.getElementById("list");
  const top = list.querySelector(".rows")?.scrollTop ?? 0;
  const forum = state.forum && state.rooms.find((room) => room.key === state.forum);
  list.replaceChildren(...(forum ? topics(forum) : chats()));
  list.querySelector(".rows").scrollTop = top;
}

function chats() {
  const { person } = state;
  if (!person) return [h("header", h("div.who", h("h2", "Люди"))), h("div.rows", h("p.hint", "Добавьте человека: за него можно писать боту."))];
  const more = iconButton("more", "Действия с человеком", () => personMenu(more));
  const rooms = [...state.rooms].sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0));
  return [
    h("header", h("div.who", h("h2", person.name), h("p", [person.username ? `@${person.username}` : null, `id ${person.id}`, person.deactivated ? "аккаунт удалён" : null].filter(Boolean).join(" · "))), more),
    h("div.rows", rooms.map((room) => row({
      key: room.key, current: state.open?.key === room.key, title: titleOf(room), picture: avatar(titleOf(room), pictureId(room), room.kind === "forum" ? ".square" : ""),
      last: room.kind === "private" && !room.last ? "Нажмите, чтобы начать" : lastLine(room), date: room.last?.date, unread: unreadRoom(person.id, room.key),
      mark: room.blocked ? "ban" : null, run: () => (room.kind === "forum" ? openForum(room) : openChat(whereOf(room))),
    }))),
  ];
}

export function titleOf(room) {
  if (room.kind !== "direct") return room.title;
  return state.people.find((p) => p.id === otherOf(room))?.name ?? room.title;
}

export const otherOf = (room) => room.people.find((id) => id !== state.person?.id);
const pictureId = (room) => (room.kind === "private" ? room.bot.id : room.kind === "direct" ? otherOf(room) : room.key.slice(1));
export const whereOf = (room) => (room.kind === "private" ? { bot: room.bot.username } : room.kind === "direct" ? { with: otherOf(room) } : { forum: -Number(room.key.slice(1)) });

function lastLine(room) {
  if (!room.last) return "";
  const own = room.last.from.id === state.person.id && room.last.service === undefined;
  return own ? [h("b", "Вы: "), excerpt(room.last)] : room.kind === "forum" && room.last.service === undefined ? [h("b", `${room.last.from.name}: `), excerpt(room.last)] : excerpt(room.last);
}

function row({ key, current, title, picture, last, date, unread, mark, run }) {
  return h("button.row", { type: "button", "data-key": key, "aria-current": current ? "true" : "false", onclick: run }, picture, h("span.body",
    h("span.line", h("span.title", mark ? icon(mark) : null, title), date ? h("span.when", when(date, now())) : null),
    h("span.line", h("span.last", last), unread > 0 ? h("span.badge", unread) : null)));
}

export const topicName = (topic) => (topic.thread === 1 && topic.name === "General" ? "Общий чат" : topic.name);

export function topicPicture(topic, more = "") {
  const emoji = topic.icon && state.icons[topic.icon];
  if (emoji) return h(`span.avatar.square.tone-0${more}`, { "aria-hidden": "true" }, emoji);
  return topic.thread === 1 ? h(`span.avatar.square.tone-5${more}`, { "aria-hidden": "true" }, "#") : avatar(topicName(topic), topic.thread, `.square${more}`);
}

function topics(forum) {
  const id = -Number(forum.key.slice(1));
  const count = forum.topics?.length ?? 0;
  return [
    h("header", iconButton("back", "К чатам", closeForum, ".back"), h("div.who", h("h2", forum.title), h("p", `${count} ${plural(count, "тема", "темы", "тем")} · вы здесь ${state.person.first_name}`)),
      iconButton("plus", "Новая тема", () => formDialog("Новая тема", { name: { label: "Название", required: true } }, "Создать", async ({ name }) => {
        const { thread } = await call("addTopic", { person: state.person.id, forum: id, name });
        await openChat({ forum: id, thread });
      }))),
    h("div.rows", (forum.topics ?? []).map((topic) => row({
      key: `${forum.key}/${topic.thread}`, current: state.open?.key === forum.key && state.open.thread === topic.thread, title: topicName(topic), picture: topicPicture(topic),
      last: lastLine({ kind: "forum", last: topic.last }), date: topic.last?.date, unread: state.unread.get(unreadKey(state.person.id, forum.key, topic.thread)) ?? 0, mark: topic.closed ? "lock" : null,
      run: () => openChat({ forum: id, thread: topic.thread }).catch(fail),
    }))),
  ];
}
