import { Coins } from "lucide-react";
import { useMemo, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { FilterBar } from "#grid/filter-bar.tsx";
import type { Filters } from "#grid/filters.ts";
import { Grid } from "#grid/grid.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { journalColumns } from "#points/columns.tsx";
import { journalFields, journalFilter } from "#points/filter.ts";
import { type JournalFilter, journalList } from "#points/journal.ts";
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
  const [filters, setFilters] = useState<Filters>();
  const asked = JSON.stringify({ ...journalFilter(filters), participant: id });
  const source = useMemo(
    () => journalList(session, "journal.of", JSON.parse(asked) as JournalFilter),
    [session, asked],
  );
  const fields = useMemo(() => journalFields(t), [t]);
  useChangesOf(list, id, () => source.renew(keyOf));
  const all = journalColumns(t, f, now);
  const columns = COLUMNS.flatMap((name) => all.find((column) => column.id === name) ?? []);
  return (
    <div className={styles.filled}>
      <FilterBar fields={fields} filters={filters} onChange={setFilters} />
      <Grid
        label={t.participants.tabs.journal}
        source={source}
        columns={columns}
        keyOf={keyOf}
        empty={
          <Empty
            icon={<Coins aria-hidden="true" />}
            title={filters === undefined ? t.points.empty : t.grid.emptyFiltered}
            action={
              filters !== undefined && (
                <Button onClick={() => setFilters(undefined)}>{t.grid.reset}</Button>
              )
            }
          />
        }
        testid="journal-of"
      />
    </div>
  );
}
