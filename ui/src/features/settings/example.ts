// What a purchase would bring under the draft: the arithmetic of the ledger, rounded down, in integers.
import type { Settings } from "#wire/protocol.ts";

const WHOLE = 10_000;

/** Centipoints for a purchase of so many kopecks, by a rate in basis points. */
export function pointsFor(kopecks: number, rate: number): number {
  return Math.trunc((kopecks * rate) / WHOLE);
}

export interface Example {
  own: number;
  levels: readonly number[];
}

export function exampleOf(settings: Settings, kopecks: number): Example {
  const rates = (settings.level_rates ?? []).slice(0, settings.levels ?? 0);
  return {
    own: pointsFor(kopecks, settings.own_rate ?? 0),
    levels: rates.map((rate) => pointsFor(kopecks, rate)),
  };
}
