// Accruals and debits in words, for any page that shows them.
import type { Words } from "#points/texts.ts";
import { type JournalLine, TransferKind } from "#wire/protocol.ts";

/** «начислено за рефералов 2 уровня», «списано за возврат» … */
export function operationText(
  t: Words,
  line: Pick<JournalLine, "kind" | "level" | "accrued">,
): string {
  const words = t.points.operations;
  const level = line.level ?? 0;
  switch (line.kind) {
    case TransferKind.accrual:
      return level === 0 ? words.own : words.level(level);
    case TransferKind.take_back:
      return level === 0 ? words.backOwn : words.backLevel(level);
    case TransferKind.payout_paid:
      return words.paid;
    case TransferKind.correction:
      return words.correction;
    case TransferKind.thaw:
      return words.thaw;
    case TransferKind.payout_reserve:
      return words.reserve;
    default:
      return words.release;
  }
}
