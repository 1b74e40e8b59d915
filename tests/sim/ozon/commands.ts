// Everything that a hand can do to the world, each as a plain function of world and arguments. They
// are written to the journal, so they draw chance only from the world's own seeds.
import { check } from "./check.ts";
import type { Schema } from "./check.ts";
import { goodByOffer, goodBySku } from "./goods.ts";
import type { Good } from "./goods.ts";
import { APPLICATION_GROUPS, cancelPosting, decideApplication, planPosting, startLife } from "./life.ts";
import { CANCELLATIONS, CLOSED, RETURN_TYPES, SCHEMES } from "./model.ts";
import type { CancellationName, Posting, Return, ReturnType, Scheme } from "./model.ts";
import { Random, seedOf } from "./random.ts";
import { addOrder, newBuyer, newItem, newPosting } from "./trade.ts";
import { applicationView, buyerView, orderView, postingView, returnView, returnedUnits } from "./views.ts";
import type { World } from "./world.ts";

/** A command that cannot be done, in words for whoever gave it. */
export class ControlError extends Error {}

export type PlaceOrder = {
  account: string;
  /** price and customerPrice: kopecks for one; left out: the shop's. */
  items: { sku?: number; offerId?: string; quantity: number; price?: number; customerPrice?: number }[];
  scheme?: Scheme;
  /** For each item the number of the posting it goes into, from 1. Left out: all in one. */
  splits?: number[];
  /** Goes through its statuses by itself to "delivered"; left out: every step by hand. */
  autoLife?: boolean;
  legal?: boolean;
  external?: string;
  currency?: string;
  courier?: boolean;
  /** Earlier times make an order that Ozon shows late. */
  createdAt?: number;
  inProcessAt?: number;
};

export type ReturnItems = {
  posting: string;
  /** Left out: all goods of the posting, or all units of the good that are not returned yet. */
  sku?: number;
  quantity?: number;
  type?: ReturnType;
  status?: string;
  reason?: string;
  returnDate?: number;
  autoLife?: boolean;
};

export type CommandArgs = {
  createBuyer: { account?: string; name?: string; orders?: number };
  placeOrder: PlaceOrder;
  advancePosting: { posting: string };
  setStatus: { posting: string; status: string; substatus?: string };
  deliver: { posting: string };
  cancel: { posting: string; why?: CancellationName };
  splitPosting: { posting: string; splits: number[] };
  returnItems: ReturnItems;
  setReturnStatus: { id: number; status: string };
  reissueReturn: { id: number; status?: string };
  decideApplication: { id: number; group: string };
  setAutoLife: { on: boolean; posting?: string };
};

const text = (maxLength = 100): Schema => ({ type: "string", maxLength });
const oneOf = (values: readonly string[]): Schema => ({ type: "string", enum: [...values] });
const integer = (minimum: number, maximum: number): Schema => ({ type: "int64", minimum, maximum });
const flag: Schema = { type: "boolean" };
const moment = integer(0, 32_503_680_000_000);
const money = integer(0, 100_000_000_000);
const account: Schema = { type: "string", maxLength: 12 };
const parts: Schema = { type: "array", items: integer(1, 99), maxItems: 100 };

function fields(properties: Record<string, Schema>, ...required: string[]): Schema {
  return { type: "object", properties, required };
}

const schemas: Record<keyof CommandArgs, Schema> = {
  createBuyer: fields({ account, name: text(60), orders: integer(0, 9998) }),
  placeOrder: fields(
    {
      account, scheme: oneOf(SCHEMES), splits: parts, autoLife: flag, legal: flag, external: text(), currency: text(3),
      courier: flag, createdAt: moment, inProcessAt: moment,
      items: {
        type: "array", minItems: 1, maxItems: 100,
        items: fields(
          { sku: integer(1, 2 ** 53 - 1), offerId: text(), quantity: integer(1, 1000), price: money, customerPrice: money },
          "quantity",
        ),
      },
    },
    "account", "items",
  ),
  advancePosting: fields({ posting: text() }, "posting"),
  setStatus: fields({ posting: text(), status: text(), substatus: text() }, "posting", "status"),
  deliver: fields({ posting: text() }, "posting"),
  cancel: fields({ posting: text(), why: oneOf(Object.keys(CANCELLATIONS)) }, "posting"),
  splitPosting: fields({ posting: text(), splits: parts }, "posting", "splits"),
  returnItems: fields(
    {
      posting: text(), sku: integer(1, 2 ** 53 - 1), quantity: integer(1, 1000), type: oneOf(RETURN_TYPES), status: text(),
      reason: text(200), returnDate: moment, autoLife: flag,
    },
    "posting",
  ),
  setReturnStatus: fields({ id: integer(1, 2 ** 53 - 1), status: text() }, "id", "status"),
  reissueReturn: fields({ id: integer(1, 2 ** 53 - 1), status: text() }, "id"),
  decideApplication: fields({ id: integer(1, 2 ** 53 - 1), group: oneOf(APPLICATION_GROUPS) }, "id", "group"),
  setAutoLife: fields({ on: flag, posting: text() }, "on"),
};

