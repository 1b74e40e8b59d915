import { ArrowDown, ArrowUp } from "lucide-react";
import { useI18n } from "#i18n/index.tsx";
import { cx } from "#kit/cx.ts";
import { type Column, nextSort, type Sort } from "./columns.ts";
import styles from "./grid.module.css";
import type { Across } from "./layout.ts";

interface HeadProps<R> {
  columns: readonly Column<R>[];
  across: Across;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
  /** Of the rows that are here, those chosen; undefined: nothing can be. */
  chosen: "none" | "some" | "all" | undefined;
  onChoose: () => void;
}

export function Head<R>(props: HeadProps<R>) {
  const { columns, across, sort, onSort, chosen, onChoose } = props;
  const { t } = useI18n();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see Grid
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus
    <div role="row" aria-rowindex={1} className={styles.head} style={across}>
      {chosen !== undefined && (
        // biome-ignore lint/a11y/useSemanticElements: see Grid
        // biome-ignore lint/a11y/useFocusableInteractive: its box has the focus
        <div role="columnheader" className={styles.select}>
          <input
            type="checkbox"
            ref={(box) => {
              if (box !== null) box.indeterminate = chosen === "some";
            }}
            checked={chosen === "all"}
            onChange={onChoose}
            aria-label={t.grid.selectLoaded}
            title={t.grid.selectLoaded}
            data-testid="select-loaded"
          />
        </div>
      )}
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
