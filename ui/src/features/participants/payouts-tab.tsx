import { useNavigate } from "@tanstack/react-router";
import { Wallet } from "lucide-react";
import { useMemo } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { Grid } from "#grid/grid.tsx";
import { useI18n } from "#i18n/index.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import type { Payout } from "../payouts/model.ts";
import { tableColumns } from "../payouts/table/columns.tsx";
import { payoutList } from "../payouts/table/list.ts";
import { useNewest } from "../payouts/table/newest.ts";
import { usePayoutsTexts } from "../payouts/texts.ts";
import styles from "./card.module.css";
import type { LiveList } from "./live.ts";
import { useChangesOf } from "./use-changes.ts";

const keyOf = ({ id }: Payout): number => id;
const COLUMNS = ["id", "created", "points", "money", "state", "operator"];

/** What this participant asked to be paid, the newest first; a row leads to the request. */
export function PayoutsTab({ id, list }: { id: number; list: LiveList }) {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const { wire } = useSession();
  const navigate = useNavigate({ from: "/participants" });
  const now = useNow();
  const newest = useNewest();
  const source = useMemo(
    () => payoutList(wire, (limit) => ({ participant: id, limit: Math.min(limit, 100) })),
    [wire, id],
  );
  useChangesOf(list, id, () => source.renew(keyOf));
  const columns = tableColumns(t, own, f, now)
    .filter((column) => COLUMNS.includes(column.id))
    .map(({ sortable: _, ...column }) => ({
      ...column,
      cell: (row: Payout) => column.cell(newest.of(row)),
    }));
  return (
    <div className={styles.filled}>
      <Grid
        label={t.participants.tabs.payouts}
        source={source}
        columns={columns}
        keyOf={keyOf}
        onOpen={(row) => navigate({ to: "/payouts", search: { id: row.id } })}
        empty={<Empty icon={<Wallet aria-hidden="true" />} title={own.empty} />}
        testid="card-payouts"
      />
    </div>
  );
}