type Run<K extends keyof CommandArgs> = (world: World, args: CommandArgs[K]) => object;

const runs: { [K in keyof CommandArgs]: Run<K> } = {
  createBuyer(world, { account, name, orders }) {
    const r = new Random(seedOf(world.seed, "buyer", world.store.buyerList.length));
    if (account !== undefined && !/^\d{1,12}$/.test(account)) throw new ControlError("the account is a number of up to 12 digits");
    if (account !== undefined && world.store.buyers.has(Number(account))) throw new ControlError("the account exists already");
    const buyer = newBuyer(world, r, account, name);
    // A buyer made for a test or a visitor has ordered on Ozon before, so there is a number to show.
    buyer.orders = orders ?? Math.max(1, buyer.orders);
    return buyerView(buyer);
  },

  placeOrder(world, args) {
    const buyer = world.store.buyers.get(Number(args.account));
    if (buyer === undefined) throw new ControlError(`no buyer has the account ${args.account}`);
    if (args.splits !== undefined && args.splits.length !== args.items.length) {
      throw new ControlError("splits names one posting for each item");
    }
    const parts = group(args.items.map((asked) => ({ ...asked, good: findGood(asked) })), args.splits);
    // From here on nothing fails: what is taken from the world belongs to the order.
    const items = parts.map((part) => part.map(({ good, quantity, price, customerPrice }) => {
      const item = newItem(world, good, quantity, price);
      return customerPrice === undefined ? item : { ...item, customerPrice };
    }));
    const order = addOrder(world, buyer, args.scheme ?? "fbo", items, args);
    if (args.autoLife) for (const posting of order.postings) goOn(world, posting);
    return orderView(order);
  },

  advancePosting(world, args) {
    const posting = find(world, args.posting);
    if (CLOSED.has(posting.status)) throw new ControlError(`${posting.number} is ${posting.status}: nothing follows`);
    const next: Record<string, [string, string]> = {
      awaiting_packaging: ["awaiting_deliver", posting.scheme === "fbo" ? "posting_packing" : "posting_registered"],
      awaiting_deliver: ["delivering", posting.courier ? "posting_in_courier_service" : "posting_in_pickup_point"],
    };
    return setByHand(world, posting, ...(next[posting.status] ?? handedOver(posting)));
  },

  setStatus(world, args) {
    return setByHand(world, find(world, args.posting), args.status, args.substatus ?? "");
  },

  deliver(world, args) {
    const posting = find(world, args.posting);
    if (CLOSED.has(posting.status)) throw new ControlError(`${posting.number} is ${posting.status} already`);
    if (posting.deliveringAt === 0) posting.deliveringAt = world.now;
    return setByHand(world, posting, ...handedOver(posting));
  },

  cancel(world, args) {
    const posting = find(world, args.posting);
    if (CLOSED.has(posting.status)) throw new ControlError(`${posting.number} is ${posting.status} already`);
    posting.plan = null;
    cancelPosting(world, posting, args.why ?? "client");
    return postingView(posting);
  },

  splitPosting(world, args) {
    const parent = find(world, args.posting);
    if (parent.scheme === "fbo") throw new ControlError("only the seller of an FBS posting splits it");
    if (CLOSED.has(parent.status)) throw new ControlError(`${parent.number} is ${parent.status}`);
    if (args.splits.length !== parent.items.length) throw new ControlError("splits names one posting for each item");
    const order = parent.order;
    parent.plan = null;
    for (const items of group(parent.items, args.splits)) {
      const child = newPosting(world, order, parent.scheme, items, order.postings.length + 1, {
        courier: parent.courier, place: parent.place, inProcessAt: parent.inProcessAt,
      });
      child.parent = parent.number;
      order.postings.push(child);
      world.store.addPosting(child);
    }
    world.store.setStatus(parent, "cancelled_from_split_pending", "posting_canceled", world.now);
    return orderView(order);
  },

  returnItems(world, args) {
    const posting = find(world, args.posting);
    const items = posting.items.filter((i) => args.sku === undefined || i.good.sku === args.sku);
    if (items.length === 0) throw new ControlError(`${posting.number} has no such good`);
    const taken = items.map((item) => {
      const left = item.quantity - returnedUnits(posting, item.good.sku);
      const quantity = args.quantity ?? left;
      if (quantity > left) throw new ControlError(`only ${left} of ${item.good.offerId} are left to return`);
      return { item, quantity };
    });
    const type = args.type ?? (posting.status === "delivered" ? "ClientReturn" : "Cancellation");
    const traits = {
      live: args.autoLife ?? false, byHand: true, status: args.status ?? (args.autoLife ? undefined : "ApprovedByOzon"),
      reason: args.reason, returnDate: args.returnDate,
    };
    const made = taken
      .filter((t) => t.quantity > 0)
      .map((t) => world.giveBack(posting, t.item, t.quantity, type, dropUndefined(traits)));
    if (made.length === 0) throw new ControlError(`everything of ${posting.number} is returned already`);
    return { returns: made.map((m) => ("exemplars" in m ? returnView(m) : applicationView(m))) };
  },

  setReturnStatus(world, args) {
    const record = findReturn(world, args.id);
    record.plan = null;
    world.store.setReturnStatus(record, args.status, world.now);
    return returnView(record);
  },

  reissueReturn(world, args) {
    const old = findReturn(world, args.id);
    old.plan = null;
    return returnView(world.reissue(old, dropUndefined({ live: false, byHand: true, status: args.status })));
  },

  decideApplication(world, args) {
    const application = world.store.applications.find((a) => a.id === args.id);
    if (application === undefined) throw new ControlError(`no application ${args.id}`);
    application.plan = null;
    decideApplication(world, application, args.group);
    return applicationView(application);
  },

  setAutoLife(world, args) {
    if (args.posting === undefined) {
      world.setAutoLife(args.on);
      return { autoLife: args.on };
    }
    const posting = find(world, args.posting);
    posting.plan = null;
    if (args.on) goOn(world, posting);
    return postingView(posting);
  },
};

