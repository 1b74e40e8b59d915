import { useState, useSyncExternalStore } from "react";
import { useOnline, useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Choice } from "#kit/radio/radio.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { ExportFormat } from "#wire/protocol.ts";
import styles from "./exports.module.css";
import { JobLine } from "./job-line.tsx";
import { type Exported, makeExportJobs } from "./jobs.ts";
import { useExportsTexts } from "./texts.ts";

const FORMATS = ["xlsx", "csv"] as const;

const WHICH = ["shown", "all"] as const;

interface Props {
  what: Exported;
  /** Of the table on the page, as the server names them. */
  columns: string | undefined;
  onClose: () => void;
}

/** The table on the page as a file. */
export default function ExportDialog({ what, columns, onClose }: Props) {
  const own = useExportsTexts();
  const { t, lang } = useI18n();
  const session = useSession();
  const online = useOnline();
  const files = session.get(makeExportJobs);
  const jobs = useSyncExternalStore(files.onChange, () => files.jobs);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>("xlsx");
  const [which, setWhich] = useState<(typeof WHICH)[number]>("shown");
  const [begun, setBegun] = useState<readonly number[]>([]);
  const [busy, setBusy] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    try {
      const job = await files.begin(
        { ...what, format: ExportFormat[format] },
        lang,
        which === "shown" ? columns : undefined,
      );
      setBegun((before) => [job.id, ...before]);
    } catch (error) {
      toast("error", own.notBegun, errorText(t, errorCode(error)));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={own.dialog}
      closeLabel={t.app.close}
      footer={
        <>
          <Button onClick={onClose}>{t.app.close}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={!online}
            onClick={begin}
            data-testid="export-begin"
          >
            {own.begin}
          </Button>
        </>
      }
      testid="export-dialog"
    >
      <div className={styles.form}>
        <p data-testid="export-lead">{what.brought === undefined ? own.lead : own.leadByNumber}</p>
        <Choice
          legend={own.format}
          options={FORMATS.map((value) => ({ value, text: own[value] }))}
          value={format}
          onChange={(value) => setFormat(value === "csv" ? "csv" : "xlsx")}
        />
        {columns !== undefined && (
          <Choice
            legend={own.which}
            options={WHICH.map((value) => ({ value, text: own[value] }))}
            value={which}
            onChange={(value) => setWhich(value === "all" ? "all" : "shown")}
          />
        )}
        <p className={styles.note}>{own.recorded}</p>
        <ul className={styles.jobs}>
          {jobs
            .filter((job) => begun.includes(job.id))
            .map((job) => (
              <JobLine key={job.id} job={job} />
            ))}
        </ul>
      </div>
    </Dialog>
  );
}
