import { many } from "../many.ts";
import type { returns as Returns } from "../ru/returns.ts";

export const returns: typeof Returns = {
  title: "Returns to decide",
  about:
    "Purchases of participants whose return Ozon has not settled. Until it is decided their points stay on hold. If Ozon answers later, its word counts.",
  kindsLabel: "Why a decision is needed",
  kinds: {
    open_return: "Return not settled",
    unknown_return: "Unknown kind of return",
    unsized_return: "Quantity unknown",
    currency: "Not in roubles",
  },
  failed: "The returns did not load",
  empty: "Nothing to decide",
  emptyText: "Such a purchase will appear here when there is one.",
  more: "Show more",
  ordered: (date) => `ordered on ${date}`,
  currency: (code) => `${code}: brings no points`,
  held: (points) => `${points} on hold`,
  sku: (sku) => `Product ${sku}`,
  quantity: (qty, units) =>
    qty > 0 ? `${qty} of ${units} come back` : `How many come back is unknown; ${units} bought`,
  ozonSays: (status) => `Ozon: ${status}`,
  nothing: "no status",
  counted: (qty) => `Decided: counted, ${qty} came back`,
  void: "Decided: nothing came back",
  decide: "Decide…",
  decideAgain: "Change…",
  dialogTitle: "Did it come back?",
  bought: (n) => `Bought: ${n} ${many(n, "piece", "pieces")}.`,
  qty: "Pieces that came back",
  qtyHint: "Their points are taken back; the others are released in time.",
  qtyBad: (max) => `Enter a whole number from 1 to ${max}`,
  reason: "Why so",
  reasonHint: "Stays in the journal of actions.",
  isCounted: "It came back",
  isVoid: "Nothing came back",
  takeBack: "Undo the decision",
  done: "The decision is saved",
  failedAction: "The decision is not saved",
};
