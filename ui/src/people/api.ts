// People by a few letters of what they are called, and what they are called by their number.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Session } from "#app/session.ts";
import { useSession } from "#app/use-session.ts";
import type { ParticipantLine } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";

const FOUND_MAX = 8;
const TYPING_MS = 200;

/** What was last typed, when the typing pauses. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export interface Found {
  people: readonly ParticipantLine[];
  state: "idle" | "looking" | "found" | "failed";
}

const NOBODY: readonly ParticipantLine[] = [];

/** Whose name or nick has these letters, or a number of whom begins so. */
export function usePeople(typed: string): Found {
  const { wire } = useSession();
  const wanted = typed.trim();
  const text = useSettled(wanted);
  const { data, error } = useQuery({
    queryKey: ["people", text],
    queryFn: () => wire.request("participants.list", { text, limit: FOUND_MAX }),
    enabled: text !== "",
  });
  if (wanted === "") return { people: NOBODY, state: "idle" };
  if (wanted !== text) return { people: NOBODY, state: "looking" };
  if (error !== null) return { people: NOBODY, state: "failed" };
  if (data === undefined) return { people: NOBODY, state: "looking" };
  return { people: data.rows ?? NOBODY, state: "found" };
}

const ASKED_MAX = 200;
const GATHERING_MS = 10;

/** Numbers that are wanted at about the same time are asked for together: a table has many. */
export class Names {
  private readonly wire: Pick<Wire, "request">;
  private waiting = new Map<number, ((who: ParticipantLine | null) => void)[]>();

  constructor(wire: Pick<Wire, "request">) {
    this.wire = wire;
  }

  /** Null: there is nobody of that number, or it is not to be known now. */
  of(id: number): Promise<ParticipantLine | null> {
    if (this.waiting.size === 0) setTimeout(() => this.ask(), GATHERING_MS);
    return new Promise((resolve) => {
      this.waiting.set(id, [...(this.waiting.get(id) ?? []), resolve]);
    });
  }

  private async ask(): Promise<void> {
    const wanted = [...this.waiting];
    this.waiting = new Map();
    for (let at = 0; at < wanted.length; at += ASKED_MAX) {
      const part = wanted.slice(at, at + ASKED_MAX);
      const rows = await this.read(part.map(([id]) => id));
      for (const [id, waiters] of part) {
        const found = rows.find((row) => row.id === id) ?? null;
        for (const resolve of waiters) resolve(found);
      }
    }
  }

  private async read(ids: number[]): Promise<readonly ParticipantLine[]> {
    try {
      return (await this.wire.request("participants.rows", { ids })).rows ?? [];
    } catch {
      return []; // a name is no reason to fail: there is the number
    }
  }
}

const createNames = (session: Session): Names => new Names(session.wire);

/** Undefined: not read yet, or there is nobody of that number. */
export function usePerson(id: number): ParticipantLine | undefined {
  const session = useSession();
  const query = { queryKey: ["person", id], queryFn: () => session.get(createNames).of(id) };
  return useQuery(query).data ?? undefined;
}
