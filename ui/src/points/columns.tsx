import { Link } from "@tanstack/react-router";
import { cleanLine } from "#data/clean.ts";
import type { Column } from "#grid/columns.ts";
import { ABSENT, type Format } from "#i18n/format.ts";
import { participantName } from "#i18n/names.ts";
import type { Words } from "#points/texts.ts";
import type { JournalLine } from "#wire/protocol.ts";
import { operationText } from "./operation.ts";

export function journalColumns(t: Words, f: Format, now: number): Column<JournalLine>[] {
  const words = t.points.columns;
  const amount = (points: number | undefined): string =>
    points === undefined ? "" : f.points(points);
  return [
    {
      id: "at",
      title: words.at,
      width: 116,
      cell: (row) => (
        <time dateTime={new Date(row.at).toISOString()} title={f.full(row.at)}>
          {f.dateTime(row.at, now)}
        </time>
      ),
    },
    {
      id: "participant",
      file: "participant,name",
      title: words.participant,
      width: 170,
      cell: (row) => (
        <Link to="/participants" search={{ card: row.participant }}>
          <bdi>{participantName(t, { id: row.participant, name: row.name })}</bdi>
        </Link>
      ),
    },
    {
      id: "accrued",
      title: words.accrued,
      width: 132,
      align: "end",
      cell: (row) => amount(row.accrued),
    },
    {
      id: "debited",
      title: words.debited,
      width: 132,
      align: "end",
      cell: (row) => amount(row.debited),
    },
    {
      id: "operation",
      file: "kind,level,rate,base",
      title: words.operation,
      width: 280,
      cell: (row) => operationText(t, row),
    },
    {
      id: "ground",
      file: "number,payout",
      title: words.ground,
      width: 180,
      cell: (row) => ground(t, row),
    },
    {
      id: "total",
      title: words.total,
      width: 130,
      align: "end",
      cell: (row) => amount(row.total ?? 0),
    },
  ];
}

/** The order or the request it follows from. */
function ground(t: Words, row: JournalLine) {
  if (row.payout !== undefined) {
    return (
      <Link to="/payouts" search={{ id: row.payout }}>
        {t.points.request(String(row.payout))}
      </Link>
    );
  }
  return cleanLine(row.number) || ABSENT;
}
