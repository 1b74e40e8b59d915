// Seeded randomness. The same seed gives the same world; Math.random is used nowhere.

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for scenery. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer, both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.int(0, from.length - 1)]!;
  }

  /** Picks by weight; the weights need not sum to one. */
  weighted<T extends string>(weights: Record<T, number>): T {
    const names = Object.keys(weights) as T[];
    let left = this.next() * names.reduce((sum, n) => sum + weights[n], 0);
    for (const name of names) {
      left -= weights[name];
      if (left < 0) return name;
    }
    return names.at(-1)!;
  }

  /** Time to the next event of a stream that has `mean` between two on average. */
  exponential(mean: number): number {
    return -Math.log(1 - this.next()) * mean;
  }
}

/** A seed of its own for each thing of each kind, so that no draw disturbs another's. */
export function seedOf(seed: number, kind: string, index: number): number {
  let h = (seed ^ 0x811c9dc5) >>> 0;
  for (const c of kind) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193) >>> 0;
  h = Math.imul(h ^ index, 0x9e3779b1) >>> 0;
  return (h ^ (h >>> 15)) >>> 0;
}
