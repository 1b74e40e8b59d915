import { useNavigate, useSearch } from "@tanstack/react-router";
import { Trophy } from "lucide-react";
import { useMemo } from "react";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { WindowList } from "#data/row-source.ts";
import { ExportButton } from "#exports/export-button.tsx";
import { type Column, fileColumns } from "#grid/columns.ts";
import { Grid } from "#grid/grid.tsx";
import { momentsOf } from "#grid/period.ts";
import { PeriodPicker } from "#grid/period-picker.tsx";
import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { RankingBy, type RankingRow } from "#wire/protocol.ts";
import { BYS } from "./search.ts";
import { useTopTexts } from "./texts.ts";
import styles from "./top.module.css";

/** The best hundred, by four measures, for all time or a period. */
export function TopPage() {
  const { t, f } = useI18n();
  const own = useTopTexts();
  const { wire } = useSession();
  const navigate = useNavigate({ from: "/top" });
  const { by, from, to } = useSearch({ from: "/shell/top" });
  useTitle(own.title);
  const source = useMemo(
    () =>
      new WindowList<RankingRow>(async () => {
        const { rows = [] } = await wire.request("ranking.top", {
          by: RankingBy[by],
          ...momentsOf({ from, to }),
        });
        return { rows, total: rows.length };
      }),
    [wire, by, from, to],
  );
  const columns = useMemo<Column<RankingRow>[]>(
    () => [
      { id: "place", title: own.place, width: 76, align: "end", cell: (row) => row.place },
      {
        id: "name",
        file: "participant,name",
        title: own.name,
        width: 200,
        cell: (row) => <bdi>{participantName(t, { id: row.participant, name: row.name })}</bdi>,
      },
      {
        id: "people",
        title: own.people,
        width: 120,
        align: "end",
        cell: (row) => f.count(row.people ?? 0),
      },
      {
        id: "orders",
        title: own.orders,
        width: 150,
        align: "end",
        cell: (row) => f.count(row.orders ?? 0),
      },
      { id: "sum", title: own.sum, width: 180, align: "end", cell: (row) => f.money(row.sum ?? 0) },
      {
        id: "paid",
        title: own.paid,
        width: 160,
        align: "end",
        cell: (row) => f.points(row.paid ?? 0),
      },
    ],
    [t, f, own],
  );
  return (
    <Page
      title={own.title}
      actions={
        <ExportButton
          what={{ top: { by: RankingBy[by], ...momentsOf({ from, to }) } }}
          columns={fileColumns(columns)}
        />
      }
    >
      <fieldset className={styles.bys} aria-label={own.byLabel}>
        {BYS.map((one) => (
          <Button
            key={one}
            small
            variant={one === by ? "primary" : "outline"}
            aria-pressed={one === by}
            onClick={() => navigate({ search: (old) => ({ ...old, by: one }), replace: true })}
            data-testid={`by-${one}`}
          >
            {own.by[one]}
          </Button>
        ))}
      </fieldset>
      <PeriodPicker
        period={{ from, to }}
        onChange={(next) => navigate({ search: { by, ...next }, replace: true })}
      />
      <p className={styles.note}>{own.note}</p>
      <Grid
        label={own.title}
        source={source}
        columns={columns}
        keyOf={(row) => row.participant}
        onOpen={(row) => navigate({ to: "/participants", search: { card: row.participant } })}
        empty={<Empty icon={<Trophy aria-hidden="true" />} title={own.empty} testid="list-empty" />}
        testid="top"
      />
    </Page>
  );
}
