import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { Suspense, useMemo } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { auditColumns } from "#audit/columns.tsx";
import { auditList } from "#audit/list.ts";
import { useWords } from "#audit/texts.ts";
import { part } from "#data/code.ts";
import { ExportButton } from "#exports/export-button.tsx";
import { fileColumns } from "#grid/columns.ts";
import { FilterBar } from "#grid/filter-bar.tsx";
import type { Filters } from "#grid/filters.ts";
import { Grid } from "#grid/grid.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { Views } from "#views/views-slot.tsx";
import { ExportTable } from "#wire/protocol.ts";
import { auditFilter, journalFields } from "./filter.ts";

// Comes when the first entry is opened.
const EntryDialog = part(() =>
  import("#audit/entry-dialog.tsx").then((module) => ({ default: module.EntryDialog })),
);

/** What administrators and operators have changed, newest first. */
export function JournalPage() {
  const { t, f } = useWords();
  const session = useSession();
  const now = useNow();
  const navigate = useNavigate({ from: "/journal" });
  const { f: filters, entry, view } = useSearch({ from: "/shell/journal" });
  useTitle(t.journal.title);
  const admins = useQuery({
    queryKey: ["admins"],
    queryFn: () => session.wire.request("admins.list", {}),
    enabled: session.may("admins.list"),
  }).data?.admins;

  const asked = JSON.stringify(auditFilter(filters));
  const source = useMemo(() => auditList(session, JSON.parse(asked)), [session, asked]);
  const day = f.date(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of `now` only the year is shown
  const columns = useMemo(() => auditColumns(t, f, now), [t, f, day]);
  const fields = useMemo(() => journalFields(t, admins ?? []), [t, admins]);
  const setFilters = (next: Filters | undefined): void => {
    navigate({ search: (old) => ({ ...old, f: next }), replace: true });
  };
  return (
    <Page
      title={t.journal.title}
      actions={
        <>
          <Views
            table={ExportTable.actions}
            open={view}
            bare={filters === undefined}
            shown={{ f: filters }}
            onShow={({ f, view }) =>
              navigate({ search: (old) => ({ ...old, f, view }), replace: true })
            }
          />
          <ExportButton
            what={{ actions: { ...auditFilter(filters), limit: 1 } }}
            columns={fileColumns(columns)}
          />
        </>
      }
    >
      <FilterBar fields={fields} filters={filters} onChange={setFilters} />
      <Grid
        label={t.journal.title}
        source={source}
        columns={columns}
        keyOf={(row) => row.seq}
        openKey={entry}
        onOpen={(row) => navigate({ search: (old) => ({ ...old, entry: row.seq }) })}
        empty={
          <Empty
            icon={<ScrollText aria-hidden="true" />}
            title={filters === undefined ? t.journal.empty : t.grid.emptyFiltered}
            action={
              filters !== undefined && (
                <Button onClick={() => setFilters(undefined)}>{t.grid.reset}</Button>
              )
            }
            testid="list-empty"
          >
            {filters === undefined ? t.journal.emptyText : t.grid.emptyFilteredText}
          </Empty>
        }
        testid="journal"
      />
      {entry !== undefined && (
        <Suspense>
          <EntryDialog
            seq={entry}
            onClose={() => navigate({ search: ({ entry: _, ...old }) => old })}
          />
        </Suspense>
      )}
    </Page>
  );
}
