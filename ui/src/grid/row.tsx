import { type MouseEvent, memo } from "react";
import { useI18n } from "#i18n/index.tsx";
import { cx } from "#kit/cx.ts";
import { flash } from "#kit/flash.ts";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import type { Column } from "./columns.ts";
import styles from "./grid.module.css";
import type { Across } from "./layout.ts";

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
  /** Undefined: it cannot be. */
  chosen: boolean | undefined;
  onClick: (index: number, event: MouseEvent) => void;
  onChoose: (index: number, event: MouseEvent) => void;
}

/** What is held with a click chooses rows, not letters. */
function keepLetters(event: MouseEvent): void {
  if (event.shiftKey) event.preventDefault();
}

function PlainRow<R>(props: RowProps<R>) {
  const { id, index, top, row, columns, across, active, fresh, open, opens, chosen } = props;
  const { t } = useI18n();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see Grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and moves its active row
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid hears the keys
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={chosen ?? (open || undefined)}
      aria-current={(chosen !== undefined && open) || undefined}
      className={cx(styles.row, flash(fresh))}
      data-active={active || undefined}
      data-open={open || undefined}
      data-opens={opens || undefined}
      data-chosen={chosen || undefined}
      data-testid="grid-row"
      style={{ ...across, transform: `translateY(${top}px)` }}
      onMouseDown={chosen === undefined ? undefined : keepLetters}
      onClick={(event) => props.onClick(index, event)}
    >
      {chosen !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: see Grid
        // biome-ignore lint/a11y/useFocusableInteractive: as the row
        // biome-ignore lint/a11y/useKeyWithClickEvents: as the row
        <div
          role="gridcell"
          className={styles.select}
          onMouseDown={(event) => event.preventDefault()}
          onClick={(event) => {
            event.stopPropagation();
            props.onChoose(index, event);
          }}
          data-testid="select-row"
        >
          {row !== undefined && (
            <input
              type="checkbox"
              tabIndex={-1}
              checked={chosen}
              onChange={() => {}}
              aria-label={t.grid.selectRow}
              aria-describedby={`${id}-name`}
            />
          )}
        </div>
      )}
      {columns.map((column, n) => (
        // biome-ignore lint/a11y/useSemanticElements: see Grid
        // biome-ignore lint/a11y/useFocusableInteractive: as the row
        <div
          key={column.id}
          id={n === 0 && chosen !== undefined ? `${id}-name` : undefined}
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
export const Row = memo(PlainRow, (a, b) =>
  (["id", "top", "row", "columns", "across", "active", "fresh", "open", "chosen"] as const).every(
    (name) => a[name] === b[name],
  ),
) as typeof PlainRow;
