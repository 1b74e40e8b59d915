// The simulated Ozon's world: what it knows (store), what is due (a heap), and the passing of time.
// It is a function of the seed, the moment it was founded and the commands given since: the same
// three give the same world, however often it was asked in between.
import { Heap } from "./heap.ts";
import type { Due } from "./heap.ts";
import { DAY, firstReturnStatus, reasonOf, startApplicationLife, startReturnLife } from "./life.ts";
import type { Application, Item, Posting, Return, ReturnType } from "./model.ts";
import { Random, seedOf } from "./random.ts";
import { Store } from "./store.ts";
import { startTrade } from "./trade.ts";

export type WorldOptions = {
  seed: number;
  /** The present when the world was founded; its history lies before. */
  founded: number;
  /** About how many postings the year of history has; the trade goes on at that pace. 0: none at all. */
  postings: number;
  /** Whether things move by themselves after the founding. */
  autoLife: boolean;
};

type DueStep = Due & { byHand: boolean; run: () => void };

type LifeOptions = { live: boolean; byHand: boolean };

export type ReturnTraits = LifeOptions & { status?: string; reason?: string; returnDate?: number; sourceId?: number };

const HISTORY_DAYS = 365;
const HOUR = 3_600_000;

export class World {
  readonly store = new Store();
  readonly seed: number;
  now: number;
  orderCount = 0;
  #postingCount = 0;
  #returnCount = 0;
  #exemplarCount = 0;
  #dueCount = 0;
  #autoLife = true;
  readonly #due = new Heap<DueStep>();
  /** Came due while nothing was to move by itself. */
  #held: DueStep[] = [];

  constructor(options: WorldOptions) {
    this.seed = options.seed;
    this.now = options.founded - HISTORY_DAYS * DAY;
    startTrade(this, options.postings, HISTORY_DAYS);
    this.advanceTo(options.founded);
    this.#autoLife = options.autoLife;
  }

  /** Lets happen all that is due by `at`. Time never goes back. */
  advanceTo(at: number): void {
    for (let next = this.#due.peek(); next !== undefined && next.at <= at; next = this.#due.peek()) {
      this.#due.pop();
      if (!this.#autoLife && !next.byHand) {
        this.#held.push(next);
        continue;
      }
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = Math.max(this.now, at);
  }

  /** `byHand`: part of an order that was told to live by itself, whatever the rest of the world does. */
  schedule(at: number, byHand: boolean, run: () => void): void {
    this.#due.push({ at, order: this.#dueCount++, byHand, run });
  }

  get autoLife(): boolean {
    return this.#autoLife;
  }

  setAutoLife(on: boolean): void {
    this.#autoLife = on;
    if (!on) return;
    for (const step of this.#held) this.#due.push(step);
    this.#held = [];
    this.advanceTo(this.now);
  }

  takeOrderId(): number {
    return 39_127_012_767 + this.orderCount++ * 7_919;
  }

  takePostingId(): number {
    return 1_234_567_890 + this.#postingCount++ * 3;
  }

  /** Ids of as many physical units, one after the other; the first. */
  takeExemplars(quantity: number): number {
    const first = 1_019_562_967_545_956 + this.#exemplarCount;
    this.#exemplarCount += quantity;
    return first;
  }

  /** Goods of a posting come back: a return appears (for rFBS: an application). */
  giveBack(posting: Posting, item: Item, quantity: number, type: ReturnType, traits: ReturnTraits): Return | Application {
    const index = this.#returnCount++;
    const r = new Random(seedOf(this.seed, "return", index));
    if (posting.scheme === "rfbs") return this.#apply(posting, item, index, r, traits);
    const record: Return = {
      id: 1_000_015_552 + index * 41,
      sourceId: traits.sourceId ?? 0,
      posting,
      item,
      quantity,
      type,
      reason: traits.reason ?? reasonOf(r, type),
      exemplars: freeExemplars(posting, item, quantity),
      status: traits.status ?? firstReturnStatus(r, type),
      changedAt: this.now,
      // Given back up to some hours before the record is seen, but not before the posting got where it is.
      returnDate: traits.returnDate ?? Math.max(posting.changedAt, this.now - r.int(1, 4 * HOUR)),
      finalAt: 0,
      plan: null,
    };
    this.store.addReturn(record);
    if (traits.live) startReturnLife(this, record, r, traits.byHand);
    return record;
  }

  /** The same goods under a new id that names the old one; the old record stays as it was. */
  reissue(old: Return, traits: LifeOptions & { status?: string }): Return {
    const index = this.#returnCount++;
    const record: Return = {
      ...old,
      id: 1_000_015_552 + index * 41,
      sourceId: old.id,
      status: traits.status ?? "MovingToOzon",
      changedAt: this.now,
      plan: null,
    };
    this.store.addReturn(record);
    if (traits.live) startReturnLife(this, record, new Random(seedOf(this.seed, "return", index)), traits.byHand);
    return record;
  }

  #apply(posting: Posting, item: Item, index: number, r: Random, traits: LifeOptions): Application {
    const application: Application = {
      id: 80_001_234 + index,
      posting,
      item,
      createdAt: this.now,
      group: "New",
      state: "ON_APPROVAL",
      stateName: "На проверке",
      moneyStateName: "",
      plan: null,
    };
    this.store.addApplication(application);
    if (traits.live) startApplicationLife(this, application, r, traits.byHand);
    return application;
  }
}

/** The first units of the item that are in no return yet; units already returned when none are left. */
function freeExemplars(posting: Posting, item: Item, quantity: number): number[] {
  const taken = new Set(posting.returns.flatMap((r) => r.exemplars));
  const all = Array.from({ length: item.quantity }, (_, i) => item.exemplar + i);
  const free = all.filter((e) => !taken.has(e));
  return (free.length >= quantity ? free : all).slice(0, quantity);
}
