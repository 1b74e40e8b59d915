import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Wallet } from "lucide-react";
import { Suspense, useEffect, useMemo, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { part } from "#data/code.ts";
import type { FlowList } from "#data/row-source.ts";
import { ExportButton } from "#exports/export-button.tsx";
import { fileColumns, sortOf, sortText } from "#grid/columns.ts";
import { FilterBar } from "#grid/filter-bar.tsx";
import type { Filters } from "#grid/filters.ts";
import { Grid } from "#grid/grid.tsx";
import { Selection } from "#grid/selection.ts";
import { SelectionBar } from "#grid/selection-bar.tsx";
import { useI18n } from "#i18n/index.tsx";
import { adminName } from "#i18n/names.ts";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { Views } from "#views/views-slot.tsx";
import { ExportTable } from "#wire/protocol.ts";
import { usePayouts } from "../counts.ts";
import type { Payout } from "../model.ts";
import { usePayoutsTexts } from "../texts.ts";
import { tableColumns } from "./columns.tsx";
import { type Place, payoutList } from "./list.ts";
import { useNewest } from "./newest.ts";
import { tableArgs, tableFields } from "./query.ts";
import { USUAL_SORT } from "./search.ts";
import { TAKEN_MAX } from "./take-many.ts";

// Comes when something is chosen.
const TakeMany = part(() => import("./take-many-button.tsx"));

/** All requests as a table, by any filter and in any order; a row leads to the request. */
export function PayoutsTablePage() {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const session = useSession();
  const { wire } = session;
  const navigate = useNavigate({ from: "/payouts/table" });
  const { f: filters, sort, view } = useSearch({ from: "/shell/payouts/table" });
  const now = useNow();
  useTitle(own.table.title);

  const asked = JSON.stringify(filters);
  const source = useMemo(() => {
    const conditions: Filters | undefined = asked === undefined ? undefined : JSON.parse(asked);
    return payoutList(wire, (limit) => tableArgs(conditions, sortOf(sort), limit));
  }, [wire, asked, sort]);
  const takes = session.may("payout.claim");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was chosen was chosen in that list
  const selection = useMemo(() => (takes ? new Selection(TAKEN_MAX) : undefined), [takes, source]);
  const newest = useNewest();
  const day = f.date(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of `now` only the year is shown
  const columns = useMemo(
    () =>
      tableColumns(t, own, f, now).map((column) => ({
        ...column,
        cell: (row: Payout) => column.cell(newest.of(row)),
      })),
    [t, own, f, day, newest],
  );
  const operators = useOperators();
  const fields = useMemo(() => tableFields(own, operators), [own, operators]);
  const setFilters = (next: Filters | undefined): void => {
    navigate({ search: (old) => ({ ...old, f: next }), replace: true });
  };
  return (
    <Page
      title={own.table.title}
      actions={
        <>
          <Link to="/payouts" data-testid="to-queue">
            {own.table.toQueue}
          </Link>
          <Views
            table={ExportTable.payouts}
            open={view}
            bare={filters === undefined && sort === USUAL_SORT}
            shown={{ f: filters, sort }}
            onShow={({ f, sort: next = USUAL_SORT, view }) =>
              navigate({ search: (old) => ({ ...old, f, view, sort: next }), replace: true })
            }
          />
          <ExportButton
            what={{ payouts: tableArgs(filters, sortOf(sort), 1) }}
            columns={fileColumns(columns)}
          />
        </>
      }
    >
      <SelectionBar
        selection={selection}
        source={source}
        words={own.table.selected}
        deeds={(_, by) => (
          <Suspense>
            <TakeMany
              payouts={source.kept().filter((row) => by.has(row.id))}
              newest={newest.of}
              onTaken={(ids) => by.set(ids, false)}
            />
          </Suspense>
        )}
      >
        <FilterBar fields={fields} filters={filters} onChange={setFilters} />
      </SelectionBar>
      <Arrived
        source={source}
        onShow={() => {
          selection?.clear(); // not all of it need be here then
          source.reload();
        }}
      />
      <Grid
        label={own.table.title}
        source={source}
        columns={columns}
        sort={sortOf(sort)}
        onSort={(next) =>
          navigate({ search: (old) => ({ ...old, sort: sortText(next) }), replace: true })
        }
        keyOf={(row) => row.id}
        onOpen={(row) => navigate({ to: "/payouts", search: { id: row.id } })}
        selection={selection}
        empty={
          <Empty
            icon={<Wallet aria-hidden="true" />}
            title={filters === undefined ? own.empty : t.grid.emptyFiltered}
            action={
              filters !== undefined && (
                <Button onClick={() => setFilters(undefined)}>{t.grid.reset}</Button>
              )
            }
            testid="list-empty"
          >
            {filters === undefined ? own.emptyText : t.grid.emptyFilteredText}
          </Empty>
        }
        testid="payouts-table"
      />
    </Page>
  );
}

function useOperators() {
  const session = useSession();
  const { data } = useQuery({
    queryKey: ["admins"],
    queryFn: () => session.wire.request("admins.list", {}),
    enabled: session.may("admins.list"),
  });
  return useMemo(
    () => (data?.admins ?? []).map(({ id, name }) => ({ id, name: adminName(id, name) })),
    [data],
  );
}

/** Requests that came since: shown when asked for, so that the table does not jump. */
function Arrived({ source, onShow }: { source: FlowList<Payout, Place>; onShow: () => void }) {
  const own = usePayoutsTexts();
  const store = usePayouts();
  const [count, setCount] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source begins with all there is
  useEffect(() => {
    setCount(0);
    return store.onArrival(() => setCount((n) => n + 1));
  }, [store, source]);
  if (count === 0) return null;
  return (
    <Button
      small
      onClick={() => {
        setCount(0);
        onShow();
      }}
      data-testid="arrived"
    >
      {own.table.arrived(count)}
    </Button>
  );
}
