// The list as it goes on. Rows that are shown follow what happens to them, each in its place; who is
// new is counted and waits to be asked for, so that nothing moves under anybody's eyes. The server
// tells numbers of changed rows once a second at most; of them those are read that are here.

import { WindowList } from "#data/row-source.ts";
import type { Sort } from "#grid/columns.ts";
import type { Filters } from "#grid/filters.ts";
import type { ParticipantLine, ParticipantsNews } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";
import { newcomersArgs, participantsArgs } from "./query.ts";

/** Rows of one question. */
const READ_MAX = 200;
/** So many new ones are counted. */
export const NEWS_MAX = 100;
const RETRY_MS = 3_000;

export type OnChanged = (ids: readonly number[] | "many") => void;

export class LiveList {
  readonly source: WindowList<ParticipantLine>;
  private readonly wire: Wire;
  private readonly filters: Filters | undefined;
  private readonly listeners = new Set<OnChanged>();
  private readonly newsListeners = new Set<() => void>();
  /** Of the page that was read first: the state it shows, and the greatest number then. */
  private seen: { seq: number; last: number } | undefined;
  /** The greatest number before it was read anew. */
  private before = 0;
  private started = false;
  private unwatch: (() => void) | undefined;
  private retrying: ReturnType<typeof setTimeout> | undefined;
  private readonly changed = new Set<number>();
  private many = false;
  private reading = false;
  private newcomers = 0;
  private last = 0;

  constructor(wire: Wire, filters: Filters | undefined, sort: Sort) {
    this.wire = wire;
    this.filters = filters;
    this.source = new WindowList(async (offset, limit) => {
      const args = participantsArgs(filters, sort, offset, limit);
      const page = await wire.request("participants.list", args);
      this.seen ??= { seq: page.seq ?? 0, last: page.last ?? 0 };
      this.watch();
      return { rows: page.rows ?? [], total: page.total ?? 0 };
    });
  }

  /** How many fit and are not in the list yet; at most NEWS_MAX. */
  readonly news = (): number => this.newcomers;

  readonly onNews = (listener: () => void): (() => void) => {
    this.newsListeners.add(listener);
    return () => this.newsListeners.delete(listener);
  };

  onChanged(listener: OnChanged): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  readonly start = (): (() => void) => {
    this.started = true;
    this.watch();
    return () => {
      this.started = false;
      this.unwatch?.();
      this.unwatch = undefined;
      clearTimeout(this.retrying);
      this.retrying = undefined;
    };
  };

  /** The greatest number of a participant when the rows that are shown were read; 0: not known yet. */
  get until(): number {
    return this.seen?.last ?? this.before;
  }

  /** The list anew, with the new ones where they belong. */
  show(): void {
    this.before = this.until;
    this.seen = undefined;
    this.setNews(0);
    this.source.reload();
  }

  private watch(): void {
    if (!this.started || this.unwatch !== undefined || this.seen === undefined) return;
    const push = (told: ParticipantsNews): void => this.hear(told);
    const gap = (): void => this.doubt();
    this.unwatch = this.wire.live(
      "participants",
      "participants_news",
      { push, gap },
      this.seen.seq,
    );
  }

  private hear({ ids = [], last = 0 }: ParticipantsNews): void {
    for (const id of ids) this.changed.add(id);
    this.last = Math.max(this.last, last);
    for (const listener of [...this.listeners]) listener(ids);
    this.renew();
  }

  private doubt(): void {
    this.many = true;
    for (const listener of [...this.listeners]) listener("many");
    this.renew();
  }

  /** One reading at a time; what is told meanwhile is read after it, all at once. */
  private async renew(): Promise<void> {
    if (this.reading || !this.started) return;
    this.reading = true;
    try {
      while (this.started && (this.many || this.changed.size > 0)) await this.read();
    } catch {
      this.retrying ??= setTimeout(() => {
        this.retrying = undefined;
        this.renew();
      }, RETRY_MS);
    }
    this.reading = false;
  }

  private async read(): Promise<void> {
    const { many } = this;
    const told = new Set(this.changed);
    this.many = false;
    this.changed.clear();
    try {
      if (many) this.source.doubt();
      const rows = many ? this.source.inSight() : this.source.kept();
      const ids = rows.map(({ id }) => id).filter((id) => many || told.has(id));
      if (ids.length > 0) {
        const wanted = { ids: ids.slice(0, READ_MAX) };
        const page = await this.wire.request("participants.rows", wanted);
        this.last = Math.max(this.last, page.last ?? 0);
        this.source.patch(page.rows ?? [], ({ id }) => id);
      }
      await this.count();
    } catch (error) {
      this.many ||= many;
      for (const id of told) this.changed.add(id);
      throw error;
    }
  }

  private async count(): Promise<void> {
    const after = this.seen?.last;
    if (after === undefined || this.last <= after) return;
    const args = newcomersArgs(this.filters, after, NEWS_MAX);
    const { rows = [] } = await this.wire.request("export.participants", args);
    if (this.seen?.last !== after) return;
    if (this.source.count === 0 && rows.length > 0) this.show();
    else this.setNews(rows.length);
  }

  private setNews(count: number): void {
    if (count === this.newcomers) return;
    this.newcomers = count;
    for (const listener of [...this.newsListeners]) listener();
  }
}
