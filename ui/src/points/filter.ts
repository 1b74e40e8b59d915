// By what accruals and debits can be narrowed, of everybody or of one, and what the server is asked for it.
import { chosen, type FilterField, type Filters } from "#grid/filters.ts";
import { JournalSide, TransferKind } from "#wire/protocol.ts";
import type { JournalFilter } from "./journal.ts";
import { operationText } from "./operation.ts";
import type { Words } from "./texts.ts";

const KINDS = [
  TransferKind.accrual,
  TransferKind.take_back,
  TransferKind.payout_paid,
  TransferKind.correction,
];
const LEVELS = [0, 1, 2, 3];

/** Of everybody; of one participant there is nobody to choose. */
export function ledgerFields(t: Words): FilterField[] {
  return [
    ...journalFields(t),
    { id: "participant", title: t.points.columns.participant, kind: "person" },
  ];
}

export function journalFields(t: Words): FilterField[] {
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
    {
      id: "side",
      title: words.side,
      kind: "one",
      options: [
        { value: JournalSide.accrued, text: words.accrued },
        { value: JournalSide.debited, text: words.debited },
      ],
    },
    { id: "amount", title: words.amount, kind: "points" },
  ];
}

export function journalFilter(filters: Filters | undefined): JournalFilter {
  const kinds = filters?.kind?.any;
  const levels = filters?.level?.any;
  const { from: least, to: most } = filters?.amount ?? {};
  const { from: since, to: until } = filters?.at ?? {};
  const side = chosen(filters?.side);
  const participant = chosen(filters?.participant);
  return {
    ...(kinds !== undefined && kinds.length > 0 && { kinds }),
    ...(levels !== undefined && levels.length > 0 && { levels }),
    ...(least !== undefined && { least }),
    ...(most !== undefined && { most }),
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until: until + 1 }),
    ...(side !== undefined && { side: side as JournalSide }),
    ...(participant !== undefined && { participant }),
  };
}
