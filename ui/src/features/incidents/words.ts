import type { Format } from "#i18n/format.ts";
import { Bot, Incident, type IncidentView } from "#wire/protocol.ts";
import type { useIncidentsTexts } from "./texts.ts";

type Texts = ReturnType<typeof useIncidentsTexts>;

const NAMES = {
  [Incident.poller]: "poller",
  [Incident.key]: "key",
  [Incident.telegram]: "telegram",
  [Incident.disk]: "disk",
  [Incident.verify]: "verify",
  [Incident.restart]: "restart",
} as const;

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 24 * HOUR;

/** What is wrong, and of what. */
export function nameOf(own: Texts, one: IncidentView): string {
  const name = own.kinds[NAMES[one.kind]];
  const subject = subjectOf(own, one);
  return subject === undefined ? name : `${name}: ${subject}`;
}

function subjectOf(own: Texts, { kind, subject }: IncidentView): string | undefined {
  if (subject === undefined) return undefined;
  return kind === Incident.telegram ? own.bot(subject === Bot.support) : own.cabinet(subject);
}

/** The figure it is about, in words. */
export function figureOf(own: Texts, f: Format, { kind, value }: IncidentView): string | undefined {
  if (value === undefined) return undefined;
  if (kind === Incident.key) return own.until(f.date(value));
  return kind === Incident.disk ? own.used(value) : undefined;
}

/** How long, in the two largest units. */
export function spanOf(own: Texts, ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE));
  if (minutes < HOUR) return own.minutes(minutes);
  if (minutes < DAY) return own.hours(Math.floor(minutes / HOUR), minutes % HOUR);
  return own.days(Math.floor(minutes / DAY), Math.floor((minutes % DAY) / HOUR));
}
