import { useNavigate, useSearch } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { Suspense, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { part } from "#data/code.ts";
import { getColumns, setColumns } from "#data/column-prefs.ts";
import { ExportButton } from "#exports/export-button.tsx";
import { ColumnChooser } from "#grid/column-chooser.tsx";
import { fileColumns, shownColumns, sortOf, sortText } from "#grid/columns.ts";
import { FilterBar } from "#grid/filter-bar.tsx";
import type { Filters } from "#grid/filters.ts";
import { Grid } from "#grid/grid.tsx";
import { Selection } from "#grid/selection.ts";
import { SelectionBar } from "#grid/selection-bar.tsx";
import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Views } from "#views/views-slot.tsx";
import { ExportTable } from "#wire/protocol.ts";
import { participantColumns } from "./columns.tsx";
import { filterFields, SEARCH_ID } from "./fields.ts";
import { LiveList, NEWS_MAX } from "./live.ts";
import { useLiveTexts } from "./live-texts.ts";
import { NAMED_MAX, whomOf } from "./many/deeds.ts";
import type { Chosen } from "./many/many-dialog.tsx";
import { useManyTexts } from "./many/texts.ts";
import styles from "./participants.module.css";
import { exportArgs } from "./query.ts";
import { USUAL_SORT } from "./search.ts";

// Comes when the first one is opened.
const ParticipantCard = part(() =>
  import("./card.tsx").then((module) => ({ default: module.ParticipantCard })),
);

// For those who may block; the second when somebody is chosen.
const DeedsList = part(() => import("./many/deeds-list.tsx"));
const ManyButtons = part(() => import("./many/many-buttons.tsx"));

const TABLE = "participants";
const NAMES_SHOWN = 3;

/** The table; the card of one participant beside it, on a phone over it. */
export function ParticipantsPage() {
  const { t, f } = useI18n();
  const words = useManyTexts();
  const session = useSession();
  const { wire } = session;
  const navigate = useNavigate({ from: "/participants" });
  const search = useSearch({ from: "/shell/participants" });
  const [preferred, setPreferred] = useState(() => getColumns(TABLE));
  useTitle(t.participants.title);

  const { f: filters, sort, view, cols } = search;
  // Those of a view stand in the address; else this browser knows what the person likes.
  const chosen = useMemo(() => cols?.split(",") ?? preferred, [cols, preferred]);
  const asked = JSON.stringify(filters);
  const list = useMemo(() => {
    const conditions: Filters | undefined = asked === undefined ? undefined : JSON.parse(asked);
    return new LiveList(wire, conditions, sortOf(sort));
  }, [wire, asked, sort]);
  useEffect(() => list.start(), [list]);
  const blocks = session.may("participant.block");
  // biome-ignore lint/correctness/useExhaustiveDependencies: who was chosen was chosen in that list
  const selection = useMemo(() => (blocks ? new Selection(NAMED_MAX) : undefined), [blocks, list]);
  const columns = useMemo(() => participantColumns(t, f), [t, f]);
  const shown = useMemo(() => shownColumns(columns, chosen), [columns, chosen]);
  const fields = useMemo(() => filterFields(t), [t]);

  const setFilters = (next: Filters | undefined): void => {
    navigate({ search: (old) => ({ ...old, f: next }), replace: true });
  };
  const chosenBy = (by: Selection, count: number): Chosen => {
    const some = list.source.kept().filter(({ id }) => by.has(id));
    const names = some.slice(0, NAMES_SHOWN).map((row) => participantName(t, row));
    const whom = whomOf(by, { filters, sort: sortOf(sort), last: list.until });
    return { whom, count, names, filters };
  };
  const choose = (next: readonly string[] | undefined): void => {
    if (cols === undefined) {
      setColumns(TABLE, next);
      setPreferred(next);
      return;
    }
    const all = ids(shownColumns(columns, next));
    navigate({ search: (old) => ({ ...old, cols: all }), replace: true });
  };
  return (
    <div className={styles.page} data-open={search.card !== undefined || undefined}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t.participants.title}</h1>
        <Views
          table={ExportTable.participants}
          open={view}
          bare={filters === undefined && cols === undefined && sort === USUAL_SORT}
          shown={{ f: filters, sort, cols: ids(shown) }}
          onShow={({ sort: next = USUAL_SORT, ...rest }) =>
            navigate({ search: (old) => ({ ...old, ...rest, sort: next }), replace: true })
          }
        />
        <ExportButton
          what={{ participants: exportArgs(filters, sortOf(sort)) }}
          columns={fileColumns(shown)}
        />
        <ColumnChooser columns={columns} chosen={chosen} onChange={choose} />
      </header>
      <div className={styles.list}>
        <SelectionBar
          selection={selection}
          source={list.source}
          words={words.selected}
          whole
          deeds={(count, by) => (
            <Suspense>
              <ManyButtons
                chosen={() => chosenBy(by, count)}
                count={count}
                onBegun={() => by.clear()}
              />
            </Suspense>
          )}
        >
          <FilterBar
            fields={fields}
            filters={filters}
            onChange={setFilters}
            search={{ id: SEARCH_ID, title: t.participants.search, kind: "text" }}
          />
        </SelectionBar>
        {blocks && (
          <Suspense>
            <DeedsList />
          </Suspense>
        )}
        <News list={list} />
        <Grid
          label={t.participants.title}
          source={list.source}
          columns={shown}
          sort={sortOf(sort)}
          onSort={(next) =>
            navigate({ search: (old) => ({ ...old, sort: sortText(next) }), replace: true })
          }
          keyOf={(row) => row.id}
          openKey={search.card}
          onOpen={(row) => navigate({ search: (old) => ({ ...old, card: row.id }) })}
          selection={selection}
          empty={<Nothing filtered={filters !== undefined} onReset={() => setFilters(undefined)} />}
          testid="participants"
        />
      </div>
      {search.card !== undefined && (
        <Suspense>
          <ParticipantCard
            key={search.card}
            id={search.card}
            tab={search.tab}
            list={list}
            onClose={() => navigate({ search: ({ card: _, tab: __, ...old }) => old })}
          />
        </Suspense>
      )}
    </div>
  );
}

/** Who is new appears when it is asked for: the list does not jump. */
function News({ list }: { list: LiveList }) {
  const { f } = useI18n();
  const words = useLiveTexts();
  const count = useSyncExternalStore(list.onNews, list.news);
  return (
    <div role="status" className={styles.news}>
      {count > 0 && (
        <Button onClick={() => list.show()} data-testid="news">
          {count < NEWS_MAX
            ? words.news(f.count(count), count)
            : words.manyNews(f.count(count - 1))}
        </Button>
      )}
    </div>
  );
}

function ids(columns: readonly { id: string }[]): string {
  return columns.map((column) => column.id).join(",");
}

function Nothing({ filtered, onReset }: { filtered: boolean; onReset: () => void }) {
  const { t } = useI18n();
  return filtered ? (
    <Empty
      icon={<UsersRound aria-hidden="true" />}
      title={t.grid.emptyFiltered}
      action={<Button onClick={onReset}>{t.grid.reset}</Button>}
      testid="list-empty"
    >
      {t.grid.emptyFilteredText}
    </Empty>
  ) : (
    <Empty
      icon={<UsersRound aria-hidden="true" />}
      title={t.participants.empty}
      testid="list-empty"
    >
      {t.participants.emptyText}
    </Empty>
  );
}
