// The fields by which the journal can be narrowed, and what the server is asked for them.
import type { AuditFilter } from "#audit/list.ts";
import type { Words } from "#audit/texts.ts";
import { chosen, type FilterField, type Filters } from "#grid/filters.ts";
import { Action, type AdminRow, ObjectKind } from "#wire/protocol.ts";

/** Not a number of anybody: what was done at the machine's own console. */
const CONSOLE = 0;

export function journalFields(t: Words, admins: readonly AdminRow[]): FilterField[] {
  const words = t.audit.columns;
  return [
    { id: "at", title: words.at, kind: "date" },
    {
      id: "author",
      title: words.author,
      kind: "one",
      options: [
        ...admins.map((one) => ({
          value: one.id,
          text: one.name ?? t.audit.admin(String(one.id)),
        })),
        { value: CONSOLE, text: t.audit.console },
      ],
    },
    { id: "action", title: words.action, kind: "one", options: named(Action, t.audit.actions) },
    { id: "object", title: words.object, kind: "one", options: named(ObjectKind, t.audit.objects) },
    { id: "id", title: words.id, kind: "number" },
    { id: "participant", title: words.participant, kind: "person" },
  ];
}

function named<N extends string>(values: Record<N, number>, words: Record<N, string>) {
  return (Object.keys(values) as N[]).map((name) => ({ value: values[name], text: words[name] }));
}

export function auditFilter(filters: Filters | undefined): AuditFilter {
  const author = chosen(filters?.author);
  const action = chosen(filters?.action);
  const object = chosen(filters?.object);
  const id = chosen(filters?.id);
  const participant = chosen(filters?.participant);
  const { from, to } = filters?.at ?? {};
  return {
    ...(author === CONSOLE && { console: true }),
    ...(author !== undefined && author !== CONSOLE && { admin: author }),
    ...(action !== undefined && { action: action as Action }),
    ...(object !== undefined && { object: object as ObjectKind }),
    ...(id !== undefined && { id }),
    ...(participant !== undefined && { participant }),
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to + 1 }),
  };
}
