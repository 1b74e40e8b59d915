// Sorted arrays: nearly everything is put at the end, some things a little before it.

/** Index of the first element for which `isBefore` is false (the array is partitioned by it). */
export function position<T>(items: readonly T[], isBefore: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(items[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function insertSorted<T>(items: T[], item: T, compare: (a: T, b: T) => number): void {
  const last = items.at(-1);
  if (last === undefined || compare(last, item) <= 0) items.push(item);
  else items.splice(position(items, (i) => compare(i, item) <= 0), 0, item);
}

type Entry<T> = { at: number; item: T };

const COMPACT_FROM = 4096;

/**
 * Things by a time of theirs that changes. A change adds an entry and leaves the old one behind,
 * where `isLive` says that it no longer counts; when half of the log is such remains it is cleaned.
 */
export class TimeLog<T> {
  #entries: Entry<T>[] = [];
  #cleanAt = COMPACT_FROM;
  readonly #isLive: (at: number, item: T) => boolean;

  constructor(isLive: (at: number, item: T) => boolean) {
    this.#isLive = isLive;
  }

  add(at: number, item: T): void {
    insertSorted(this.#entries, { at, item }, (a, b) => a.at - b.at);
    if (this.#entries.length < this.#cleanAt) return;
    this.#entries = this.#entries.filter((e) => this.#isLive(e.at, e.item));
    this.#cleanAt = Math.max(COMPACT_FROM, 2 * this.#entries.length);
  }

  /** How many entries (at most so many things) lie within the period, both ends included. */
  count(from: number, to: number): number {
    const [low, high] = this.#bounds(from, to);
    return Math.max(0, high - low);
  }

  /** Each thing whose time lies within the period, once. */
  within(from: number, to: number): Set<T> {
    const [low, high] = this.#bounds(from, to);
    const found = new Set<T>();
    for (let i = low; i < high; i++) {
      const { at, item } = this.#entries[i]!;
      if (this.#isLive(at, item)) found.add(item);
    }
    return found;
  }

  #bounds(from: number, to: number): [number, number] {
    return [position(this.#entries, (e) => e.at < from), position(this.#entries, (e) => e.at <= to)];
  }
}
