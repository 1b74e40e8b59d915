// Waiting for conditions: the only way a test waits.
const PAUSE_MS = 20;
const PATIENCE_MS = 30_000;

/**
 * Asks until the answer is neither undefined, null nor false, and gives it. An error of `condition` counts as
 * "not yet"; if time runs out, the last one is part of the failure.
 */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + patienceMs;
  let last: unknown;
  for (;;) {
    try {
      const answer = await condition();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`waited in vain for: ${what} (last: ${String(last)})`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
