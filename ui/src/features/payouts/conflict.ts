// Two operators at one request: what the second one has to be told. Compared are the request as they
// saw it and as it is now; who did it stands in the history, or is the one who has the request.
import type { Payout, State, Step } from "./model.ts";

export type Difference =
  | { kind: "state"; by: string; from: State; to: State; at: number | undefined }
  | { kind: "operator"; from: string; to: string }
  | { kind: "other" };

export interface Conflict {
  /** The request as the operator saw it. */
  seen: Payout;
  differences: readonly Difference[];
}

export function differencesOf(
  seen: Payout,
  now: Payout,
  history: readonly Step[],
): readonly Difference[] {
  const found: Difference[] = [];
  if (seen.state !== now.state) {
    const step = history.findLast((each) => each.state === now.state);
    found.push({
      kind: "state",
      by: step?.by ?? "",
      from: seen.state,
      to: now.state,
      at: step?.at,
    });
  }
  if (seen.operator?.id !== now.operator?.id) {
    found.push({
      kind: "operator",
      from: seen.operator?.name ?? "",
      to: now.operator?.name ?? "",
    });
  }
  return found.length === 0 && seen.rev !== now.rev ? [{ kind: "other" }] : found;
}
