// The last that a participant bought and withdrew, for the card.
import { queryOptions } from "@tanstack/react-query";
import type { Session } from "#app/session.ts";
import { PayoutSort, PayoutState, type Purchase } from "#wire/protocol.ts";

/** Ozon splits an order into so many postings at most that matter here. */
const POSTINGS = 20;

export interface LastOrder {
  at: number | undefined;
  sum: number;
}

/** The order from then, or the newest one, and what was bought with it, in all its postings. */
export function lastOrder(rows: readonly Purchase[], at?: number): LastOrder | undefined {
  const newest = at === undefined ? rows[0] : rows.find(({ created }) => created === at);
  if (newest === undefined) return undefined;
  const same =
    newest.order === undefined ? [newest] : rows.filter((one) => one.order === newest.order);
  const sum = same
    .flatMap((one) => one.items ?? [])
    .reduce((total, { price, qty }) => total + price * qty, 0);
  return { at: newest.created, sum };
}

/** `at`: when they ordered last what counts; undefined: nothing yet. */
export function lastOrderQuery(session: Session, id: number, at: number | undefined) {
  return queryOptions({
    queryKey: ["participant", id, "last order", at],
    queryFn: async () => {
      const { rows } = await session.wire.request("orders.of", {
        participant: id,
        limit: POSTINGS,
      });
      return lastOrder(rows ?? [], at) ?? null;
    },
  });
}

/** What was bought before they joined: it brings nothing, and tells an operator whom they have before them. */
export function beforeQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["participant", id, "before"],
    queryFn: () => session.wire.request("orders.before", { participant: id }),
  });
}

export function lastPayoutQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["participant", id, "last payout"],
    queryFn: async () => {
      const { rows } = await session.wire.request("payouts.list", {
        participant: id,
        states: [PayoutState.paid],
        sort: PayoutSort.changed,
        limit: 1,
      });
      return rows?.[0] ?? null;
    },
  });
}
