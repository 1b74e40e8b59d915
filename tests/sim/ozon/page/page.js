// The page of the simulated Ozon: choose a buyer, place an order, and move what was ordered.
import { ask, el, moscow, onEvents, plural, roubles, toast } from "/dom.js";
import { postingCard } from "/posting.js";

const byId = (id) => document.getElementById(id);

const state = {
  goods: [],
  buyer: null,
  cart: new Map(), // sku -> quantity
  feed: "buyer",
  postings: new Map(), // number -> posting, as the server told it last
  /** The world's time less this machine's. */
  shift: 0,
};

const HUES = { KR: 330, HF: 300, KT: 28, HM: 215, KD: 262, SP: 165, PT: 45, GR: 110, BT: 190, TX: 240 };
const FEED_LENGTH = 40;

async function start() {
  byId("telegram").textContent = "Telegram →";
  for (const button of document.querySelectorAll("[data-days]")) {
    button.onclick = () => act(() => ask("advanceClock", { ms: Number(button.dataset.days) * 86_400_000 }));
  }
  for (const button of document.querySelectorAll("[data-feed]")) button.onclick = () => showFeed(button.dataset.feed);
  byId("cart").onsubmit = placeOrder;
  setInterval(showTime, 1000);

  state.goods = (await ask("goods")).filter((g) => !g.archived);
  const kept = localStorage.getItem("buyer");
  const found = kept ? await ask(`buyers?limit=1&query=${encodeURIComponent(kept)}`) : [];
  drawGoods();
  await chooseBuyer(found[0] ?? null);

  onEvents({
    open: () => void loadPostings(),
    live: (on) => byId("live").classList.toggle("on", on),
    time: ({ now }) => setTime(now),
    posting: (posting) => note(posting),
    return: ({ of }) => note(of),
    application: ({ of }) => note(of),
    reload: () => void loadPostings(),
  });
}

async function act(run) {
  try {
    return await run();
  } catch (error) {
    toast(`Не получилось: ${error.message}`);
    return null;
  }
}

function setTime(now) {
  state.shift = now - Date.now();
  showTime();
}

function showTime() {
  byId("now").textContent = `${moscow(Date.now() + state.shift)} МСК`;
}

// The buyer.

async function chooseBuyer(buyer) {
  state.buyer = buyer;
  if (buyer) localStorage.setItem("buyer", buyer.account);
  drawBuyer();
  await loadPostings();
}

function drawBuyer() {
  const button = (text, run, className = "") => el("button", { type: "button", className, onclick: run }, text);
  byId("buyer-choice").replaceChildren(
    button("Выбрать", openChoice), button("Новый", createBuyer, state.buyer ? "" : "primary"));
  if (!state.buyer) {
    byId("buyer").replaceChildren(el("b", {}, "Кто покупает?"),
      el("p", { className: "hint" }, "Создайте нового покупателя или выберите того, кто здесь уже бывал."));
    return;
  }
  const { name, orderNumber } = state.buyer;
  const number = orderNumber
    ? [el("b", { className: "num" }, `Заказ ${orderNumber}`), button("Скопировать", () => copy(orderNumber))]
    : [el("b", {}, "Заказов ещё не было")];
  byId("buyer").replaceChildren(
    el("div", { className: "hint" }, `${name}, последний заказ в приложении Ozon`),
    el("div", { className: "order-number" }, ...number),
    el("div", { className: "hint" }, "Этот номер просит бот реферальной программы."));
}

async function copy(text) {
  await act(() => navigator.clipboard.writeText(text));
  toast(`Номер ${text} скопирован`);
}

async function createBuyer() {
  const buyer = await act(() => ask("createBuyer", {}));
  if (buyer) await chooseBuyer(buyer);
}

function openChoice() {
  const dialog = byId("choose");
  const list = el("ul", { className: "found" });
  const search = el("input", { type: "search", placeholder: "Имя или номер заказа", ariaLabel: "Имя или номер заказа", maxLength: 60 });
  const find = async () => {
    const words = search.value.trim().split("-")[0];
    const found = await act(() => ask(`buyers?limit=12&query=${encodeURIComponent(words)}`));
    if (found === null) return;
    const rows = found.map((b) =>
      el("li", {}, el("button", { type: "button", onclick: () => (dialog.close(), chooseBuyer(b)) },
        el("span", {}, b.name), el("small", {}, b.orderNumber || b.account))));
    list.replaceChildren(...(rows.length ? rows : [el("li", { className: "hint" }, "Никого не нашлось.")]));
  };
  search.oninput = find;
  const close = el("button", { type: "button", onclick: () => dialog.close() }, "Закрыть");
  const form = el("form", { method: "dialog" }, el("h2", {}, "Покупатели магазина"), search, list, close);
  form.onsubmit = (event) => event.preventDefault();
  dialog.replaceChildren(form);
  dialog.onclick = (event) => event.target === dialog && dialog.close();
  dialog.showModal();
  void find();
}

// Goods and the order.

function drawGoods() {
  byId("goods").replaceChildren(...state.goods.map(goodCard));
  drawCart();
}

