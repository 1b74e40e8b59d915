// Small things the page is made of: elements, words, requests, the stream of events.

/** An element with properties and children (text or elements). */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children.filter((c) => c !== null));
  return element;
}

const money = new Intl.NumberFormat("ru-RU", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** 1 234,50 ₽ */
export const roubles = (kopecks) => `${money.format(kopecks / 100)} ₽`.replace(/\s/g, "\u00a0");

const rules = new Intl.PluralRules("ru");

export function plural(n, one, few, many) {
  return { one, few, many, other: few }[rules.select(n)];
}

const clock = new Intl.DateTimeFormat("ru-RU", {
  timeZone: "Europe/Moscow", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
});

export const moscow = (ms) => clock.format(ms).replace(" в ", ", ").replace(" г.,", ",");

const short = new Intl.DateTimeFormat("ru-RU", {
  timeZone: "Europe/Moscow", day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit",
});

export const moscowShort = (ms) => short.format(ms);

/** A view (no body) or a command of the control API. */
export async function ask(what, body) {
  const request = body === undefined
    ? {}
    : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`/control/${what}`, request);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? response.statusText);
  return answer;
}

/** Calls the handler of each event; the browser connects again by itself, and `open` is called again. */
export function onEvents({ open, live, ...handlers }) {
  const source = new EventSource("/control/events");
  source.onopen = () => {
    live(true);
    open();
  };
  source.onerror = () => live(false);
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
}

let hiding = 0;

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.remove("shown"), 4000);
}
