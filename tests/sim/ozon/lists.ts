// Pages of postings and returns out of the store: which of them, in which order, from where on.
// Each page costs what lies between its ends, or less where an index is narrower than the period.
import { parseInteger, parseTime } from "./check.ts";
import { CLOSED } from "./model.ts";
import type { Application, Posting, Return, Scheme } from "./model.ts";
import { byProcessing } from "./store.ts";
import type { Store } from "./store.ts";
import { position } from "./timelog.ts";

export type Period = { from: number; to: number };

/** A period out of two optional request times; open where one is missing. */
export function periodOf(from: unknown, to: unknown): Period {
  return { from: parseTime(from) ?? -Infinity, to: parseTime(to) ?? Infinity };
}

const within = (at: number, p: Period): boolean => at >= p.from && at <= p.to;

export type Key = { at: number; id: number };

export type PostingQuery = {
  list: "fbo" | "fbs";
  period: Period;
  changed: Period | null;
  statuses: Set<string> | null;
  schemes: Set<Scheme> | null;
  warehouses: Set<number> | null;
  /** Only these (numbers unknown to Ozon are simply not found). */
  only: Posting[] | null;
  descending: boolean;
  after: Key | null;
  limit: number;
};

/** The next page; shorter than the limit only when nothing more lies behind it. */
export function listPostings(store: Store, q: PostingQuery): Posting[] {
  const few = narrowest(store, q);
  return few === null ? scan(store, q) : pageOf(few, q);
}

/** The postings that one of the narrow indexes leaves to be looked at; null: look along the list itself. */
function narrowest(store: Store, q: PostingQuery): Iterable<Posting> | null {
  if (q.only) return q.only;
  if (q.statuses && ![...q.statuses].some((s) => CLOSED.has(s))) return store.open[q.list];
  if (q.changed && q.list === "fbs") {
    const listed = store.positionOf("fbs", q.period.to, Infinity) - store.positionOf("fbs", q.period.from, -Infinity);
    if (store.changes.count(q.changed.from, q.changed.to) < listed) return store.changes.within(q.changed.from, q.changed.to);
  }
  return null;
}

function matches(p: Posting, q: PostingQuery): boolean {
  return (
    (p.scheme === "fbo") === (q.list === "fbo") &&
    within(p.inProcessAt, q.period) &&
    (q.changed === null || within(p.changedAt, q.changed)) &&
    (q.statuses === null || q.statuses.has(p.status)) &&
    (q.schemes === null || q.schemes.has(p.scheme)) &&
    (q.warehouses === null || q.warehouses.has(p.place))
  );
}

function pageOf(few: Iterable<Posting>, q: PostingQuery): Posting[] {
  const found = [...few].filter((p) => matches(p, q)).sort(byProcessing);
  if (q.descending) found.reverse();
  const after = q.after;
  const start = after === null ? 0 : position(found, (p) => !isBehind(p, after, q.descending));
  return found.slice(start, start + q.limit);
}

function isBehind(p: Posting, after: Key, descending: boolean): boolean {
  const order = p.inProcessAt - after.at || p.id - after.id;
  return descending ? order < 0 : order > 0;
}

function scan(store: Store, q: PostingQuery): Posting[] {
  const all = store.listed[q.list];
  let low = store.positionOf(q.list, q.period.from, -Infinity);
  let high = store.positionOf(q.list, q.period.to, Infinity);
  if (q.after && q.descending) high = Math.min(high, store.positionOf(q.list, q.after.at, q.after.id));
  if (q.after && !q.descending) low = Math.max(low, store.positionOf(q.list, q.after.at, q.after.id + 1));
  const page: Posting[] = [];
  for (let i = low; i < high && page.length < q.limit; i++) {
    const p = all[q.descending ? high - 1 - (i - low) : i]!;
    if (matches(p, q)) page.push(p);
  }
  return page;
}

export type ReturnQuery = {
  /** At most one of the two. */
  changed: Period | null;
  given: Period | null;
  only: Return[] | null;
  matches: (r: Return) => boolean;
  lastId: number;
  limit: number;
};

/** Returns go by their id, growing. */
export function listReturns(store: Store, q: ReturnQuery): Return[] {
  const accept = (r: Return): boolean =>
    (q.changed === null || within(r.changedAt, q.changed)) &&
    (q.given === null || within(r.returnDate, q.given)) &&
    q.matches(r);
  const start = position(store.returns, (r) => r.id <= q.lastId);
  const few = q.only ?? narrowReturns(store, q, store.returns.length - start);
  if (few) {
    return [...few].filter((r) => r.id > q.lastId && accept(r)).sort((a, b) => a.id - b.id).slice(0, q.limit);
  }
  const page: Return[] = [];
  for (let i = start; i < store.returns.length && page.length < q.limit; i++) {
    const r = store.returns[i]!;
    if (accept(r)) page.push(r);
  }
  return page;
}

function narrowReturns(store: Store, q: ReturnQuery, left: number): Iterable<Return> | null {
  for (const [log, p] of [[store.returnChanges, q.changed], [store.returnDates, q.given]] as const) {
    if (p && log.count(p.from, p.to) < left) return log.within(p.from, p.to);
  }
  return null;
}

export function listApplications(
  store: Store, matches: (a: Application) => boolean, lastId: number, limit: number,
): Application[] {
  const page: Application[] = [];
  const start = position(store.applications, (a) => a.id <= lastId);
  for (let i = start; i < store.applications.length && page.length < limit; i++) {
    const a = store.applications[i]!;
    if (matches(a)) page.push(a);
  }
  return page;
}

/** An opaque cursor as Ozon's: base64 of the paging key. `filter` is what it may be used with. */
export function writeCursor(key: Key, descending: boolean, filter: string): string {
  const dir = descending ? "desc" : "asc";
  const fields = [
    { name: "osp.in_process_at", dir, val: new Date(key.at).toISOString() },
    { name: "osp.id", dir, val: String(key.id) },
  ];
  return Buffer.from(JSON.stringify({ fields, filter })).toString("base64");
}

/** The key in a cursor, or null: not one of ours, or made for another filter. */
export function readCursor(text: string, descending: boolean, filter: string): Key | null {
  try {
    const { fields, filter: made } = JSON.parse(Buffer.from(text, "base64").toString("utf8"));
    const at = parseTime(fields[0].val);
    const id = parseInteger(fields[1].val);
    if (made !== filter || fields[0].dir !== (descending ? "desc" : "asc") || at === null || id === null) return null;
    return { at, id };
  } catch {
    return null;
  }
}
