import type { Column } from "#grid/columns.ts";
import { ABSENT, type Format } from "#i18n/format.ts";
import type { Dict } from "#i18n/ru.ts";
import { Badge } from "#kit/badge/badge.tsx";
import { PersonName } from "#people/person-name.tsx";
import { type ParticipantLine, ParticipantStatus } from "#wire/protocol.ts";
import { FIELDS, type Field } from "./fields.ts";
import { Name } from "./name.tsx";

export function participantColumns(t: Dict, f: Format): Column<ParticipantLine>[] {
  return FIELDS.map((field) => ({
    id: field.id,
    title: t.participants.columns[field.id],
    width: field.width,
    sortable: true,
    optional: field.optional === true,
    ...(field.kind === "name" && { file: "name,nick" }),
    ...(isFigure(field) && { align: "end" as const }),
    cell: (row: ParticipantLine) => cell(t, f, field, row),
  }));
}

function isFigure({ kind }: Field): boolean {
  return kind === "count" || kind === "points" || kind === "money" || kind === "date";
}

function cell(t: Dict, f: Format, field: Field, row: ParticipantLine) {
  if (field.kind === "name") return <Name who={row} />;
  if (field.id === "status") {
    if (row.status === ParticipantStatus.active) return t.participants.status.active;
    const blocked = row.status === ParticipantStatus.blocked;
    return (
      <Badge tone={blocked ? "red" : "grey"}>
        {blocked ? t.participants.status.blocked : t.participants.status.erased}
      </Badge>
    );
  }
  if (field.kind === "person") {
    return row.inviter === undefined ? ABSENT : <PersonName id={row.inviter} />;
  }
  const value = row[field.id];
  if (field.kind === "flag") return value === true ? t.participants.yes : t.participants.no;
  if (field.kind === "date") return typeof value === "number" ? f.date(value) : ABSENT;
  const figure = typeof value === "number" ? value : 0;
  if (field.kind === "money") return f.money(figure);
  return field.kind === "points" ? f.points(figure) : f.count(figure);
}
