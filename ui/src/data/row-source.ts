// Rows of a long list, wherever they come from: a table asks for what it shows, and is told when that
// has arrived. Two kinds: a ranked list, of which any part can be read (WindowList), and one that is
// read on and on from its beginning (FlowList). Both drop answers to questions nobody asks any more.
import { type ErrorName, errorCode } from "#wire/errors.ts";

export interface RowSource<R> {
  /** Rows that can be scrolled to. Undefined: nothing is known yet. */
  readonly count: number | undefined;
  /** There is more behind these. */
  readonly more: boolean;
  readonly loading: boolean;
  readonly error: ErrorName | undefined;
  /** Grows with every change. */
  readonly version: number;
  /** Undefined: not here yet. */
  row(index: number): R | undefined;
  /** Those that are here, from above. */
  kept(): readonly R[];
  /** What is in sight; reads what of it is missing. */
  want(first: number, last: number): void;
  /** After an error: goes on where it stopped. */
  retry(): void;
  /** What is shown has grown old; rows stay until the new ones arrive. */
  reload(): void;
  onChange(listener: () => void): () => void;
  /** How often a row that has just become another one did so; undefined: it has not, lately. */
  freshness?(row: R): number | undefined;
}

abstract class Source<R> {
  loading = false;
  error: ErrorName | undefined;
  version = 0;
  private readonly listeners = new Set<() => void>();

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  protected changed(): void {
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }

  protected failed(error: unknown): void {
    this.error = errorCode(error);
    this.changed();
  }

  abstract row(index: number): R | undefined;
}

export interface RankedPage<R> {
  rows: readonly R[];
  /** Of the whole list. */
  total: number;
}
export type ReadRanked<R> = (offset: number, limit: number) => Promise<RankedPage<R>>;

const PAGE = 100;
const PAGES_KEPT = 60;
/** For so long a row that has changed is shown as one. */
const FRESH_MS = 2_000;

/** Any part of the list can be read; the pages last seen are kept. */
export class WindowList<R> extends Source<R> implements RowSource<R> {
  count: number | undefined;
  readonly more = false;
  private readonly read: ReadRanked<R>;
  /** In the order they were last wanted. */
  private readonly pages = new Map<number, readonly R[]>();
  private readonly asked = new Set<number>();
  private stale = new Set<number>();
  private edition = 0;
  private sight: [number, number] = [0, 0];
  /** How often rows were patched, and those that just were. */
  private patches = 0;
  private fresh = new Map<R, { at: number; n: number }>();

  constructor(read: ReadRanked<R>) {
    super();
    this.read = read;
  }

  row(index: number): R | undefined {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  want(first: number, last: number): void {
    this.sight = [first, last];
    const end = this.count === undefined ? 0 : Math.max(0, this.count - 1);
    for (let n = Math.floor(first / PAGE); n <= Math.floor(Math.min(last, end) / PAGE); n += 1) {
      const page = this.pages.get(n);
      if (page !== undefined) {
        this.pages.delete(n);
        this.pages.set(n, page);
      }
      if ((page === undefined || this.stale.has(n)) && !this.asked.has(n)) this.load(n);
    }
  }

  retry(): void {
    this.error = undefined;
    this.want(...this.sight);
    this.changed();
  }

  reload(): void {
    this.edition += 1;
    this.asked.clear();
    this.stale = new Set(this.pages.keys());
    this.retry();
  }

  kept(): R[] {
    return [...this.pages].sort(([a], [b]) => a - b).flatMap(([, page]) => page);
  }

  inSight(): R[] {
    const [first, last] = this.sight;
    const rows = Array.from({ length: last - first + 1 }, (_, n) => this.row(first + n));
    return rows.filter((row) => row !== undefined);
  }

  /** Rows that are others now, each where its old one is: nothing moves. */
  patch(rows: readonly R[], keyOf: (row: R) => unknown): void {
    const at = Date.now();
    const news = new Map(rows.map((row) => [keyOf(row), row]));
    const fresh = new Map([...this.fresh].filter(([, mark]) => at - mark.at < FRESH_MS));
    const renew = (old: R): R => {
      const row = news.get(keyOf(old));
      if (row === undefined) return old;
      fresh.set(row, { at, n: (this.fresh.get(old)?.n ?? 0) + 1 });
      return row;
    };
    for (const [n, page] of this.pages) {
      if (page.some((row) => news.has(keyOf(row)))) this.pages.set(n, page.map(renew));
    }
    this.fresh = fresh;
    this.patches += 1;
    this.changed();
  }

  freshness(row: R): number | undefined {
    const mark = this.fresh.get(row);
    return mark !== undefined && Date.now() - mark.at < FRESH_MS ? mark.n : undefined;
  }

  /** Anything may have changed: what is not in sight is read again when it is. */
  doubt(): void {
    this.stale = new Set(this.pages.keys());
    for (let n = Math.floor(this.sight[0] / PAGE); n <= this.sight[1] / PAGE; n += 1) {
      this.stale.delete(n);
    }
  }

  private async load(n: number): Promise<void> {
    const edition = this.edition;
    const patches = this.patches;
    this.asked.add(n);
    this.loading = true;
    try {
      const { rows, total } = await this.read(n * PAGE, PAGE);
      if (edition !== this.edition) return;
      this.count = total;
      this.pages.set(n, rows);
      // Asked before rows were patched: it may show them as they were.
      if (patches === this.patches) this.stale.delete(n);
      else this.stale.add(n);
      this.error = undefined;
      this.forget();
    } catch (error) {
      if (edition !== this.edition) return;
      this.error = errorCode(error);
    }
    this.asked.delete(n);
    if (this.stale.has(n)) this.want(...this.sight);
    this.loading = this.asked.size > 0;
    this.changed();
  }

  private forget(): void {
    for (const n of this.pages.keys()) {
      if (this.pages.size <= PAGES_KEPT) return;
      this.pages.delete(n);
    }
  }
}

export interface FlowPage<R, C> {
  rows: readonly R[];
  /** Where to go on; undefined: that was all. */
  next: C | undefined;
}
export type ReadFlow<R, C> = (from: C | undefined, limit: number) => Promise<FlowPage<R, C>>;

/** A page may be short, or empty, and yet have a next one: the server bounds what it looks at. */
const LOOKS_MAX = 50;
/** So many rows are read again when something has changed. */
const RENEWED_MAX = 300;

/** Read from the beginning on and on. */
export class FlowList<R, C> extends Source<R> implements RowSource<R> {
  more = true;
  private readonly read: ReadFlow<R, C>;
  private rows: R[] = [];
  private next: C | undefined;
  private begun = false;
  private edition = 0;
  private top = true;
  /** New rows have come to the beginning, which is out of sight. */
  private stale = false;
  private keyOf: ((row: R) => unknown) | undefined;
  private renewing = false;
  private again = false;

