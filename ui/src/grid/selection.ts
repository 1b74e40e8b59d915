// Which rows of a table are chosen, by their keys: they stay chosen wherever they are scrolled to, and
// whatever becomes of what they show. Either some rows, or all that the filter leaves but for some; of
// those named one by one there are only so many.
export type Key = string | number;

export class Selection {
  /** Rows that can be named one by one. */
  readonly max: number;
  /** Grows with every change. */
  version = 0;
  /** All that fit the filter are chosen, but for `named`. */
  every = false;
  /** The last change would have gone beyond `max`, and stopped there. */
  full = false;
  /** Where a range begins: what was last chosen by itself. */
  anchor: Key | undefined;
  private readonly names = new Set<Key>();
  private readonly listeners = new Set<() => void>();

  constructor(max: number) {
    this.max = max;
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Those chosen; when all are, those left out. */
  get named(): readonly Key[] {
    return [...this.names];
  }

  get empty(): boolean {
    return !this.every && this.names.size === 0;
  }

  has(key: Key): boolean {
    return this.names.has(key) !== this.every;
  }

  /** Of so many rows. */
  count(total: number): number {
    return this.every ? Math.max(0, total - this.names.size) : this.names.size;
  }

  toggle(key: Key): void {
    this.anchor = key;
    this.set([key], !this.has(key));
  }

  /** In their order, as many as there is room for. */
  set(keys: readonly Key[], chosen: boolean): void {
    this.full = false;
    for (const key of keys) {
      if (chosen === this.every) this.names.delete(key);
      else if (this.names.has(key) || this.names.size < this.max) this.names.add(key);
      else this.full = true;
    }
    this.changed();
  }

  /** Whatever fits the filter, loaded or not. */
  all(): void {
    this.begin(true);
  }

  clear(): void {
    this.begin(false);
  }

  private begin(every: boolean): void {
    this.every = every;
    this.full = false;
    this.anchor = undefined;
    this.names.clear();
    this.changed();
  }

  private changed(): void {
    this.version += 1;
    for (const listener of [...this.listeners]) listener();
  }
}

/** Of a table in which nothing can be chosen. */
export const NONE = new Selection(0);

/** Of rows that are here: are they chosen? No rows are not. */
export function extent(selection: Selection, keys: Iterable<Key>): "none" | "some" | "all" {
  if (selection.empty) return "none";
  let any = false;
  for (const key of keys) {
    if (!selection.has(key)) return "some";
    any = true;
  }
  return any ? "all" : "some";
}
