// What operators do with requests. Taking one and moving it to «согласование» show at once; paying
// and refusing move points, so they wait for the ledger's word. When somebody was faster, nothing is
// done, and the operator is told who did what.
import type { Session } from "#app/session.ts";
import { cleanLine } from "#data/clean.ts";
import { optimistically } from "#data/optimistic.ts";
import { type ErrorName, errorCode } from "#wire/errors.ts";
import { type PayoutRow, PayoutState, RejectReason } from "#wire/protocol.ts";
import { cardQuery } from "./card-query.ts";
import { type Conflict, differencesOf } from "./conflict.ts";
import {
  type Destination,
  type Payout,
  type Reason,
  type State,
  toDestination,
  toPayout,
} from "./model.ts";
import { createPayouts, type PayoutsStore } from "./store.ts";

export type Outcome =
  | { kind: "done" }
  | { kind: "conflict" }
  | { kind: "failed"; code: ErrorName; detail: string };

export interface Words {
  reason?: Reason;
  comment?: string;
  note?: string;
}

/** Points move: the page waits for the answer. */
const FINAL: readonly State[] = ["paid", "rejected"];

export class PayoutActions {
  private readonly session: Session;
  private readonly store: PayoutsStore;
  /** Refusals that were written but not sent, by request. */
  readonly refusals = new Map<number, { reason: Reason; comment: string; note: string }>();
  private readonly conflicts = new Map<number, Conflict>();
  private readonly listeners = new Set<() => void>();

  constructor(session: Session) {
    this.session = session;
    this.store = session.get(createPayouts);
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  conflict(id: number): Conflict | undefined {
    return this.conflicts.get(id);
  }

  dismiss(id: number): void {
    if (this.conflicts.delete(id)) this.announce();
  }

  move(seen: Payout, to: State, words: Words = {}): Promise<Outcome> {
    const send = (): Promise<Payout> =>
      this.session.wire
        .request("payout.move", {
          payout: seen.id,
          rev: seen.rev,
          to: PayoutState[to],
          ...(words.reason !== undefined && { reason: RejectReason[words.reason] }),
          ...(words.comment !== undefined && words.comment !== "" && { comment: words.comment }),
          ...(words.note !== undefined && words.note !== "" && { note: words.note }),
        })
        .then(toPayout);
    if (!FINAL.includes(to)) return this.expect(seen, { state: to, can: [] }, send);
    return this.settle(seen, async () => {
      this.store.rows.upsert([await send()]);
    });
  }

  /** Taking over from a colleague needs a reason. */
  take(seen: Payout, reason?: string): Promise<Outcome> {
    const { me } = this.session;
    if (me === undefined) return Promise.resolve({ kind: "failed", code: "offline", detail: "" });
    return this.expect(seen, { operator: { id: me.admin, name: cleanLine(me.name) } }, () =>
      this.claim(seen, true, reason),
    );
  }

  release(seen: Payout): Promise<Outcome> {
    return this.expect(seen, { operator: undefined }, () => this.claim(seen, false));
  }

  /** The first of two agrees that it be paid. */
  approve(seen: Payout): Promise<Outcome> {
    return this.answered(seen, () =>
      this.session.wire.request("payout.approve", { payout: seen.id, rev: seen.rev }),
    );
  }

  /** Other points or roubles; what is absent stays, or follows the points. */
  correct(seen: Payout, to: { points?: number; money?: number }, reason: string): Promise<Outcome> {
    return this.answered(seen, () =>
      this.session.wire.request("payout.correct", {
        payout: seen.id,
        rev: seen.rev,
        ...to,
        reason,
      }),
    );
  }

  note(seen: Payout, note: string): Promise<Outcome> {
    return this.answered(seen, () =>
      this.session.wire.request("payout.note", { payout: seen.id, note }),
    );
  }

  /** In full; the history keeps who looked. */
  async requisites(id: number): Promise<Destination> {
    const found = await this.session.wire.request("requisites.show", { payout: id });
    this.readAgain(id);
    return toDestination(found);
  }

  /** The history has grown though the row may be the same. */
  private readAgain(id: number): void {
    this.session.queries.invalidateQueries({ queryKey: ["payout", id] });
  }

  private answered(seen: Payout, ask: () => Promise<PayoutRow>): Promise<Outcome> {
    return this.settle(seen, async () => {
      this.store.rows.upsert([toPayout(await ask())]);
      this.readAgain(seen.id);
    });
  }

  private claim(seen: Payout, take: boolean, reason?: string): Promise<Payout> {
    return this.session.wire
      .request("payout.claim", {
        payout: seen.id,
        rev: seen.rev,
        take,
        ...(reason !== undefined && { reason }),
      })
      .then(toPayout);
  }

  private expect(
    seen: Payout,
    change: Partial<Payout>,
    send: () => Promise<Payout>,
  ): Promise<Outcome> {
    return this.settle(seen, () => optimistically(this.store.rows, seen, change, send));
  }

  private async settle(seen: Payout, act: () => Promise<unknown>): Promise<Outcome> {
    this.dismiss(seen.id);
    try {
      await act();
      return { kind: "done" };
    } catch (error) {
      const code = errorCode(error);
      if (code === "conflict" && (await this.explain(seen))) return { kind: "conflict" };
      return { kind: "failed", code, detail: error instanceof Error ? error.message : "" };
    }
  }

  /** What has changed since; false if that cannot be learnt now. */
  private async explain(seen: Payout): Promise<boolean> {
    try {
      const query = cardQuery(this.session, seen.id);
      const card = await this.session.queries.fetchQuery({ ...query, staleTime: 0 });
      const now = this.store.rows.get(seen.id) ?? seen;
      this.conflicts.set(seen.id, {
        seen,
        differences: differencesOf(seen, now, card.history),
      });
      this.announce();
      return true;
    } catch {
      return false; // the caller tells about the conflict itself
    }
  }

  private announce(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

export const createActions = (session: Session): PayoutActions => new PayoutActions(session);
