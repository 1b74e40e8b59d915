import type { Column } from "#grid/columns.ts";
import { ABSENT, type Format } from "#i18n/format.ts";
import type { Dict } from "#i18n/ru.ts";
import { callOf, type Payout } from "../model.ts";
import { StatusBadge } from "../status.tsx";
import type { usePayoutsTexts } from "../texts.ts";

/** What may be sorted by has the server's own name for it. */
export function tableColumns(
  t: Dict,
  own: ReturnType<typeof usePayoutsTexts>,
  f: Format,
  now: number,
): Column<Payout>[] {
  const words = own.table.columns;
  return [
    { id: "id", title: words.id, width: 76, cell: (row) => own.number(String(row.id)) },
    {
      id: "participant",
      file: "participant,name,nick",
      title: words.participant,
      width: 180,
      sortable: true,
      cell: (row) => (
        <bdi>
          {callOf(t, row)}
          {row.nick !== "" && ` @${row.nick}`}
        </bdi>
      ),
    },
    {
      id: "created",
      title: words.created,
      width: 116,
      sortable: true,
      cell: (row) => f.dateTime(row.created, now),
    },
    {
      id: "points",
      title: words.points,
      width: 134,
      align: "end",
      sortable: true,
      cell: (row) => f.points(row.points),
    },
    {
      id: "money",
      title: words.money,
      width: 140,
      align: "end",
      sortable: true,
      cell: (row) => f.money(row.money),
    },
    {
      id: "state",
      title: words.state,
      width: 150,
      sortable: true,
      cell: (row) => <StatusBadge state={row.state} />,
    },
    {
      id: "operator",
      file: "operator_name",
      title: words.operator,
      width: 140,
      sortable: true,
      cell: (row) => (row.operator === undefined ? ABSENT : <bdi>{row.operator.name}</bdi>),
    },
    {
      id: "changed",
      title: words.changed,
      width: 116,
      sortable: true,
      cell: (row) => f.dateTime(row.changed, now),
    },
    {
      id: "reason",
      title: words.reason,
      width: 160,
      cell: (row) => (row.reason === undefined ? ABSENT : own.reject.reasons[row.reason]),
    },
  ];
}
