import { useNavigate, useSearch } from "@tanstack/react-router";
import { Coins } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { ExportButton } from "#exports/export-button.tsx";
import { fileColumns } from "#grid/columns.ts";
import { FilterBar } from "#grid/filter-bar.tsx";
import type { Filters } from "#grid/filters.ts";
import { Grid } from "#grid/grid.tsx";
import { errorText } from "#i18n/error-text.ts";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { Spinner } from "#kit/spinner/spinner.tsx";
import { journalColumns } from "#points/columns.tsx";
import { journalFilter, ledgerFields } from "#points/filter.ts";
import { countSums, type JournalFilter, journalList, type Sums } from "#points/journal.ts";
import { useWords } from "#points/texts.ts";
import { Views } from "#views/views-slot.tsx";
import { type ErrorName, errorCode } from "#wire/errors.ts";
import { ExportTable } from "#wire/protocol.ts";
import styles from "./ledger.module.css";

/** Every accrual and every debit, newest first. */
export function LedgerPage() {
  const { t, f } = useWords();
  const session = useSession();
  const now = useNow();
  const navigate = useNavigate({ from: "/ledger" });
  const { f: filters, view } = useSearch({ from: "/shell/ledger" });
  useTitle(t.points.title);

  const asked = JSON.stringify(journalFilter(filters));
  const filter = useMemo<JournalFilter>(() => JSON.parse(asked), [asked]);
  const source = useMemo(() => journalList(session, "journal.list", filter), [session, filter]);
  const day = f.date(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of `now` only the year is shown
  const columns = useMemo(
    () => journalColumns(t, f, now).filter((column) => column.id !== "total"),
    [t, f, day],
  );
  const fields = useMemo(() => ledgerFields(t), [t]);
  const setFilters = (next: Filters | undefined): void => {
    navigate({ search: (old) => ({ ...old, f: next }), replace: true });
  };
  return (
    <Page
      title={t.points.title}
      actions={
        <>
          <Views
            table={ExportTable.points}
            open={view}
            bare={filters === undefined}
            shown={{ f: filters }}
            onShow={({ f, view }) =>
              navigate({ search: (old) => ({ ...old, f, view }), replace: true })
            }
          />
          <ExportButton what={{ points: { ...filter, limit: 1 } }} columns={fileColumns(columns)} />
        </>
      }
    >
      <FilterBar fields={fields} filters={filters} onChange={setFilters} />
      <Grid
        label={t.points.title}
        source={source}
        columns={columns}
        keyOf={(row) => row.seq}
        empty={
          <Empty
            icon={<Coins aria-hidden="true" />}
            title={filters === undefined ? t.points.empty : t.grid.emptyFiltered}
            action={
              filters !== undefined && (
                <Button onClick={() => setFilters(undefined)}>{t.grid.reset}</Button>
              )
            }
            testid="list-empty"
          >
            {filters === undefined ? t.points.emptyText : t.grid.emptyFilteredText}
          </Empty>
        }
        testid="ledger"
      />
      <Totals key={asked} filter={filter} />
    </Page>
  );
}

/** Counted in the background, as far as it has come. */
function Totals({ filter }: { filter: JournalFilter }) {
  const { t, f } = useWords();
  const session = useSession();
  const [sums, setSums] = useState<Sums>();
  const [failed, setFailed] = useState<ErrorName>();
  useEffect(() => {
    const stop = new AbortController();
    countSums(session, filter, setSums, stop.signal).catch((error) => setFailed(errorCode(error)));
    return () => stop.abort();
  }, [session, filter]);
  const words = t.points.totals;
  const counting = failed === undefined && (sums === undefined || sums.reached !== undefined);
  return (
    <dl className={styles.totals} data-testid="totals" data-counting={counting || undefined}>
      <div>
        <dt>{words.accrued}</dt>
        <dd data-testid="total-accrued">{f.points(sums?.accrued ?? 0)}</dd>
      </div>
      <div>
        <dt>{words.debited}</dt>
        <dd data-testid="total-debited">{f.points(sums?.debited ?? 0)}</dd>
      </div>
      <div>
        <dt>{words.rows}</dt>
        <dd>{f.count(sums?.count ?? 0)}</dd>
      </div>
      {counting && (
        <div>
          <dt>
            <Spinner />
          </dt>
          <dd>{sums?.reached === undefined ? words.counting : words.back(f.date(sums.reached))}</dd>
        </div>
      )}
      {failed !== undefined && <div role="alert">{errorText(t, failed)}</div>}
    </dl>
  );
}
