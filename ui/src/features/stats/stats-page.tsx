import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ChartNoAxesColumn } from "lucide-react";
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
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import type { BroughtRow } from "#wire/protocol.ts";
import styles from "./stats.module.css";
import { useStatsTexts } from "./texts.ts";

/** Whom each participant brought in a period, and what they bought. */
export function StatsPage() {
  const { t, f } = useI18n();
  const own = useStatsTexts();
  const { wire } = useSession();
  const navigate = useNavigate({ from: "/stats" });
  const { from, to } = useSearch({ from: "/shell/stats" });
  useTitle(own.title);
  const source = useMemo(
    () =>
      new WindowList<BroughtRow>(async (offset, limit) => {
        const page = await wire.request("referrals.brought", {
          ...momentsOf({ from, to }),
          ...(offset > 0 && { offset }),
          limit,
        });
        return { rows: page.rows ?? [], total: page.total ?? 0 };
      }),
    [wire, from, to],
  );
  const columns = useMemo<Column<BroughtRow>[]>(
    () => [
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
        id: "buyers",
        title: own.buyers,
        width: 150,
        align: "end",
        cell: (row) => f.count(row.buyers ?? 0),
      },
      {
        id: "orders",
        title: own.orders,
        width: 120,
        align: "end",
        cell: (row) => f.count(row.orders ?? 0),
      },
      { id: "sum", title: own.sum, width: 180, align: "end", cell: (row) => f.money(row.sum ?? 0) },
    ],
    [t, f, own],
  );
  return (
    <Page
      title={own.title}
      actions={
        <>
          <Link to="/stats/exports" data-testid="to-exports">
            {own.toExports}
          </Link>
          <ExportButton
            what={{ brought: { ...momentsOf({ from, to }), limit: 1 } }}
            columns={fileColumns(columns)}
          />
        </>
      }
    >
      <PeriodPicker
        period={{ from, to }}
        onChange={(search) => navigate({ search, replace: true })}
      />
      <p className={styles.note}>{own.note}</p>
      <Grid
        label={own.title}
        source={source}
        columns={columns}
        keyOf={(row) => row.participant}
        onOpen={(row) => navigate({ to: "/participants", search: { card: row.participant } })}
        empty={
          <Empty
            icon={<ChartNoAxesColumn aria-hidden="true" />}
            title={own.empty}
            testid="list-empty"
          />
        }
        testid="brought"
      />
    </Page>
  );
}
