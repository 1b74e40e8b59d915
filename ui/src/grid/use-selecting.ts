// How rows of a table are chosen: by mouse, by finger and by keys. A range may reach over rows that are
// not here yet: they are read first.
import { type MouseEvent, useEffect, useState, useSyncExternalStore } from "react";
import { useCommands } from "#app/palette/registry.ts";
import type { RowSource } from "#data/row-source.ts";
import { useI18n } from "#i18n/index.tsx";
import { extent, type Key, NONE, type Selection } from "./selection.ts";

interface Props<R> {
  selection: Selection | undefined;
  source: RowSource<R>;
  keyOf: (row: R) => Key;
  active: number;
  /** Rows in sight, which is what the source goes back to. */
  sight: readonly [number, number];
}

interface Range {
  from: number;
  to: number;
  chosen: boolean;
}

type Held = Pick<MouseEvent, "shiftKey" | "ctrlKey" | "metaKey">;

export function useSelecting<R>({ selection, source, keyOf, active, sight }: Props<R>) {
  const { t } = useI18n();
  const now = selection ?? NONE;
  useSyncExternalStore(now.onChange, () => now.version);
  const [range, setRange] = useState<Range>();
  const { version } = source;

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the source has changes with its version
  useEffect(() => {
    if (range === undefined) return;
    const last = Math.min(range.to, (source.count ?? 0) - 1);
    const rows = Array.from({ length: Math.max(0, last - range.from + 1) }, (_, n) =>
      source.row(range.from + n),
    );
    if (rows.some((row) => row === undefined) && source.error === undefined) {
      source.want(range.from, last);
      return;
    }
    source.want(...sight);
    setRange(undefined);
    now.set(
      rows.filter((row) => row !== undefined).map((row) => keyOf(row)),
      range.chosen,
    );
  }, [range, source, version, now]);

  const keyAt = (index: number): Key | undefined => {
    const row = source.row(index);
    return row === undefined ? undefined : keyOf(row);
  };
  const toggle = (index: number): void => {
    const key = keyAt(index);
    setRange(undefined);
    if (key !== undefined) now.toggle(key);
  };
  /** One row more than there is room for says that it is full. */
  const span = (begin: number, end: number, chosen: boolean): void => {
    const far = Math.max(begin - now.max, Math.min(begin + now.max, end));
    setRange({ from: Math.min(begin, far), to: Math.max(begin, far), chosen });
  };
  /** From where the last one was chosen to this row, whichever is above. */
  const reach = (index: number): void => {
    const begin = indexOf(source, keyOf, now.anchor);
    if (begin < 0) {
      toggle(index);
      return;
    }
    span(begin, index, now.has(now.anchor ?? ""));
  };
  const choose = (index: number, { shiftKey }: Held): void => {
    if (shiftKey) reach(index);
    else toggle(index);
  };
  const clear = (): void => {
    setRange(undefined);
    now.clear();
  };
  const loaded = (): Key[] => source.kept().map(keyOf);
  const head = now.empty ? "none" : extent(now, loaded());
  const whole = (): void => {
    if (head === "all") clear();
    else now.set(loaded(), true);
  };

  useCommands(
    now.empty
      ? []
      : [
          {
            id: "grid.deselect",
            title: t.grid.selected.clear,
            group: "page",
            keys: "escape",
            weight: 1,
            run: clear,
          },
        ],
  );

  return {
    busy: range !== undefined,
    head,
    whole,
    choose,
    has: (key: Key): boolean => now.has(key),
    /** A click on a row: true if it chose. */
    clicked: (index: number, held: Held): boolean => {
      const choosing = selection !== undefined && (held.shiftKey || held.ctrlKey || held.metaKey);
      if (choosing) choose(index, held);
      return choosing;
    },
    /** The focus went on to this row, and takes with it what it came by. */
    stretched: (to: number): void => {
      if (selection === undefined) return;
      now.anchor ??= keyAt(active);
      span(active, to, true);
    },
    /** A key at the focused row: true if it chose. */
    pressed: (key: string, held: Held): boolean => {
      if (selection === undefined) return false;
      if (key === " ") choose(active, held);
      else if (key === "a" && (held.ctrlKey || held.metaKey)) now.set(loaded(), true);
      else return false;
      return true;
    },
  };
}

/** Where a row that is here stands now; -1: nowhere. */
function indexOf<R>(source: RowSource<R>, keyOf: (row: R) => Key, key: Key | undefined): number {
  if (key === undefined) return -1;
  for (let n = 0; n < (source.count ?? 0); n += 1) {
    const row = source.row(n);
    if (row !== undefined && keyOf(row) === key) return n;
  }
  return -1;
}
