// The shop's trade: buyers and their orders, as they come by themselves over the year.
import { GOODS, customerPrice } from "./goods.ts";
import type { Good } from "./goods.ts";
import { DAY, planPosting, startLife } from "./life.ts";
import type { Buyer, Item, Order, Posting, Scheme } from "./model.ts";
import { PLACES } from "./model.ts";
import { Random, seedOf } from "./random.ts";
import type { World } from "./world.ts";

const ON_SALE = GOODS.filter((g) => !g.archived);

const FIRST_NAMES = [
  "Анна", "Мария", "Елена", "Ольга", "Наталья", "Ирина", "Татьяна", "Светлана", "Юлия", "Екатерина", "Дарья", "Ксения",
  "Алексей", "Дмитрий", "Сергей", "Андрей", "Михаил", "Иван", "Павел", "Николай", "Артём", "Роман", "Олег", "Тимур",
];

/** Share of a day's orders by the hour of Moscow time, against an even day. */
const HOURS = [5, 3, 2, 1, 1, 2, 4, 7, 9, 11, 12, 12, 12, 11, 11, 10, 10, 11, 12, 13, 14, 13, 11, 8];
const BUSIEST = Math.max(...HOURS);
const MEAN_SHARE = HOURS.reduce((a, b) => a + b) / HOURS.length / BUSIEST;
const POSTINGS_PER_ORDER = 1.08;
const MOSCOW = 3 * 3_600_000;

/** Starts the stream of orders that makes about `postings` in `days`. */
export function startTrade(world: World, postings: number, days: number): void {
  if (postings <= 0) return;
  const r = new Random(seedOf(world.seed, "trade", 0));
  const gap = (days * DAY * POSTINGS_PER_ORDER * MEAN_SHARE) / postings;
  const next = (from: number): void => {
    let at = from;
    do at += r.exponential(gap);
    while (r.next() * BUSIEST > HOURS[new Date(at + MOSCOW).getUTCHours()]!);
    world.schedule(Math.ceil(at), false, () => {
      makeOrder(world);
      next(world.now);
    });
  };
  next(world.now);
}

function makeOrder(world: World): void {
  const r = new Random(seedOf(world.seed, "order", world.orderCount));
  const known = world.store.buyerList;
  const buyer = known.length > 0 && r.chance(0.5) ? r.pick(known) : newBuyer(world, r);
  const scheme = r.weighted<Scheme>({ fbo: 86, fbs: 12, rfbs: 2 });
  const goods = new Set<Good>([r.pick(ON_SALE)]);
  while (r.chance(0.2) && goods.size < 4) goods.add(r.pick(ON_SALE));
  const items = [...goods].map((good) => newItem(world, good, r.chance(0.12) ? r.int(2, 4) : 1));
  const parts = items.length > 1 && r.chance(0.4) ? items.map((item) => [item]) : [items];
  buyer.orders += r.chance(0.6) ? r.int(1, 3) : r.int(0, 12);
  const order = addOrder(world, buyer, scheme, parts, {
    legal: r.chance(0.02), external: r.chance(0.004) ? "Самокат" : "",
    courier: r.chance(0.15), place: r.int(0, PLACES.length - 1),
    createdAt: world.now - r.int(2_000, 40_000), inProcessAt: world.now,
  });
  for (const posting of order.postings) startLife(world, posting, planPosting(r, posting, world.now, false), false);
}

/** An account number that nobody has: eight digits mostly, some shorter with zeros in front, some of ten. */
export function newAccount(world: World, r: Random): string {
  for (;;) {
    const kind = r.weighted({ eight: 70, zeroTen: 15, zeroEight: 3, ten: 12 });
    const [low, high, width] = {
      eight: [10_000_000, 99_999_999, 8], zeroTen: [100_000_000, 999_999_999, 10],
      zeroEight: [1_000_000, 9_999_999, 8], ten: [1_000_000_000, 2_400_000_000, 10],
    }[kind] as [number, number, number];
    const account = r.int(low, high);
    if (!world.store.buyers.has(account)) return String(account).padStart(width, "0");
  }
}

export function newBuyer(world: World, r: Random, account = newAccount(world, r), name = randomName(r)): Buyer {
  const orders = r.chance(0.3) ? 0 : r.int(1, r.chance(0.1) ? 1400 : 120);
  const buyer: Buyer = { account, name, orders, placed: [] };
  world.store.addBuyer(buyer);
  return buyer;
}

const randomName = (r: Random): string => `${r.pick(FIRST_NAMES)} ${"АБВГДЕЗИКЛМНОПРСТФХЧШ"[r.int(0, 20)]}.`;

export function newItem(world: World, good: Good, quantity: number, price = good.price): Item {
  return { good, quantity, price, customerPrice: customerPrice(good, price), exemplar: world.takeExemplars(quantity) };
}

export type OrderTraits = {
  legal?: boolean;
  external?: string;
  currency?: string;
  courier?: boolean;
  place?: number;
  /** When it was made and came into processing; now. Earlier: Ozon shows it late. */
  createdAt?: number;
  inProcessAt?: number;
};

/** Puts an order into the world, one posting for each part. The buyer's count of orders goes on by one. */
export function addOrder(world: World, buyer: Buyer, scheme: Scheme, parts: Item[][], traits: OrderTraits): Order {
  buyer.orders += 1;
  const createdAt = traits.createdAt ?? world.now;
  const order: Order = {
    id: world.takeOrderId(),
    number: `${buyer.account}-${String(buyer.orders).padStart(4, "0")}`,
    buyer,
    createdAt,
    postings: [],
    currency: traits.currency ?? "RUB",
    legal: traits.legal ?? false,
    external: traits.external ?? "",
  };
  parts.forEach((items, i) => order.postings.push(newPosting(world, order, scheme, items, i + 1, traits)));
  world.store.addOrder(order);
  return order;
}

export function newPosting(
  world: World, order: Order, scheme: Scheme, items: Item[], index: number, traits: OrderTraits,
): Posting {
  const inProcessAt = traits.inProcessAt ?? order.createdAt;
  return {
    id: world.takePostingId(),
    number: `${order.number}-${index}`,
    order,
    scheme,
    items,
    createdAt: order.createdAt,
    // The FBS side of Ozon knows this time to the second.
    inProcessAt: scheme === "fbo" ? inProcessAt : Math.ceil(inProcessAt / 1000) * 1000,
    status: "awaiting_packaging",
    substatus: "posting_created",
    previousSubstatus: "posting_split_pending",
    changedAt: world.now,
    deliveringAt: 0,
    cancellation: null,
    parent: "",
    courier: traits.courier ?? scheme === "rfbs",
    place: traits.place ?? 0,
    returns: [],
    applications: [],
    plan: null,
  };
}
