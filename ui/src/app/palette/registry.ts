// Everything that can be done by name or by key: the palette lists it, shortcuts.ts listens for its
// keys, the help shows both. Pages add what belongs to them while they are shown.
import { useEffect, useRef } from "react";

export type Group = "page" | "go" | "general";

export interface Command {
  id: string;
  title: string;
  group: Group;
  /** "j", "g p" (one after the other), "mod+k", "enter", "?". */
  keys?: string;
  run: () => void;
  /** Of several with the same keys that could run, the greatest does; absent: 0. */
  weight?: number;
  /** Only a key, like the next row: not worth a line in the palette. */
  keyOnly?: boolean;
}

type Source = () => readonly Command[];

const sources = new Set<Source>();

export function addCommands(source: Source): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

/** As of now, the weightiest first; a later source wins over an earlier one with the same id. */
export function allCommands(): Command[] {
  const byId = new Map<string, Command>();
  for (const source of sources) for (const command of source()) byId.set(command.id, command);
  return [...byId.values()].sort((a, b) => (b.weight ?? 0) - (a.weight ?? 0));
}

/** The commands of a component, as its last rendering has them. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => addCommands(() => latest.current), []);
}