  constructor(read: ReadFlow<R, C>) {
    super();
    this.read = read;
  }

  get count(): number | undefined {
    return this.begun ? this.rows.length : undefined;
  }

  row(index: number): R | undefined {
    return this.rows[index];
  }

  kept(): readonly R[] {
    return this.rows;
  }

  want(first: number, last: number): void {
    this.top = first === 0;
    if (this.top && this.stale && this.keyOf !== undefined) this.renew(this.keyOf);
    const near = last >= this.rows.length - PAGE / 2;
    if (this.more && near && !this.loading && this.error === undefined) this.load(!this.begun);
  }

  retry(): void {
    this.load(!this.begun);
  }

  reload(): void {
    this.edition += 1;
    this.load(true);
  }

  /**
   * Something has changed: rows become what they are now, each in its place, and new ones come in at the
   * beginning, when that is in sight. As far as it has been read, within bounds: what is far below stays as
   * it was read.
   */
  async renew(keyOf: (row: R) => unknown): Promise<void> {
    this.keyOf = keyOf;
    this.again = true;
    if (this.renewing) return;
    this.renewing = true;
    while (this.again && this.begun) {
      this.again = false;
      // What cannot be read now is told again, by the next change or a new connection.
      await this.readAgain(keyOf).catch(() => {});
    }
    this.renewing = false;
  }

  private async readAgain(keyOf: (row: R) => unknown): Promise<void> {
    const edition = this.edition;
    const found: R[] = [];
    let next: C | undefined;
    for (let look = 0; look < LOOKS_MAX; look += 1) {
      const page = await this.read(next, PAGE);
      found.push(...page.rows);
      next = page.next;
      if (next === undefined || found.length >= Math.min(this.rows.length, RENEWED_MAX)) break;
    }
    if (edition !== this.edition) return;
    this.stale = !this.top;
    if (this.stale) {
      const news = new Map(found.map((row) => [keyOf(row), row]));
      this.rows = this.rows.map((row) => news.get(keyOf(row)) ?? row);
    } else {
      const last = found.at(-1);
      const seam = this.rows.findIndex((row) => last !== undefined && keyOf(row) === keyOf(last));
      const beyond = next === undefined || seam < 0 ? [] : this.rows.slice(seam + 1);
      this.rows = [...found, ...beyond];
      if (beyond.length === 0) {
        this.next = next;
        this.more = next !== undefined;
      }
    }
    this.changed();
  }

  private async load(anew = false): Promise<void> {
    const edition = this.edition;
    this.loading = true;
    this.error = undefined;
    this.changed();
    try {
      const found: R[] = [];
      let next = anew ? undefined : this.next;
      for (let look = 0; look < LOOKS_MAX; look += 1) {
        const page = await this.read(next, PAGE);
        if (edition !== this.edition) return;
        found.push(...page.rows);
        next = page.next;
        if (next === undefined || found.length >= PAGE / 2) break;
      }
      this.rows = anew ? found : [...this.rows, ...found];
      this.next = next;
      this.more = next !== undefined;
      this.begun = true;
      this.loading = false;
      this.changed();
    } catch (error) {
      if (edition !== this.edition) return;
      this.loading = false;
      this.failed(error);
    }
  }
}
