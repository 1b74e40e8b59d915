// The people the visitor plays: the rail, adding one, finding one.
import { avatar, dialog, fail, formDialog, h, icon, menuUnder, confirmDialog } from "./dom.js";
import { call, state, unreadOf } from "./state.js";
import { askLink } from "./links.js";
import { play } from "./app.js";

const NAMES = ["Мария", "Иван", "Ольга", "Дмитрий", "Елена", "Сергей", "Наталья", "Павел", "Татьяна", "Андрей", "Юлия", "Николай"];
const RAIL_MAX = 60;

export function drawRail() {
  const rail = document.getElementById("rail");
  const top = rail.scrollTop;
  rail.replaceChildren(
    ...state.people.slice(0, RAIL_MAX).map(personButton),
    h("button.person", { type: "button", onclick: addPerson }, h("span.plus", icon("plus")), h("span.name", "Добавить")),
    h("button.person", { type: "button", onclick: () => findPerson("Все люди", play) }, h("span.plus", icon("search")), h("span.name", "Найти")),
  );
  rail.scrollTop = top;
}

function personButton(person) {
  const unread = person.id === state.person?.id ? 0 : unreadOf(person.id);
  return h(`button.person${person.deactivated ? ".gone" : ""}`, {
    type: "button", title: `${person.name}${person.username ? `, @${person.username}` : ""}, id ${person.id}`, "data-person": person.id,
    "aria-current": person.id === state.person?.id ? "true" : "false", onclick: () => play(person),
  }, h("span.face", avatar(person.name, person.id), person.forums ? h("span.role", { title: "Оператор" }, icon("headset")) : null,
    unread > 0 ? h("span.badge", unread > 99 ? "99+" : unread) : null), h("span.name", person.first_name));
}

export function addPerson() {
  const free = NAMES.find((name) => !state.people.some((p) => p.first_name === name)) ?? "Гость";
  formDialog("Новый человек", {
    first_name: { label: "Имя", value: free, required: true }, last_name: { label: "Фамилия", value: "" }, username: { label: "Имя пользователя без @", value: "" },
    language_code: { label: "Язык Telegram", options: [["ru", "русский"], ["en", "английский"]] },
  }, "Добавить", async (values) => {
    const person = await call("addPerson", values);
    const [view] = await call("people", { query: String(person.id), limit: 1 });
    remember(view);
    await play(view);
  });
}

/** Keep a person for the rail, the newest last. */
export function remember(person) {
  const at = state.people.findIndex((p) => p.id === person.id);
  if (at >= 0) state.people[at] = person;
  else if (state.people.length < RAIL_MAX) state.people.push(person);
  else state.people[RAIL_MAX - 1] = person;
  if (state.person?.id === person.id) state.person = person;
}

export function findPerson(title, chosen, { above, except } = {}) {
  dialog((close) => {
    const list = h("div.people");
    const search = async (query) => {
      const people = (await call("people", { query, limit: 40 })).filter((person) => person.id !== except);
      list.replaceChildren(...people.map((person) => h("button.row", { type: "button", onclick: () => { close(); remember(person); chosen(person); } },
        avatar(person.name, person.id, ".small"), h("span.body", h("span.line", h("span.title", person.name)),
          h("span.last", person.username ? `@${person.username}` : `id ${person.id}`)))));
      if (people.length === 0) list.append(h("p.hint", "Никого не нашлось"));
    };
    search("").catch(fail);
    return [h("h2", title), above ?? null, h("label", "Поиск", h("input", { type: "search", placeholder: "Имя, @username или id", oninput: (event) => search(event.target.value).catch(fail) })), list,
      h("div.actions", h("button", { type: "button", onclick: close }, "Закрыть"))].filter(Boolean);
  });
}

export function personMenu(button) {
  const { person } = state;
  menuUnder(button, [
    ["link", "Открыть ссылку…", askLink],
    ["edit", "Переименовать…", () => formDialog("Имя", {
      first_name: { label: "Имя", value: person.first_name, required: true }, last_name: { label: "Фамилия", value: person.last_name ?? "" },
      username: { label: "Имя пользователя без @", value: person.username ?? "" },
    }, "Сохранить", (values) => call("rename", { person: person.id, ...values }))],
    person.deactivated ? null : ["trash", "Удалить аккаунт…", () => confirmDialog(`Удалить аккаунт «${person.name}»? Боты больше не смогут ему писать, вернуть аккаунт нельзя.`, "Удалить",
      () => call("deactivate", { person: person.id }).catch(fail)), "danger"],
  ]);
}
