// The journal of accruals and debits: of everybody or of one participant, read on and on; and its sums,
// which are counted apart, so that no page of rows waits for them.
import type { Session } from "#app/session.ts";
import { FlowList } from "#data/row-source.ts";
import type { JournalArgs, JournalLine, JournalPlace } from "#wire/protocol.ts";

export type JournalFilter = Omit<JournalArgs, "place" | "limit" | "tg">;

export function journalList(
  session: Session,
  method: "journal.list" | "journal.of",
  filter: JournalFilter,
): FlowList<JournalLine, JournalPlace> {
  return new FlowList(async (place, limit) => {
    const page = await session.wire.request(method, {
      ...filter,
      limit,
      ...(place !== undefined && { place }),
    });
    return { rows: page.rows ?? [], next: page.next };
  });
}

export interface Sums {
  count: number;
  accrued: number;
  debited: number;
  /** How far back it has been counted; undefined: all of it. */
  reached: number | undefined;
}

/** Counts page by page and tells each time; ends when `stop` says so. */
export async function countSums(
  session: Session,
  filter: JournalFilter,
  tell: (sums: Sums) => void,
  stop: AbortSignal,
): Promise<void> {
  let place: JournalPlace | undefined;
  const sums = { count: 0, accrued: 0, debited: 0 };
  do {
    const page = await session.wire.request("journal.list", {
      ...filter,
      ...(place !== undefined && { place }),
    });
    sums.count += page.count ?? 0;
    sums.accrued += page.accrued ?? 0;
    sums.debited += page.debited ?? 0;
    place = page.next;
    if (stop.aborted) return;
    tell({ ...sums, reached: place === undefined ? undefined : page.reached });
  } while (place !== undefined);
}
