// How people are called, everywhere on the panel: by the name that Telegram has of them, or by their number.
import { cleanLine } from "#data/clean.ts";
import type { Dict } from "./ru.ts";

interface Participant {
  id: number;
  name?: string | undefined;
}

export function participantName(t: Dict, { id, name }: Participant): string {
  return cleanLine(name) || t.participants.unnamed(String(id));
}

export function adminName(id: number, name: string | undefined): string {
  return cleanLine(name) || `№\u00a0${id}`;
}
