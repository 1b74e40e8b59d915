// The table: rows of any number, of which only those in sight exist. It knows nothing of what a row
// is; it asks the source for what it shows, and tells which row was opened.
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, CloudAlert } from "lucide-react";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { useCommands } from "#app/palette/registry.ts";
import type { RowSource } from "#data/row-source.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { cx } from "#kit/cx.ts";
import { Empty } from "#kit/empty/empty.tsx";
import { flash } from "#kit/flash.ts";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { type Column, nextSort, type Sort } from "./columns.ts";
import styles from "./grid.module.css";
import { rowOfKey } from "./keyboard.ts";

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
  /** In place of rows when there are none. */
  empty: ReactNode;
  testid?: string;
}

export function Grid<R>(props: Props<R>) {
  const { label, source, columns, sort, onSort, keyOf, openKey, onOpen, empty, testid } = props;
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
    if (row !== undefined || event.key === "Enter") event.preventDefault();
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

  const across = useMemo(() => layout(columns), [columns]);
  return (
    <div className={styles.frame} data-testid={testid}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are out of sight do not exist */}
      {/* biome-ignore lint/a11y/useKeyWithMouseEvents: what it tells is there to be read anyway */}
      <div
        ref={scroll}
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={first ? -1 : count + 1}
        aria-busy={source.loading || undefined}
        aria-activedescendant={count > 0 && !first ? `${id}-${active}` : undefined}
        className={styles.scroll}
        onKeyDown={onKeyDown}
        onMouseOver={tellWhole}
      >
        <Head columns={columns} across={across} sort={sort} onSort={onSort} />
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
                onOpen={(index) => {
                  setActive(index);
                  open(index);
                }}
                opens={onOpen !== undefined}
              />
            );
          })}
        </div>
      </div>
      {source.error === undefined && source.count === 0 && !source.more && empty}
      {source.error !== undefined && (
        <Empty
          icon={<CloudAlert aria-hidden="true" />}
          title={t.grid.failed}
          action={<Button onClick={() => source.retry()}>{t.app.retry}</Button>}
          testid="grid-error"
        >
          {errorText(t, source.error)}
        </Empty>
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

interface Across {
  gridTemplateColumns: string;
  width: string;
}

/**
 * Every row is laid out by itself and all the same: from the widths alone, whatever stands in the
 * cells. What is left of a wide screen goes to the columns in proportion. The first column stays in
 * sight: on a phone it must leave room for the others.
 */
function layout<R>(columns: readonly Column<R>[]): Across {
  const least = columns.map(({ width }, n) => (n === 0 ? `min(${width}px, 46vw)` : `${width}px`));
  return {
    gridTemplateColumns: least.map((px, n) => `minmax(${px}, ${columns[n]?.width}fr)`).join(" "),
    width: `max(100%, ${least.join(" + ")})`,
  };
}

/** What does not fit its cell is told in full to who points at it. */
function tellWhole({ target }: { target: EventTarget }): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[role="gridcell"]') : null;
  if (cell === null) return;
  cell.title = cell.scrollWidth > cell.clientWidth ? cell.innerText : "";
}

interface HeadProps<R> {
  columns: readonly Column<R>[];
  across: Across;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}

function Head<R>({ columns, across, sort, onSort }: HeadProps<R>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see Grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={1} className={styles.head} style={across}>
      {columns.map((column) => {
        const by = sort?.by === column.id ? sort : undefined;
        return (
          // biome-ignore lint/a11y/useSemanticElements: see Grid
          // biome-ignore lint/a11y/useFocusableInteractive: its button has the focus
          <div
            key={column.id}
            role="columnheader"
            aria-sort={by === undefined ? undefined : by.down ? "descending" : "ascending"}
            className={cx(styles.cell, column.align === "end" && styles.end)}
          >
            {column.sortable === true && onSort !== undefined ? (
              <button
                type="button"
                className={styles.sort}
                onClick={() => onSort(nextSort(sort, column.id))}
                data-testid={`sort-${column.id}`}
              >
                {column.title}
                {by !== undefined &&
                  (by.down ? <ArrowDown aria-hidden="true" /> : <ArrowUp aria-hidden="true" />)}
              </button>
            ) : (
              column.title
            )}
          </div>
        );
      })}
    </div>
  );
}

interface RowProps<R> {
  id: string;
  index: number;
  top: number;
  row: R | undefined;
  columns: readonly Column<R>[];
  across: Across;
  active: boolean;
  /** Grows each time it has just become another one. */
  fresh: number | undefined;
  open: boolean;
  opens: boolean;
  onOpen: (index: number) => void;
}

function PlainRow<R>(props: RowProps<R>) {
  const { id, index, top, row, columns, across, active, fresh, open, opens, onOpen } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: see Grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and moves its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={open || undefined}
      className={cx(styles.row, flash(fresh))}
      data-active={active || undefined}
      data-open={open || undefined}
      data-opens={opens || undefined}
      data-testid="grid-row"
      style={{ ...across, transform: `translateY(${top}px)` }}
      onClick={() => onOpen(index)}
    >
      {columns.map((column) => (
        // biome-ignore lint/a11y/useSemanticElements: see Grid
        // biome-ignore lint/a11y/useFocusableInteractive: as the row
        <div
          key={column.id}
          role="gridcell"
          className={cx(styles.cell, column.align === "end" && styles.end)}
          data-column={column.id}
        >
          {row === undefined ? <Skeleton width="half" /> : column.cell(row)}
        </div>
      ))}
    </div>
  );
}

/** Drawn again only when its own row, place or columns have changed. */
const Row = memo(PlainRow, (a, b) =>
  (["id", "top", "row", "columns", "across", "active", "fresh", "open"] as const).every(
    (name) => a[name] === b[name],
  ),
) as typeof PlainRow;

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
