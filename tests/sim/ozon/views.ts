// What the control API and the page show of the world: our own plain shapes, not Ozon's.
import { RETURN_STATUSES } from "./model.ts";
import type { Application, Buyer, Order, Posting, Return } from "./model.ts";
import type { Good } from "./goods.ts";

export type BuyerView = {
  account: string;
  name: string;
  /** The latest order number of the account, as its owner sees it in Ozon's app: "12345678-0042". */
  orderNumber: string;
};

export type ItemView = {
  sku: number;
  offerId: string;
  name: string;
  quantity: number;
  /** Kopecks for one. */
  price: number;
  customerPrice: number;
  returned: number;
};

export type ReturnView = {
  id: number;
  sourceId: number;
  posting: string;
  sku: number;
  quantity: number;
  type: string;
  status: string;
  statusName: string;
  changedAt: number;
  returnDate: number;
};

export type ApplicationView = { id: number; posting: string; sku: number; group: string; stateName: string };

export type PostingView = {
  id: number;
  number: string;
  orderNumber: string;
  buyer: BuyerView;
  scheme: string;
  status: string;
  substatus: string;
  createdAt: number;
  changedAt: number;
  /** It will go on by itself. */
  alive: boolean;
  items: ItemView[];
  returns: ReturnView[];
  applications: ApplicationView[];
};

export type OrderView = { number: string; id: number; postings: string[] };

/** A buyer who has never ordered has no number to copy yet. */
export const orderNumber = (b: Buyer): string => (b.orders ? `${b.account}-${String(b.orders).padStart(4, "0")}` : "");

export const buyerView = (b: Buyer): BuyerView => ({ account: b.account, name: b.name, orderNumber: orderNumber(b) });

export const orderView = (o: Order): OrderView => ({ number: o.number, id: o.id, postings: o.postings.map((p) => p.number) });

const REFUSED = new Set(["Cancelled", "Rejected", "CrmRejected", "CancelledDisputeNotOpen"]);

/** Units of an item that are on their way back or back already. An application names no quantity: all of them. */
export function returnedUnits(p: Posting, sku: number): number {
  const applied = p.applications.find((a) => a.item.good.sku === sku && a.group !== "Rejected");
  if (applied !== undefined) return applied.item.quantity;
  const replaced = new Set(p.returns.map((r) => r.sourceId));
  return p.returns
    .filter((r) => r.item.good.sku === sku && !REFUSED.has(r.status) && !replaced.has(r.id))
    .reduce((sum, r) => sum + r.quantity, 0);
}

export function returnView(r: Return): ReturnView {
  return {
    id: r.id,
    sourceId: r.sourceId,
    posting: r.posting.number,
    sku: r.item.good.sku,
    quantity: r.quantity,
    type: r.type,
    status: r.status,
    statusName: RETURN_STATUSES[r.status]?.name ?? r.status,
    changedAt: r.changedAt,
    returnDate: r.returnDate,
  };
}

export function applicationView(a: Application): ApplicationView {
  return { id: a.id, posting: a.posting.number, sku: a.item.good.sku, group: a.group, stateName: a.stateName };
}

export function postingView(p: Posting): PostingView {
  return {
    id: p.id,
    number: p.number,
    orderNumber: p.order.number,
    buyer: buyerView(p.order.buyer),
    scheme: p.scheme,
    status: p.status,
    substatus: p.substatus,
    createdAt: p.createdAt,
    changedAt: p.changedAt,
    alive: p.plan !== null,
    items: p.items.map((i) => ({
      sku: i.good.sku, offerId: i.good.offerId, name: i.good.name, quantity: i.quantity, price: i.price,
      customerPrice: i.customerPrice, returned: returnedUnits(p, i.good.sku),
    })),
    returns: p.returns.map(returnView),
    applications: p.applications.map(applicationView),
  };
}

export type GoodView = { sku: number; offerId: string; name: string; price: number; archived: boolean };

export const goodView = (g: Good): GoodView => ({
  sku: g.sku, offerId: g.offerId, name: g.name, price: g.price, archived: g.archived,
});