function goodCard(good) {
  const kind = good.offerId.slice(0, 2);
  const hue = HUES[kind] ?? 215;
  const card = el("article", { className: "card good-card" });
  const draw = () => {
    const quantity = state.cart.get(good.sku) ?? 0;
    const put = (n) => {
      if (n > 0) state.cart.set(good.sku, n);
      else state.cart.delete(good.sku);
      draw();
      drawCart();
    };
    const controls = quantity === 0
      ? el("button", { type: "button", onclick: () => put(1) }, "В корзину")
      : el("div", { className: "stepper" },
          el("button", { type: "button", ariaLabel: `Меньше: ${good.name}`, onclick: () => put(quantity - 1) }, "−"),
          el("b", { className: "num" }, `${quantity} шт.`),
          el("button", { type: "button", ariaLabel: `Больше: ${good.name}`, onclick: () => put(Math.min(99, quantity + 1)) }, "+"));
    card.replaceChildren(picture(kind, hue), el("div", { className: "price num" }, roubles(good.price)),
      el("div", { className: "name" }, good.name), el("div", { className: "offer" }, `арт. ${good.offerId}`), controls);
  };
  card.redraw = draw;
  draw();
  return card;
}

function picture(kind, hue) {
  const box = el("div", { className: "pic" });
  box.style.background = `light-dark(hsl(${hue} 70% 94%), hsl(${hue} 32% 20%))`;
  box.style.color = `light-dark(hsl(${hue} 55% 42%), hsl(${hue} 60% 72%))`;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#g-${kind}`);
  svg.append(use);
  box.append(svg);
  return box;
}

function drawCart() {
  const lines = [...state.cart].map(([sku, quantity]) => ({ good: state.goods.find((g) => g.sku === sku), quantity }));
  const units = lines.reduce((sum, l) => sum + l.quantity, 0);
  byId("cart").hidden = units === 0;
  byId("cart-total").textContent = roubles(lines.reduce((sum, l) => sum + l.good.price * l.quantity, 0));
  byId("cart-count").textContent = `${units} ${plural(units, "товар", "товара", "товаров")}`;
  byId("cart").elements.split.closest("label").hidden = lines.length < 2;
}

async function placeOrder(event) {
  event.preventDefault();
  const form = byId("cart");
  if (!state.buyer) {
    toast("Сначала выберите покупателя");
    byId("buyer").scrollIntoView({ block: "center" });
    return;
  }
  const items = [...state.cart].map(([sku, quantity]) => ({ sku, quantity }));
  const { scheme, split, alive } = form.elements;
  const order = await act(() =>
    ask("placeOrder", {
      account: state.buyer.account, items, scheme: scheme.value, autoLife: alive.checked,
      ...(split.checked && items.length > 1 ? { splits: items.map((_, i) => i + 1) } : {}),
    }));
  if (!order) return;
  state.cart.clear();
  for (const card of byId("goods").children) card.redraw();
  drawCart();
  toast(`Заказ ${order.number} оформлен`);
  state.buyer = { ...state.buyer, orderNumber: order.number };
  drawBuyer();
  showFeed(state.feed);
  if (matchMedia("(max-width: 900px)").matches) byId("h-feed").scrollIntoView({ behavior: "smooth" });
}

// What was ordered.

function showFeed(feed) {
  state.feed = feed;
  for (const button of document.querySelectorAll("[data-feed]")) {
    button.setAttribute("aria-pressed", String(button.dataset.feed === feed));
  }
  void loadPostings();
}

async function loadPostings() {
  const feed = state.buyer ? state.feed : "all";
  const whose = feed === "buyer" ? `&account=${state.buyer.account}` : "";
  const postings = await act(() => ask(`postings?limit=${FEED_LENGTH}${whose}`));
  if (postings === null) return;
  state.postings = new Map(postings.map((p) => [p.number, p]));
  const cards = postings.map((p) => postingCard(p, act));
  const empty = el("div", { className: "card empty" }, "Здесь появятся заказы. Положите товар в корзину и оформите первый.");
  byId("postings").replaceChildren(...(cards.length ? cards : [empty]));
}

/** A posting has come or changed: its card is drawn anew in its place, a new one comes on top. */
function note(posting) {
  if (state.buyer && state.feed === "buyer" && posting.buyer.account !== state.buyer.account) return;
  const box = byId("postings");
  const old = [...box.children].find((c) => c.dataset.number === posting.number);
  if (!old && state.postings.size > 0 && [...state.postings.values()].every((p) => p.id > posting.id)) return;
  state.postings.set(posting.number, posting);
  const card = postingCard(posting, act, old);
  card.classList.add("fresh");
  if (old) old.replaceWith(card);
  else box.prepend(card);
  box.querySelector(".empty")?.remove();
  while (box.children.length > FEED_LENGTH) {
    state.postings.delete(box.lastChild.dataset.number);
    box.lastChild.remove();
  }
}

start().catch((error) => toast(`Симулятор не отвечает: ${error.message}`));
