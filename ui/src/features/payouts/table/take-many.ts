// Several requests taken at once: each by itself, as it was seen, and for each what came of it.
import type { ErrorName } from "#wire/errors.ts";
import type { PayoutActions } from "../actions.ts";
import { isOpen, type Payout, type State } from "../model.ts";

/** So many at once: the page asks for each, and the server lets it ask fifty times a second. */
export const TAKEN_MAX = 50;

export type Taking = { payout: Payout } & (
  | { how: "taken" }
  | { how: "mine" }
  | { how: "theirs"; by: string }
  | { how: "closed"; state: State }
  | { how: "changed" }
  | { how: "failed"; code: ErrorName }
);

interface Context {
  actions: Pick<PayoutActions, "take" | "dismiss">;
  /** The administrator who takes them. */
  me: number;
  /** As the server told it last. */
  newest: (payout: Payout) => Payout;
}

export function takeMany(context: Context, payouts: readonly Payout[]): Promise<Taking[]> {
  return Promise.all(payouts.map((payout) => takeOne(context, payout)));
}

async function takeOne(context: Context, payout: Payout): Promise<Taking> {
  const before = whose(context.me, payout);
  if (before !== undefined) return before;
  const outcome = await context.actions.take(payout);
  if (outcome.kind === "done") return { payout, how: "taken" };
  if (outcome.kind === "failed") return { payout, how: "failed", code: outcome.code };
  context.actions.dismiss(payout.id); // it is told here
  return whose(context.me, context.newest(payout)) ?? { payout, how: "changed" };
}

/** Why there is nothing to take; undefined: nobody has it. */
function whose(me: number, payout: Payout): Taking | undefined {
  const { operator, state } = payout;
  if (!isOpen(state)) return { payout, how: "closed", state };
  if (operator === undefined) return undefined;
  if (operator.id === me) return { payout, how: "mine" };
  return { payout, how: "theirs", by: operator.name };
}

/** Ours now, or before. */
export function isOurs({ how }: Taking): boolean {
  return how === "taken" || how === "mine";
}
