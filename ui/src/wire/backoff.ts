// How long to wait before the next attempt to connect. The first comes quickly (a gateway that was
// restarted is back in a second); later ones spread out, so that a crowd of pages does not return at
// the same instant.
const FIRST_MS = 300;
const MOST_MS = 15_000;

/** `attempt` counts from 0; `random` is in [0, 1). Between half of the step and all of it. */
export function backoff(attempt: number, random: number): number {
  const step = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(step / 2 + (step / 2) * random);
}
