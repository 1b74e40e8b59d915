import { Coins } from "lucide-react";
import { useMemo } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { Grid } from "#grid/grid.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { journalColumns } from "#points/columns.tsx";
import { journalList } from "#points/journal.ts";
import { useWords } from "#points/texts.ts";
import type { JournalLine } from "#wire/protocol.ts";
import styles from "./card.module.css";
import type { LiveList } from "./live.ts";
import { useChangesOf } from "./use-changes.ts";

const keyOf = ({ seq }: JournalLine): number => seq;
const COLUMNS = ["at", "accrued", "debited", "operation", "total", "ground"];

/** Accruals and debits of one participant, with the balance behind each. */
export function JournalTab({ id, list }: { id: number; list: LiveList }) {
  const { t, f } = useWords();
  const session = useSession();
  const now = useNow();
  const source = useMemo(
    () => journalList(session, "journal.of", { participant: id }),
    [session, id],
  );
  useChangesOf(list, id, () => source.renew(keyOf));
  const all = journalColumns(t, f, now);
  const columns = COLUMNS.flatMap((name) => all.find((column) => column.id === name) ?? []);
  return (
    <div className={styles.filled}>
      <Grid
        label={t.participants.tabs.journal}
        source={source}
        columns={columns}
        keyOf={keyOf}
        empty={<Empty icon={<Coins aria-hidden="true" />} title={t.points.empty} />}
        testid="journal-of"
      />
    </div>
  );
}