/** Checks the arguments; null when they are right, else what is wrong with them. */
export function argumentFault(command: keyof CommandArgs, args: unknown): string | null {
  return check(schemas[command], args)[0]?.message ?? null;
}

export const isCommand = (name: string): name is keyof CommandArgs => Object.hasOwn(runs, name);

export function runCommand(world: World, command: keyof CommandArgs, args: object): object {
  return (runs[command] as (world: World, args: object) => object)(world, args);
}

function find(world: World, number: string): Posting {
  const posting = world.store.postings.get(number);
  if (posting === undefined) throw new ControlError(`no posting ${number}`);
  return posting;
}

function findReturn(world: World, id: number): Return {
  const record = world.store.returnsById.get(id);
  if (record === undefined) throw new ControlError(`no return ${id}`);
  return record;
}

function findGood(asked: { sku?: number; offerId?: string }): Good {
  const good = asked.sku === undefined ? goodByOffer(asked.offerId ?? "") : goodBySku(asked.sku);
  if (good === undefined) throw new ControlError(`no good ${asked.sku ?? asked.offerId ?? "is named"}`);
  return good;
}

const handedOver = (p: Posting): [string, string] => ["delivered", p.courier ? "posting_delivered" : "posting_received"];

/** A hand's word ends what the posting meant to do. */
function setByHand(world: World, posting: Posting, status: string, substatus: string): object {
  posting.plan = null;
  world.store.setStatus(posting, status, substatus, world.now);
  return postingView(posting);
}

/** From where it stands by itself to "delivered". */
function goOn(world: World, posting: Posting): void {
  const r = new Random(seedOf(world.seed, "life", posting.id));
  const steps = planPosting(r, posting, world.now, true);
  const done = steps.findLastIndex((s) => s.do === "status" && s.status === posting.status);
  if (!CLOSED.has(posting.status)) startLife(world, posting, steps.slice(done + 1), true);
}

/** The items of each posting; a good is in a posting once. */
function group<T extends { good: Good }>(items: T[], splits: number[] = items.map(() => 1)): T[][] {
  const groups = new Map<number, T[]>();
  items.forEach((item, i) => {
    const posting = groups.get(splits[i]!) ?? [];
    if (posting.some((other) => other.good === item.good)) throw new ControlError(`${item.good.offerId} is twice in one posting`);
    groups.set(splits[i]!, [...posting, item]);
  });
  return [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function dropUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Defined<T>;
}
