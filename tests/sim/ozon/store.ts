// What the world knows, and the indexes that answer a page of a list without reading everything.
// Only primitive changes are here; why things change is in life.ts, trade.ts and control.ts.
import { CLOSED } from "./model.ts";
import type { Application, Buyer, Order, Posting, Return } from "./model.ts";
import { TimeLog, insertSorted, position } from "./timelog.ts";

export type Change =
  | { kind: "buyer"; buyer: Buyer }
  | { kind: "posting"; posting: Posting }
  | { kind: "return"; record: Return }
  | { kind: "application"; application: Application };

/** The paging key of postings: when they came into processing, then id. */
export const byProcessing = (a: Posting, b: Posting): number => a.inProcessAt - b.inProcessAt || a.id - b.id;

const byId = (a: Return, b: Return): number => a.id - b.id;

export class Store {
  readonly buyers = new Map<number, Buyer>();
  readonly buyerList: Buyer[] = [];
  readonly orders = new Map<string, Order>();
  readonly ordersById = new Map<number, Order>();
  readonly postings = new Map<string, Posting>();
  /** Sorted by the paging key; "fbs" holds rFBS as well, as its list does. */
  readonly listed: Record<"fbo" | "fbs", Posting[]> = { fbo: [], fbs: [] };
  /** Those that are neither delivered nor cancelled: few, while the lists grow for ever. */
  readonly open: Record<"fbo" | "fbs", Set<Posting>> = { fbo: new Set(), fbs: new Set() };
  /** FBS only: the FBO list cannot be asked for what changed. */
  readonly changes = new TimeLog<Posting>((at, p) => p.changedAt === at);
  readonly returns: Return[] = [];
  readonly returnsById = new Map<number, Return>();
  readonly returnChanges = new TimeLog<Return>((at, r) => r.changedAt === at);
  readonly returnDates = new TimeLog<Return>((at, r) => r.returnDate === at);
  readonly applications: Application[] = [];
  readonly #listeners = new Set<(change: Change) => void>();

  watch(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  addBuyer(buyer: Buyer): void {
    this.buyers.set(Number(buyer.account), buyer);
    this.buyerList.push(buyer);
    this.#tell({ kind: "buyer", buyer });
  }

  addOrder(order: Order): void {
    this.orders.set(order.number, order);
    this.ordersById.set(order.id, order);
    order.buyer.placed.push(order);
    for (const posting of order.postings) this.addPosting(posting);
  }

  addPosting(posting: Posting): void {
    this.postings.set(posting.number, posting);
    const list = listOf(posting);
    insertSorted(this.listed[list], posting, byProcessing);
    if (!CLOSED.has(posting.status)) this.open[list].add(posting);
    if (list === "fbs") this.changes.add(posting.changedAt, posting);
    this.#tell({ kind: "posting", posting });
  }

  setStatus(posting: Posting, status: string, substatus: string, at: number): void {
    posting.previousSubstatus = posting.substatus;
    posting.status = status;
    posting.substatus = substatus;
    posting.changedAt = at;
    if (status === "delivering" && posting.deliveringAt === 0) posting.deliveringAt = at;
    const list = listOf(posting);
    if (CLOSED.has(status)) this.open[list].delete(posting);
    else this.open[list].add(posting);
    if (list === "fbs") this.changes.add(at, posting);
    this.#tell({ kind: "posting", posting });
  }

  addReturn(record: Return): void {
    insertSorted(this.returns, record, byId);
    this.returnsById.set(record.id, record);
    this.returnChanges.add(record.changedAt, record);
    this.returnDates.add(record.returnDate, record);
    record.posting.returns.push(record);
    this.#tell({ kind: "return", record });
  }

  setReturnStatus(record: Return, status: string, at: number): void {
    record.status = status;
    record.changedAt = at;
    if (status === "ReturnedToOzon" || status === "ReceivedBySeller") record.finalAt = at;
    this.returnChanges.add(at, record);
    this.#tell({ kind: "return", record });
  }

  addApplication(application: Application): void {
    this.applications.push(application);
    application.posting.applications.push(application);
    this.#tell({ kind: "application", application });
  }

  /** The state of an application has been changed in place. */
  touchApplication(application: Application): void {
    this.#tell({ kind: "application", application });
  }

  /** The latest `limit` postings of both lists, newest first. */
  latest(limit: number): Posting[] {
    return [...this.listed.fbo.slice(-limit), ...this.listed.fbs.slice(-limit)]
      .sort((a, b) => b.id - a.id)
      .slice(0, limit);
  }

  /** Where in the sorted list the first posting stands whose key is not before (at, id). */
  positionOf(list: "fbo" | "fbs", at: number, id: number): number {
    return position(this.listed[list], (p) => p.inProcessAt < at || (p.inProcessAt === at && p.id < id));
  }

  #tell(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }
}

export function listOf(posting: Posting): "fbo" | "fbs" {
  return posting.scheme === "fbo" ? "fbo" : "fbs";
}
