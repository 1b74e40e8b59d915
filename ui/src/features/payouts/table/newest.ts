import { useMemo, useSyncExternalStore } from "react";
import { usePayouts } from "../counts.ts";
import type { Payout } from "../model.ts";

/** A row as the last push told it: it stays in its place, and says what is so. */
export function useNewest(): { of: (row: Payout) => Payout } {
  const { rows } = usePayouts();
  const version = useSyncExternalStore(rows.onChange, () => rows.version);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version is a new answer
  return useMemo(
    () => ({
      of: (row) => {
        const known = rows.get(row.id);
        return known !== undefined && known.rev > row.rev ? known : row;
      },
    }),
    [rows, version],
  );
}
