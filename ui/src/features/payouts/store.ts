// The queue of requests, live. Rows are in one store of entities; a list is what of them is in its
// states, from the newest down to where it has been read (`floor`). So a push needs to know nothing
// about lists: the row changes, and every list that it now belongs to shows it.
import type { Session } from "#app/session.ts";
import { EntityStore } from "#data/entity-store.ts";
import { throttled } from "#data/throttle.ts";
import { type ErrorName, errorCode } from "#wire/errors.ts";
import { type PayoutRow, PayoutState, type PayoutsPage } from "#wire/protocol.ts";
import { type Payout, type State, stateName, toPayout } from "./model.ts";
import type { Tab } from "./search.ts";

const PAGE = 50;
const COUNTS_PAUSE_MS = 1_000;

export interface List {
  /** Where reading has come to: everything with this id and above is here. 0: all of it. */
  floor: number | undefined;
  loading: boolean;
  error: ErrorName | undefined;
}

const UNREAD: List = { floor: undefined, loading: false, error: undefined };

export type Counts = Partial<Record<State, number>>;

export class PayoutsStore {
  readonly rows = new EntityStore<Payout>();
  private readonly session: Session;
  private readonly lists = new Map<Tab, List>();
  private readonly listeners = new Set<() => void>();
  private readonly arrivals = new Set<(payout: Payout) => void>();
  private readonly derived = new Map<Tab, { version: number; floor: number; ids: number[] }>();
  /** Counts readings of a list: the answer to an earlier one than the last is dropped. */
  private readonly readings = new Map<Tab, number>();
  private readonly fresh = new Set<number>();
  private readonly recount = throttled(() => this.count(), COUNTS_PAUSE_MS);
  private total: Counts | undefined;

  constructor(session: Session) {
    const { wire } = session;
    this.session = session;
    wire.live("payouts", "payout_row", {
      push: (row) => this.pushed(row),
      gap: () => this.reread(),
    });
    wire.onPhase(() => wire.phase.name === "online" && this.retry());
    this.recount();
  }

  get counts(): Counts | undefined {
    return this.total;
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** A request that was not there a moment ago. */
  onArrival(listener: (payout: Payout) => void): () => void {
    this.arrivals.add(listener);
    return () => this.arrivals.delete(listener);
  }

  list(tab: Tab): List {
    return this.lists.get(tab) ?? UNREAD;
  }

  /** Newest first. The same array as long as nothing has changed. */
  ids(tab: Tab): readonly number[] {
    const floor = this.list(tab).floor ?? Number.POSITIVE_INFINITY;
    const cached = this.derived.get(tab);
    const { version } = this.rows;
    if (cached?.version === version && cached.floor === floor) return cached.ids;
    const ids: number[] = [];
    for (const row of this.rows.values()) {
      if (row.id >= floor && belongs(row, tab)) ids.push(row.id);
    }
    ids.sort((a, b) => b - a);
    const same = cached?.ids.length === ids.length && cached.ids.every((id, i) => id === ids[i]);
    const kept = same && cached !== undefined ? cached.ids : ids;
    this.derived.set(tab, { version, floor, ids: kept });
    return kept;
  }

  hasMore(tab: Tab): boolean {
    const { floor } = this.list(tab);
    return floor === undefined || floor > 0;
  }

  /** The next page of a list, or the first. */
  async load(tab: Tab): Promise<void> {
    const { floor, loading } = this.list(tab);
    if (loading || !this.hasMore(tab)) return;
    await this.read(tab, floor);
  }

  /** Rows from elsewhere: an answer, a card. */
  learn(rows: readonly PayoutRow[]): void {
    const changes = this.rows.upsert(rows.map(toPayout));
    if (changes.some(({ before, after }) => before?.state !== after.state)) this.recount();
  }

  /** True for a request that came while this page was open. */
  isFresh(id: number): boolean {
    return this.fresh.has(id);
  }

  private async read(tab: Tab, before: number | undefined): Promise<void> {
    const reading = (this.readings.get(tab) ?? 0) + 1;
    this.readings.set(tab, reading);
    this.update(tab, { loading: true, error: undefined });
    let change: Partial<List> = {};
    try {
      const page = await this.session.wire.request("payouts.list", {
        limit: PAGE,
        ...(tab !== "all" && { states: [PayoutState[tab]] }),
        ...(before !== undefined && { before }),
      });
      this.rows.upsert((page.rows ?? []).map(toPayout));
      this.countsAre(page);
      change = { floor: page.next ?? 0 };
    } catch (error) {
      change = { error: errorCode(error) };
    }
    if (this.readings.get(tab) === reading) this.update(tab, { ...change, loading: false });
  }

  private pushed(row: PayoutRow): void {
    const untouched = row.state === PayoutState.new && row.operator === undefined;
    const isNew = this.rows.get(row.id) === undefined && untouched;
    this.learn([row]);
    // Even if this page knew already: a change of its own was shown before it was counted.
    this.recount();
    const payout = this.rows.get(row.id);
    // Another row that was never read is an old one that somebody has changed.
    if (!isNew || row.created !== row.changed || payout === undefined) return;
    this.fresh.add(row.id);
    for (const each of [...this.arrivals]) each(payout);
  }

  /** Something was missed: every list that is open from its top, and everything that was counted. */
  private reread(): void {
    for (const tab of this.lists.keys()) this.read(tab, undefined);
    this.recount();
    this.session.queries.invalidateQueries({ queryKey: ["payout"] });
  }

  /** There is a connection again: what failed without one is asked for anew. */
  private retry(): void {
    for (const [tab, list] of this.lists) {
      if (list.error !== undefined) this.read(tab, list.floor);
    }
    if (this.total === undefined) this.recount();
  }

  private count(): void {
    this.session.wire.request("payouts.list", { limit: 1 }).then(
      (page) => this.countsAre(page),
      () => {}, // the figures stay as they were; the next change or connection asks again
    );
  }

  private countsAre(page: PayoutsPage): void {
    const counts: Counts = {};
    for (const { state, count = 0 } of page.counts ?? []) counts[stateName(state)] = count;
    this.total = counts;
    this.announce();
  }

  private update(tab: Tab, change: Partial<List>): void {
    this.lists.set(tab, { ...this.list(tab), ...change });
    this.announce();
  }

  private announce(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const createPayouts = (session: Session): PayoutsStore => new PayoutsStore(session);

function belongs(row: Payout, tab: Tab): boolean {
  return tab === "all" || row.state === tab;
}
