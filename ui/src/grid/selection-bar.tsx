import { X } from "lucide-react";
import { type ReactNode, useSyncExternalStore } from "react";
import type { RowSource } from "#data/row-source.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button, IconButton } from "#kit/button/button.tsx";
import type { Selection } from "./selection.ts";
import styles from "./selection-bar.module.css";

interface Props {
  /** Undefined: whoever looks may do nothing with them. */
  selection: Selection | undefined;
  source: RowSource<unknown>;
  /** "12 participants selected", in the words of the page. */
  words: (figure: string, count: number) => string;
  /** What fits the filter can be chosen whole: the list knows how much that is. */
  whole?: boolean;
  /** What can be done with so many. */
  deeds: (count: number, selection: Selection) => ReactNode;
  /** What stands here while nothing is chosen. */
  children: ReactNode;
}

/**
 * Takes the place of the filters while something is chosen; they keep their room, so that no row moves
 * from under the hand. On a phone it floats below, within reach of the thumb.
 */
export function SelectionBar({ selection, children, ...rest }: Props) {
  useSyncExternalStore(selection?.onChange ?? never, () => selection?.version);
  const shown = selection !== undefined && !selection.empty;
  return (
    <div className={styles.place} data-chosen={shown || undefined}>
      <div className={styles.instead}>{children}</div>
      {shown && <Bar selection={selection} {...rest} />}
    </div>
  );
}

function Bar(props: Omit<Props, "selection" | "children"> & { selection: Selection }) {
  const { selection, source, words, whole = false, deeds } = props;
  const { t, f } = useI18n();
  useSyncExternalStore(source.onChange, () => source.version);
  const total = source.count ?? 0;
  const count = selection.count(total);
  const more = whole && !selection.every && count < total;
  return (
    <section className={styles.bar} aria-label={t.grid.selected.label} data-testid="selection-bar">
      <IconButton
        bare
        label={t.grid.selected.clear}
        title={t.grid.selected.clear}
        onClick={() => selection.clear()}
        data-testid="selection-clear"
      >
        <X aria-hidden="true" />
      </IconButton>
      <strong className={styles.count} role="status" data-testid="selection-count">
        {words(f.count(count), count)}
      </strong>
      {selection.full && (
        <span className={styles.full} role="status" data-testid="selection-full">
          {t.grid.selected.full(f.count(selection.max))}
        </span>
      )}
      {more && (
        <Button
          small
          variant="ghost"
          className={styles.all}
          onClick={() => selection.all()}
          data-testid="selection-all"
        >
          {t.grid.selected.all(f.count(total))}
        </Button>
      )}
      <div className={styles.deeds}>{deeds(count, selection)}</div>
    </section>
  );
}

function never(): () => void {
  return () => {};
}
