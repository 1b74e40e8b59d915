// The table: rows of any number, of which only those in sight exist. It knows nothing of what a row
// is; it asks the source for what it shows, and tells which row was opened.
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { Failed } from "#app/failed.tsx";
import { useCommands } from "#app/palette/registry.ts";
import type { RowSource } from "#data/row-source.ts";
import { useI18n } from "#i18n/index.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import type { Column, Sort } from "./columns.ts";
import styles from "./grid.module.css";
import { Head } from "./head.tsx";
import { rowOfKey } from "./keyboard.ts";
import { layout } from "./layout.ts";
import { Row } from "./row.tsx";
import type { Selection } from "./selection.ts";
import { useSelecting } from "./use-selecting.ts";

const ROW_PX = 36;
/** A browser's longest element has 33 million pixels. */
const ROWS_MAX = 500_000;
const SKELETONS = 12;

interface Props<R> {
  label: string;
  source: RowSource<R>;
  columns: readonly Column<R>[];
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** Says which row it is, as long as it is the same one. */
  keyOf: (row: R) => string | number;
  openKey?: string | number | undefined;
  onOpen?: (row: R) => void;
  /** Rows can be chosen; it is another one for another filter or order. */
  selection?: Selection | undefined;
  /** In place of rows when there are none. */
  empty: ReactNode;
  testid?: string;
}

export function Grid<R>(props: Props<R>) {
  const { label, source, columns, sort, onSort, keyOf, openKey, onOpen, empty, testid } = props;
  const { selection } = props;
  const { t, f } = useI18n();
  const id = useId();
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  useSyncExternalStore(source.onChange, () => source.version);
  const count = Math.min(source.count ?? 0, ROWS_MAX);
  const first = source.count === undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another list begins at its beginning
  useEffect(() => {
    setActive(0);
    scroll.current?.scrollTo({ top: 0 });
  }, [source]);

  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const items = rows.getVirtualItems();
  const from = items[0]?.index ?? 0;
  const to = items.at(-1)?.index ?? 0;
  useEffect(() => source.want(from, to), [source, from, to]);
  const selecting = useSelecting({ selection, source, keyOf, active, sight: [from, to] });

  const go = (row: number): void => {
    setActive(row);
    rows.scrollToIndex(row, { align: "auto" });
  };
  const open = (index: number): void => {
    const row = source.row(index);
    if (row !== undefined) onOpen?.(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== scroll.current || count === 0) return;
    if (event.key === "Enter") open(active);
    const screen = Math.floor((scroll.current?.clientHeight ?? 0) / ROW_PX) - 1;
    const row = rowOfKey(event.key, active, { count, screen });
    if (row !== undefined) go(row);
    if (row !== undefined && event.shiftKey) selecting.stretched(row);
    const known = row !== undefined || event.key === "Enter" || selecting.pressed(event.key, event);
    if (known) event.preventDefault();
  };
  const choose = (index: number, event: MouseEvent): void => {
    setActive(index);
    scroll.current?.focus({ preventScroll: true });
    selecting.choose(index, event);
  };
  const click = (index: number, event: MouseEvent): void => {
    setActive(index);
    if (!selecting.clicked(index, event)) open(index);
  };
  useCommands(
    (["j", "k"] as const).map((key) => ({
      id: `grid.${key}`,
      title: key === "j" ? t.grid.nextRow : t.grid.previousRow,
      group: "page" as const,
      keys: key,
      keyOnly: true,
      run: () => {
        if (count === 0) return;
        scroll.current?.focus();
        go(Math.max(0, Math.min(count - 1, active + (key === "j" ? 1 : -1))));
      },
    })),
  );

  const selects = selection !== undefined;
  const across = useMemo(() => layout(columns, selects), [columns, selects]);
  return (
    <div
      className={styles.frame}
      data-testid={testid}
      data-selects={selects || undefined}
      data-chosen={(selects && selecting.head !== "none") || undefined}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are out of sight do not exist */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: what it tells is there to be read anyway */}
      <div
        ref={scroll}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={first ? -1 : count + 1}
        aria-busy={source.loading || selecting.busy || undefined}
        aria-multiselectable={selects || undefined}
        aria-activedescendant={count > 0 && !first ? `${id}-${active}` : undefined}
        className={styles.scroll}
        onKeyDown={onKeyDown}
        onMouseOver={tellWhole}
      >
        <Head
          columns={columns}
          across={across}
          sort={sort}
          onSort={onSort}
          chosen={selects ? selecting.head : undefined}
          onChoose={selecting.whole}
        />
        {first && source.error === undefined && <SkeletonRows />}
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        <div role="rowgroup" className={styles.body} style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const row = source.row(item.index);
            return (
              <Row
                key={row === undefined ? `at ${item.index}` : keyOf(row)}
                id={`${id}-${item.index}`}
                index={item.index}
                top={item.start}
                row={row}
                columns={columns}
                across={across}
                active={item.index === active}
                fresh={row === undefined ? undefined : source.freshness?.(row)}
                open={row !== undefined && openKey !== undefined && keyOf(row) === openKey}
                opens={onOpen !== undefined}
                chosen={selects ? row !== undefined && selecting.has(keyOf(row)) : undefined}
                onClick={click}
                onChoose={choose}
              />
            );
          })}
        </div>
      </div>
      {source.error === undefined && source.count === 0 && !source.more && empty}
      {source.error !== undefined && (
        <Failed
          title={t.grid.failed}
          code={source.error}
          onRetry={() => source.retry()}
          testid="grid-error"
        />
      )}
      <p className={styles.foot} role="status" data-testid="grid-count">
        {source.count !== undefined &&
          (source.more
            ? t.grid.atLeast(f.count(source.count))
            : t.grid.rows(f.count(source.count), source.count))}
        {(source.count ?? 0) > ROWS_MAX && ` ${t.grid.shownAtMost(f.count(ROWS_MAX))}`}
      </p>
    </div>
  );
}

/** What does not fit its cell is told in full to who points at it. */
function tellWhole({ target }: { target: EventTarget }): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[role="gridcell"]') : null;
  if (cell === null) return;
  cell.title = cell.scrollWidth > cell.clientWidth ? cell.innerText : "";
}

function SkeletonRows() {
  return (
    <div className={styles.skeletons} aria-hidden="true">
      {Array.from({ length: SKELETONS }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={n} className={styles.skeleton}>
          <Skeleton width="half" />
        </div>
      ))}
    </div>
  );
}
