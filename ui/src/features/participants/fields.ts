// The columns of the list of participants, as the server names them: what kind of thing each holds,
// which are shown without being asked for. Table and filters are both made from this.
import type { FieldKind, FilterField } from "#grid/filters.ts";
import type { Dict } from "#i18n/ru.ts";
import { ParticipantColumn, type ParticipantLine, ParticipantStatus } from "#wire/protocol.ts";

export type FieldId = Exclude<keyof typeof ParticipantColumn, "nick" | "tg" | "ozon">;

export interface Field {
  id: FieldId;
  kind: FieldKind | "flag" | "name";
  width: number;
  optional?: boolean;
}

export const FIELDS: readonly Field[] = [
  { id: "name", kind: "name", width: 240 },
  { id: "id", kind: "count", width: 84 },
  { id: "registered", kind: "date", width: 130 },
  { id: "total", kind: "points", width: 136 },
  { id: "available", kind: "points", width: 136 },
  { id: "last_order", kind: "date", width: 142 },
  { id: "referrals", kind: "count", width: 112 },
  { id: "sum", kind: "money", width: 164 },
  { id: "accrued", kind: "points", width: 136 },
  { id: "paid", kind: "points", width: 136 },
  { id: "status", kind: "set", width: 132 },
  { id: "joined", kind: "date", width: 122, optional: true },
  { id: "inviter", kind: "person", width: 180, optional: true },
  { id: "held", kind: "points", width: 128, optional: true },
  { id: "reserved", kind: "points", width: 128, optional: true },
  { id: "own", kind: "points", width: 140, optional: true },
  { id: "by_network", kind: "points", width: 150, optional: true },
  { id: "corrected", kind: "points", width: 140, optional: true },
  { id: "paid_money", kind: "money", width: 140, optional: true },
  { id: "orders", kind: "count", width: 104, optional: true },
  { id: "network_people", kind: "count", width: 136, optional: true },
  { id: "network_buyers", kind: "count", width: 136, optional: true },
  { id: "network_orders", kind: "count", width: 136, optional: true },
  { id: "network_sum", kind: "money", width: 164, optional: true },
  { id: "proven", kind: "flag", width: 140, optional: true },
  { id: "unreachable", kind: "flag", width: 140, optional: true },
  { id: "debt", kind: "flag", width: 100, optional: true },
  { id: "erased", kind: "flag", width: 120, optional: true },
];

/** Search by name, nick and number; then a filter for each field but the name. */
export const SEARCH_ID = "q";

export const YES = 1;
export const NO = 0;

export function filterFields(t: Dict): FilterField[] {
  return FIELDS.filter((field) => field.kind !== "name").map((field) => ({
    id: field.id,
    title: t.participants.columns[field.id],
    ...kindOf(t, field),
  }));
}

function kindOf(t: Dict, field: Field): Pick<FilterField, "kind" | "options"> {
  if (field.kind === "flag") {
    return {
      kind: "set",
      options: [
        { value: YES, text: t.participants.yes },
        { value: NO, text: t.participants.no },
      ],
    };
  }
  if (field.id === "status") {
    return {
      kind: "set",
      options: Object.entries(ParticipantStatus).map(([name, value]) => ({
        value,
        text: t.participants.status[name as keyof typeof ParticipantStatus],
      })),
    };
  }
  return { kind: field.kind === "name" ? "text" : field.kind };
}

export function columnOf(id: string): ParticipantColumn | undefined {
  return id in ParticipantColumn
    ? ParticipantColumn[id as keyof typeof ParticipantColumn]
    : undefined;
}

export type Line = ParticipantLine;
