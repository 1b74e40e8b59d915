// The card of one posting: what is in it, where it stands, what can be done with it.
import { ask, el, moscowShort, plural, roubles, toast } from "/dom.js";

const STATUS = {
  awaiting_packaging: "Ожидает сборки",
  awaiting_deliver: "Ожидает отгрузки",
  delivering: "Доставляется",
  delivered: "Доставлено",
  cancelled: "Отменено",
  cancelled_from_split_pending: "Разделено",
};

const SUBSTATUS = {
  posting_created: "заказ создан",
  posting_packing: "на упаковке",
  posting_registered: "собрано",
  posting_in_carriage: "в перевозке",
  posting_transferring_to_delivery: "передаётся в доставку",
  posting_on_way_to_city: "на пути в город",
  posting_on_way_to_pickup_point: "на пути в пункт выдачи",
  posting_transferred_to_courier_service: "передаётся курьеру",
  posting_in_courier_service: "курьер в пути",
  posting_in_pickup_point: "в пункте выдачи",
  posting_received: "получено в пункте выдачи",
  posting_delivered: "доставлено курьером",
  posting_canceled: "",
};

const SCHEME = { fbo: "FBO", fbs: "FBS", rfbs: "rFBS" };
const RETURN_TYPE = {
  ClientReturn: "Возврат", PartialReturn: "Отказ от части", FullReturn: "Невыкуп", Cancellation: "Отмена", Unknown: "Технический возврат",
};

const REFUSED = new Set(["Rejected", "CrmRejected", "Cancelled", "CancelledDisputeNotOpen"]);
const UNDECIDED = new Set(["OnSellerApproval", "OnSellerClarification", "DisputeOpened", "OfferedPartialCompensation"]);

/** `act` runs a request and tells of its failure. `old`: the card that this one replaces, with its open form. */
export function postingCard(posting, act, old) {
  const command = (name, args) => act(() => ask(name, args));
  const card = el("article", { className: "card posting" });
  card.dataset.number = posting.number;
  const total = posting.items.reduce((sum, i) => sum + i.price * i.quantity, 0);
  card.append(
    el("div", { className: "posting-head" }, el("b", {}, posting.number), statusChip(posting)),
    el("div", { className: "meta" }, [
      moscowShort(posting.createdAt), posting.buyer.name, SCHEME[posting.scheme], roubles(total),
    ].join(" · ")),
    el("div", { className: "meta" }, [
      SUBSTATUS[posting.substatus] ?? posting.substatus, posting.alive ? "едет само" : "",
    ].filter(Boolean).join(" · ")),
    el("ul", {}, ...posting.items.map(itemLine)),
    buttons(posting, card, command),
  );
  if (posting.returns.length + posting.applications.length > 0) {
    card.append(el("div", { className: "returns" },
      ...posting.returns.map((r) => returnLine(posting, r, command)),
      ...posting.applications.map((a) => applicationLine(posting, a, command))));
  }
  if (old?.querySelector(".give-back") && leftOf(posting) > 0) card.append(returnForm(posting, card, command));
  return card;
}

function statusChip(posting) {
  const kind = posting.status === "delivered" ? "delivered" : posting.status.startsWith("cancelled") ? "cancelled" : "open";
  const title = `${posting.status} / ${posting.substatus}`;
  return el("span", { className: `chip ${kind}`, title }, STATUS[posting.status] ?? posting.status);
}

function itemLine(item) {
  const back = item.returned > 0 ? el("span", { className: "back" }, ` возвращено ${item.returned}`) : null;
  return el("li", {}, el("span", {}, item.name, back), el("span", {}, `${item.quantity} × ${roubles(item.price)}`));
}

const leftOf = (posting) => posting.items.reduce((sum, i) => sum + i.quantity - i.returned, 0);

