import { useEffect, useRef } from "react";
import type { LiveList, OnChanged } from "./live.ts";

/** Hears whose rows have changed, for as long as it is mounted. */
export function useChanges(list: LiveList, onChanged: OnChanged): void {
  const latest = useRef(onChanged);
  useEffect(() => {
    latest.current = onChanged;
  });
  useEffect(() => list.onChanged((ids) => latest.current(ids)), [list]);
}

/** The same of one of them. */
export function useChangesOf(list: LiveList, id: number, onChange: () => void): void {
  useChanges(list, (ids) => {
    if (ids === "many" || ids.includes(id)) onChange();
  });
}
