// Small tools: elements, icons, avatars, dialogs, toasts, menus. Text goes in as text, never as markup.

/** h("button.row", { onclick, title }, "text", child, [children], null) */
export function h(what, ...rest) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length > 0) element.className = classes.join(" ");
  if (rest[0] && typeof rest[0] === "object" && !(rest[0] instanceof Node) && !Array.isArray(rest[0])) {
    for (const [name, value] of Object.entries(rest.shift())) {
      if (value === undefined || value === null || value === false) continue;
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name in element && !name.startsWith("aria") && name !== "list") element[name] = value;
      else element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...rest.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  back: "M15 5l-7 7 7 7", down: "M5 9l7 7 7-7", close: "M6 6l12 12M18 6L6 18", more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  send: "M4 12L20 4l-4 16-4.5-6.5L4 12zM11.5 13.5L20 4", attach: "M20 11.5l-8.2 8.2a5 5 0 01-7-7L13.5 4a3.4 3.4 0 014.8 4.8l-8.6 8.5a1.7 1.7 0 01-2.4-2.4l7.7-7.7",
  keyboard: "M4 6h16a1 1 0 011 1v10a1 1 0 01-1 1H4a1 1 0 01-1-1V7a1 1 0 011-1zM7 10h.01M11 10h.01M15 10h.01M18 10h.01M8 14h8",
  plus: "M12 5v14M5 12h14", link: "M10 14a4 4 0 006 .5l3-3a4 4 0 00-6-6l-1 1M14 10a4 4 0 00-6-.5l-3 3a4 4 0 006 6l1-1",
  copy: "M9 9h10v11H9zM5 15V4h10", reply: "M10 8V4l-7 7 7 7v-4c5 0 8 1.5 10 5 0-6-3-11-10-11z", edit: "M4 20l1-4L16 5l3 3L8 19l-4 1z", trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 017 0v3", open: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 016.5-1.5", out: "M8 16L17 7M9 7h8v8", ban: "M12 4a8 8 0 100 16 8 8 0 000-16zM6.5 6.5l11 11",
  file: "M7 3h7l4 4v14H7zM14 3v4h4", sun: "M12 8a4 4 0 100 8 4 4 0 000-8zM12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6L7 7M17 17l1.4 1.4M5.6 18.4L7 17M17 7l1.4-1.4",
  moon: "M20 14A8 8 0 0110 4a8 8 0 1010 10z", mic: "M12 4a3 3 0 00-3 3v5a3 3 0 006 0V7a3 3 0 00-3-3zM6 11.5a6 6 0 0012 0M12 17.5V21", headset: "M4 14v-2a8 8 0 0116 0v2M4 14v4h3v-5H4M20 14v4h-3v-5h3M20 18c0 2-3 3-6 3",
  search: "M11 5a6 6 0 100 12 6 6 0 000-12zM15.5 15.5L20 20", person: "M12 4a4 4 0 100 8 4 4 0 000-8zM4 20c1-4 4-6 8-6s7 2 8 6",
};

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("stroke-width", name === "more" ? "3.2" : "1.9");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

export const iconButton = (name, label, onclick, more = "") => h(`button.icon-button${more}`, { type: "button", title: label, "aria-label": label, onclick }, icon(name));

export const tone = (id) => Math.abs(Number(id)) % 7;

export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, "").split(" ").filter(Boolean);
  return ((words[0] ?? "?")[0] + (words[1]?.[0] ?? "")).toUpperCase();
}

export const avatar = (name, id, more = "") => h(`span.avatar.tone-${tone(id)}${more}`, { "aria-hidden": "true" }, initials(name));

export function toast(text, action) {
  const element = h("div.toast", text, action ? h("button", { type: "button", onclick: () => { element.remove(); action.run(); } }, action.title) : null);
  document.getElementById("toasts").append(element);
  setTimeout(() => element.remove(), 4000 + text.length * 30);
}

export const fail = (error) => toast(error instanceof Error ? error.message : String(error));

/** A modal dialog; `build(close)` gives its content. */
export function dialog(build, more = "") {
  const element = h(`dialog${more}`);
  const close = () => element.close();
  element.append(...[build(close)].flat());
  element.addEventListener("close", () => element.remove());
  element.addEventListener("click", (event) => event.target === element && close());
  document.body.append(element);
  element.showModal();
  return element;
}

/** A form in a dialog. fields: { name: { label, value, required, options } }; `done(values)` may throw, which is shown. */
export function formDialog(title, fields, button, done) {
  dialog((close) => h("form", {
    method: "dialog",
    onsubmit: async (event) => {
      event.preventDefault();
      try {
        await done(Object.fromEntries(new FormData(event.target)));
        close();
      } catch (error) {
        fail(error);
      }
    },
  }, h("h2", title), Object.entries(fields).map(([name, field]) => h("label", field.label, field.options
    ? h("select", { name }, field.options.map(([value, text]) => h("option", { value }, text)))
    : h("input", { name, value: field.value ?? "", required: field.required, placeholder: field.placeholder ?? "", autocomplete: "off" }))),
  h("div.actions", h("button", { type: "button", onclick: close }, "Отмена"), h("button.main", button))));
}

export function confirmDialog(text, button, run) {
  dialog((close) => [h("p", text), h("div.actions", h("button", { type: "button", onclick: close }, "Отмена"),
    h("button.danger", { type: "button", onclick: () => { close(); run(); } }, button))]);
}

/** A menu at a point; items: [icon, text, run, "danger"?], null for none; `head` stands above. */
export function menu(x, y, items, head) {
  const element = h("dialog.menu", head ?? null, items.filter(Boolean).map(([picture, text, run, kind]) =>
    h(`button${kind ? `.${kind}` : ""}`, { type: "button", onclick: () => { element.close(); run(); } }, icon(picture), text)));
  element.addEventListener("close", () => element.remove());
  element.addEventListener("click", (event) => event.target === element && element.close());
  document.body.append(element);
  element.showModal();
  const { width, height } = element.getBoundingClientRect();
  element.style.left = `${Math.max(8, Math.min(x, innerWidth - width - 8))}px`;
  element.style.top = `${Math.max(8, Math.min(y, innerHeight - height - 8))}px`;
  return element;
}

export function menuUnder(button, items) {
  const box = button.getBoundingClientRect();
  menu(box.right - 200, box.bottom + 4, items);
}

export async function copyText(text, said = "Скопировано") {
  try {
    await navigator.clipboard.writeText(text);
    toast(said);
  } catch {
    dialog((close) => [h("h2", "Скопируйте текст"), h("input", { value: text, readOnly: true, onfocus: (event) => event.target.select() }),
      h("div.actions", h("button.main", { type: "button", onclick: close }, "Готово"))]);
  }
}
