import { cleanLine } from "#data/clean.ts";
import type { Column } from "#grid/columns.ts";
import { ABSENT, type Format } from "#i18n/format.ts";
import { Action, type AuditRow, ObjectKind } from "#wire/protocol.ts";
import type { Words } from "./texts.ts";

const ACTIONS = new Map<number, keyof typeof Action>(
  Object.entries(Action).map(([name, value]) => [value, name as keyof typeof Action]),
);
const OBJECTS = new Map<number, keyof typeof ObjectKind>(
  Object.entries(ObjectKind).map(([name, value]) => [value, name as keyof typeof ObjectKind]),
);

export function actionText(t: Words, row: AuditRow): string {
  const name = ACTIONS.get(row.action);
  return name === undefined ? ABSENT : t.audit.actions[name];
}

/** «Участник 12», and whose name it has. */
export function objectText(t: Words, row: AuditRow): string {
  const name = OBJECTS.get(row.object);
  return name === undefined ? ABSENT : t.audit.objects[name];
}

export function authorText(t: Words, row: AuditRow): string {
  if (row.admin === undefined) return t.audit.console;
  return cleanLine(row.author) || t.audit.admin(String(row.admin));
}

/** A table has a name of the protocol, everything else its own. */
export function nameText(t: Words, row: AuditRow): string {
  const name = cleanLine(row.name);
  return row.object === ObjectKind.table ? (t.audit.words[name] ?? name) : name;
}

export function auditColumns(t: Words, f: Format, now: number): Column<AuditRow>[] {
  const words = t.audit.columns;
  return [
    {
      id: "at",
      title: words.at,
      width: 128,
      cell: (row) => (
        <time dateTime={new Date(row.at).toISOString()} title={f.full(row.at)}>
          {f.dateTime(row.at, now)}
        </time>
      ),
    },
    {
      id: "author",
      title: words.author,
      width: 180,
      cell: (row) => <bdi>{authorText(t, row)}</bdi>,
    },
    { id: "action", title: words.action, width: 170, cell: (row) => actionText(t, row) },
    { id: "object", title: words.object, width: 150, cell: (row) => objectText(t, row) },
    { id: "id", title: words.id, width: 110, align: "end", cell: (row) => row.id ?? ABSENT },
    {
      id: "name",
      title: words.name,
      width: 200,
      cell: (row) => <bdi>{nameText(t, row) || ABSENT}</bdi>,
    },
    {
      id: "reason",
      title: words.reason,
      width: 220,
      cell: (row) => <bdi>{cleanLine(row.reason) || ABSENT}</bdi>,
    },
  ];
}
