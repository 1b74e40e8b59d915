import { ShoppingBag } from "lucide-react";
import { useMemo } from "react";
import { useSession } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { FlowList } from "#data/row-source.ts";
import type { Column } from "#grid/columns.ts";
import { Grid } from "#grid/grid.tsx";
import { ABSENT, type Format } from "#i18n/format.ts";
import { Empty } from "#kit/empty/empty.tsx";
import { useWords, type Words } from "#points/texts.ts";
import { HoldReason, NoPoints, PostingStatus, type Purchase } from "#wire/protocol.ts";
import styles from "./card.module.css";
import type { LiveList } from "./live.ts";
import { useChangesOf } from "./use-changes.ts";

const keyOf = ({ posting }: Purchase): number => posting;

/** What was bought with the Ozon ID of this participant, what it brought, and why so much. */
export function OrdersTab({ id, list }: { id: number; list: LiveList }) {
  const { t, f } = useWords();
  const { wire } = useSession();
  const source = useMemo(
    () =>
      new FlowList<Purchase, number>(async (from, limit) => {
        const page = await wire.request("orders.of", {
          participant: id,
          limit: Math.min(limit, 100),
          ...(from !== undefined && { before: from }),
        });
        return { rows: page.rows ?? [], next: page.next };
      }),
    [wire, id],
  );
  useChangesOf(list, id, () => source.renew(keyOf));
  const columns = useMemo(() => orderColumns(t, f), [t, f]);
  return (
    <div className={styles.filled}>
      <Grid
        label={t.participants.tabs.orders}
        source={source}
        columns={columns}
        keyOf={keyOf}
        empty={<Empty icon={<ShoppingBag aria-hidden="true" />} title={t.points.orders.empty} />}
        testid="orders"
      />
    </div>
  );
}

function orderColumns(t: Words, f: Format): Column<Purchase>[] {
  const words = t.points.orders;
  return [
    { id: "number", title: words.number, width: 190, cell: (row) => cleanLine(row.number) },
    {
      id: "created",
      title: words.created,
      width: 120,
      cell: (row) => (row.created === undefined ? ABSENT : f.date(row.created)),
    },
    {
      id: "status",
      title: words.status,
      width: 112,
      cell: (row) => nameOf(PostingStatus, words.statuses, row.status) ?? ABSENT,
    },
    {
      id: "net",
      title: words.net,
      width: 140,
      align: "end",
      // Of what is on its way nothing counts yet.
      cell: (row) => (row.net === undefined ? ABSENT : f.money(row.net)),
    },
    {
      id: "own",
      title: words.own,
      width: 132,
      align: "end",
      cell: (row) => f.points(row.own ?? 0),
    },
    {
      id: "network",
      title: words.network,
      width: 136,
      align: "end",
      cell: (row) => f.points(row.network ?? 0),
    },
    { id: "why", title: words.why, width: 330, cell: (row) => whyText(t, f, row) },
  ];
}

/** The one reason for nothing; or what keeps the points from being available. */
export function whyText(t: Words, f: Format, row: Purchase): string {
  const words = t.points.orders;
  const nothing = nameOf(NoPoints, words.reasons, row.why);
  if (nothing !== undefined) return nothing;
  const mask = row.hold ?? 0;
  const holds = (Object.keys(words.hold) as (keyof typeof words.hold)[])
    .filter((name) => (mask & HoldReason[name]) !== 0)
    .map((name) =>
      name === "time" && row.release !== undefined
        ? words.until(f.date(row.release))
        : words.hold[name],
    );
  return holds.length === 0 ? words.credited : holds.join(", ");
}

function nameOf<N extends string>(
  values: Readonly<Record<N, number>>,
  words: Readonly<Record<N, string>>,
  value: number | undefined,
): string | undefined {
  const name = (Object.keys(values) as N[]).find((one) => values[one] === value);
  return name === undefined ? undefined : words[name];
}
