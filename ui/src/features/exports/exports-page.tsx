import { useNavigate, useSearch } from "@tanstack/react-router";
import { FileDown } from "lucide-react";
import { useMemo, useSyncExternalStore } from "react";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { ExportButton } from "#exports/export-button.tsx";
import { JobLine } from "#exports/job-line.tsx";
import { type Exported, makeExportJobs } from "#exports/jobs.ts";
import { useExportsTexts } from "#exports/texts.ts";
import { Grid } from "#grid/grid.tsx";
import { PeriodPicker } from "#grid/period-picker.tsx";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { PersonField } from "#people/person-field.tsx";
import styles from "./exports-page.module.css";
import {
  periodArgs,
  previewPurchases,
  previewTree,
  purchaseColumns,
  treeColumns,
} from "./preview.tsx";
import { WHATS } from "./search.ts";

/** The two tables that statistics are made of, to be looked at and taken away; and what was taken. */
export function ExportsPage() {
  const own = useExportsTexts();
  const navigate = useNavigate({ from: "/stats/exports" });
  const { what, under, from, to } = useSearch({ from: "/shell/stats/exports" });
  useTitle(own.title);
  const exported: Exported =
    what === "tree"
      ? { tree: { ...(under !== undefined && { under }), limit: 1 } }
      : { purchases: { ...periodArgs({ from, to }), limit: 1 } };
  return (
    <Page title={own.title} actions={<ExportButton what={exported} />}>
      <fieldset className={styles.whats} aria-label={own.whatLabel}>
        {WHATS.map((one) => (
          <Button
            key={one}
            small
            variant={one === what ? "primary" : "outline"}
            aria-pressed={one === what}
            onClick={() => navigate({ search: { what: one }, replace: true })}
            data-testid={`what-${one}`}
          >
            {own.what[one]}
          </Button>
        ))}
      </fieldset>
      {what === "tree" ? (
        <div className={styles.under}>
          <PersonField
            label={own.under}
            hint={own.underHint}
            id={under}
            onChange={(id) =>
              navigate({
                search: { what, ...(id !== undefined && { under: id }) },
                replace: true,
              })
            }
            testid="under"
          />
        </div>
      ) : (
        <PeriodPicker
          period={{ from, to }}
          onChange={(next) => navigate({ search: { what, ...next }, replace: true })}
        />
      )}
      <p className={styles.note}>{own.preview}</p>
      {what === "tree" ? <Tree under={under} /> : <Purchases from={from} to={to} />}
      <Own />
    </Page>
  );
}

function Nothing() {
  const own = useExportsTexts();
  return (
    <Empty icon={<FileDown aria-hidden="true" />} title={own.previewEmpty} testid="list-empty" />
  );
}

function Tree({ under }: { under: number | undefined }) {
  const own = useExportsTexts();
  const { t, f } = useI18n();
  const { wire } = useSession();
  const source = useMemo(() => previewTree(wire, under), [wire, under]);
  const columns = useMemo(() => treeColumns(t, f, own), [t, f, own]);
  return (
    <Grid
      label={own.what.tree}
      source={source}
      columns={columns}
      keyOf={(row) => row.id}
      empty={<Nothing />}
      testid="preview"
    />
  );
}

function Purchases({ from, to }: { from: string | undefined; to: string | undefined }) {
  const own = useExportsTexts();
  const { t, f } = useI18n();
  const { wire } = useSession();
  const source = useMemo(() => previewPurchases(wire, { from, to }), [wire, from, to]);
  const columns = useMemo(() => purchaseColumns(t, f, own), [t, f, own]);
  return (
    <Grid
      label={own.what.purchases}
      source={source}
      columns={columns}
      keyOf={(row) => row.posting}
      empty={<Nothing />}
      testid="preview"
    />
  );
}

function Own() {
  const own = useExportsTexts();
  const session = useSession();
  const files = session.get(makeExportJobs);
  const jobs = useSyncExternalStore(files.onChange, () => files.jobs);
  return (
    <section aria-label={own.own}>
      <h2 className={styles.own}>{own.own}</h2>
      {jobs.length === 0 && <p className={styles.note}>{own.none}</p>}
      <ul className={styles.jobs} data-testid="own-exports">
        {jobs.map((job) => (
          <JobLine key={job.id} job={job} />
        ))}
      </ul>
    </section>
  );
}