function buttons(posting, card, command) {
  const button = (text, kind, run) => el("button", { type: "button", className: kind, onclick: run }, text);
  const row = el("div", { className: "row" });
  if (["delivered", "cancelled", "cancelled_from_split_pending"].includes(posting.status)) {
    if (posting.status === "delivered" && leftOf(posting) > 0) {
      row.append(button("Вернуть…", "", () => {
        const form = card.querySelector(".give-back");
        if (form) form.remove();
        else card.append(returnForm(posting, card, command));
      }));
    }
    return row;
  }
  row.append(
    button("Доставить", "good", () => command("deliver", { posting: posting.number })),
    button("Дальше", "", () => command("advancePosting", { posting: posting.number })),
    button("Отменить", "bad", () => command("cancel", { posting: posting.number })),
  );
  return row;
}

function returnForm(posting, card, command) {
  const left = posting.items.filter((i) => i.quantity > i.returned);
  const rows = left.map((item) => {
    const most = item.quantity - item.returned;
    const input = el("input", { type: "number", min: 0, max: most, value: left.length === 1 ? 1 : 0, ariaLabel: `Сколько вернуть: ${item.name}` });
    return { item, input, row: el("label", { className: "row" }, el("span", {}, `${item.name} (до ${most})`), input) };
  });
  const how = el("select", { ariaLabel: "Решение по возврату" },
    el("option", { value: "ApprovedByOzon" }, "одобрен сразу"), el("option", { value: "OnSellerApproval" }, "ждёт решения продавца"));
  const form = el("form", { className: "give-back" }, ...rows.map((r) => r.row),
    el("div", { className: "row" }, how, el("button", { className: "primary" }, "Вернуть")));
  form.onsubmit = async (event) => {
    event.preventDefault();
    const chosen = rows.map((r) => ({ sku: r.item.sku, quantity: Number(r.input.value) })).filter((r) => r.quantity > 0);
    if (chosen.length === 0) return toast("Укажите, сколько вернуть");
    form.remove();
    for (const part of chosen) await command("returnItems", { posting: posting.number, status: how.value, ...part });
  };
  return form;
}

function returnLine(posting, r, command) {
  const item = posting.items.find((i) => i.sku === r.sku);
  const refused = REFUSED.has(r.status);
  const chip = el("span", { className: `chip ${refused ? "refused" : UNDECIDED.has(r.status) ? "open" : ""}`, title: r.status }, r.statusName);
  const replaced = posting.returns.some((other) => other.sourceId === r.id);
  const set = (status) => () => command("setReturnStatus", { id: r.id, status });
  const row = el("div", { className: "row" });
  if (!replaced && (UNDECIDED.has(r.status) || refused)) {
    row.append(el("button", { type: "button", className: "good", onclick: set("Approved") }, "Одобрить возврат"));
  }
  if (!replaced && !refused) row.append(el("button", { type: "button", className: "bad", onclick: set("Rejected") }, "Отклонить возврат"));
  if (!replaced && !refused && !UNDECIDED.has(r.status)) {
    row.append(el("button", { type: "button", onclick: () => command("reissueReturn", { id: r.id }) }, "Переоформить"));
  }
  const units = `${r.quantity} ${plural(r.quantity, "штука", "штуки", "штук")}`;
  return el("div", {},
    el("div", { className: "posting-head" }, el("p", {}, `${RETURN_TYPE[r.type] ?? r.type}: ${item?.name ?? r.sku}, ${units}`), chip),
    el("div", { className: "meta" }, `№ ${r.id}${replaced ? " · переоформлен" : r.sourceId ? ` · вместо № ${r.sourceId}` : ""} · ${moscowShort(r.changedAt)}`),
    row);
}

function applicationLine(posting, a, command) {
  const item = posting.items.find((i) => i.sku === a.sku);
  const decide = (group) => () => command("decideApplication", { id: a.id, group });
  return el("div", {},
    el("div", { className: "posting-head" }, el("p", {}, `Заявка на возврат: ${item?.name ?? a.sku}`),
      el("span", { className: `chip ${a.group === "Rejected" ? "refused" : a.group === "Approved" ? "" : "open"}` }, a.stateName)),
    el("div", { className: "row" },
      el("button", { type: "button", className: "good", onclick: decide("Approved") }, "Одобрить возврат"),
      el("button", { type: "button", className: "bad", onclick: decide("Rejected") }, "Отклонить возврат")));
}
