// By what the journal of points can be narrowed, and what the server is asked for it.
import type { FilterField, Filters } from "#grid/filters.ts";
import type { JournalFilter } from "#points/journal.ts";
import { operationText } from "#points/operation.ts";
import type { Words } from "#points/texts.ts";
import { TransferKind } from "#wire/protocol.ts";

const KINDS = [
  TransferKind.accrual,
  TransferKind.take_back,
  TransferKind.payout_paid,
  TransferKind.correction,
];
const LEVELS = [0, 1, 2, 3];

export function ledgerFields(t: Words): FilterField[] {
  const words = t.points.columns;
  return [
    { id: "at", title: words.at, kind: "date" },
    {
      id: "kind",
      title: words.operation,
      kind: "set",
      options: KINDS.map((kind) => ({ value: kind, text: operationText(t, { kind }) })),
    },
    {
      id: "level",
      title: words.level,
      kind: "set",
      options: LEVELS.map((level) => ({ value: level, text: t.points.levelOf(level) })),
    },
    { id: "amount", title: words.amount, kind: "points" },
    { id: "participant", title: words.participantId, kind: "count" },
  ];
}

export function journalFilter(filters: Filters | undefined): JournalFilter {
  const kinds = filters?.kind?.any;
  const levels = filters?.level?.any;
  const { from: least, to: most } = filters?.amount ?? {};
  const { from: since, to: until } = filters?.at ?? {};
  const participant = filters?.participant?.from;
  return {
    ...(kinds !== undefined && kinds.length > 0 && { kinds }),
    ...(levels !== undefined && levels.length > 0 && { levels }),
    ...(least !== undefined && { least }),
    ...(most !== undefined && { most }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until: until + 1 }),
    ...(participant !== undefined && participant > 0 && { participant }),
  };
}
