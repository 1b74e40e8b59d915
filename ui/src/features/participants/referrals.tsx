import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { UsersRound } from "lucide-react";
import { useMemo, useState } from "react";
import { useSession } from "#app/use-session.ts";
import type { Column } from "#grid/columns.ts";
import { Grid } from "#grid/grid.tsx";
import { ABSENT } from "#i18n/format.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import type { ParticipantLine } from "#wire/protocol.ts";
import { levelsQuery, referralsOf } from "./api.ts";
import styles from "./card.module.css";
import type { LiveList } from "./live.ts";
import { Name } from "./name.tsx";
import { useChanges } from "./use-changes.ts";

/** Those whom one invited, and whom they invited: a level at a time. */
export function Referrals({ id, list }: { id: number; list: LiveList }) {
  const { t, f } = useI18n();
  const session = useSession();
  const navigate = useNavigate({ from: "/participants" });
  const [level, setLevel] = useState(1);
  const levels = useQuery(levelsQuery(session, id)).data?.levels ?? [];
  const source = useMemo(() => referralsOf(session, id, level), [session, id, level]);
  // Who invited them has other figures too when theirs are others.
  useChanges(list, (ids) => {
    const shown = source.inSight().map((row) => row.id);
    if (ids === "many" || ids.some((one) => one === id || shown.includes(one))) source.reload();
  });
  const columns = useMemo<Column<ParticipantLine>[]>(() => {
    const words = t.participants.columns;
    return [
      { id: "name", title: words.name, width: 190, cell: (row) => <Name who={row} /> },
      {
        id: "joined",
        title: t.participants.invited,
        width: 116,
        cell: (row) => f.date(row.joined),
      },
      {
        id: "orders",
        title: words.orders,
        width: 92,
        align: "end",
        cell: (row) => f.count(row.orders ?? 0),
      },
      {
        id: "sum",
        title: words.sum,
        width: 150,
        align: "end",
        cell: (row) => f.money(row.sum ?? 0),
      },
      {
        id: "last_order",
        title: words.last_order,
        width: 132,
        cell: (row) => (row.last_order === undefined ? ABSENT : f.date(row.last_order)),
      },
    ];
  }, [t, f]);
  return (
    <div className={styles.filled}>
      <div className={styles.switch}>
        {levels.map((one) => (
          <Button
            key={one.level}
            small
            aria-pressed={one.level === level}
            variant={one.level === level ? "primary" : "outline"}
            onClick={() => setLevel(one.level)}
            data-testid={`level-${one.level}`}
          >
            {t.participants.levelCount(one.level, f.count(one.people ?? 0))}
          </Button>
        ))}
      </div>
      <Grid
        label={t.participants.tabs.referrals}
        source={source}
        columns={columns}
        keyOf={(row) => row.id}
        onOpen={(row) => navigate({ search: (old) => ({ ...old, card: row.id }) })}
        empty={
          <Empty icon={<UsersRound aria-hidden="true" />} title={t.participants.noReferrals} />
        }
        testid="referrals"
      />
    </div>
  );
}
