import { Download, Trash2, X } from "lucide-react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode, errorName } from "#wire/errors.ts";
import { type ExportJob, ExportState } from "#wire/protocol.ts";
import styles from "./exports.module.css";
import { makeExportJobs } from "./jobs.ts";
import { useExportsTexts } from "./texts.ts";

/** One file: how far it has come, and when it is whole, where to get it. */
export function JobLine({ job }: { job: ExportJob }) {
  const own = useExportsTexts();
  const { t } = useI18n();
  const session = useSession();
  const end = (): void => {
    session
      .get(makeExportJobs)
      .cancel(job.id)
      .catch((error) => toast("error", own.cancel, errorText(t, errorCode(error))));
  };
  const running = job.state === ExportState.running;
  return (
    <li className={styles.job} data-testid="export-job" data-state={stateName(job)}>
      <span className={styles.file}>{job.name}</span>
      <Progress job={job} />
      {job.state === ExportState.done && (
        <a
          href={`/exports/${job.id}`}
          download
          className={styles.link}
          data-testid="export-download"
        >
          <Download aria-hidden="true" />
          {own.download}
        </a>
      )}
      <IconButton
        bare
        label={running ? own.cancel : own.remove}
        onClick={end}
        data-testid="export-cancel"
      >
        {running ? <X aria-hidden="true" /> : <Trash2 aria-hidden="true" />}
      </IconButton>
    </li>
  );
}

function Progress({ job }: { job: ExportJob }) {
  const own = useExportsTexts();
  const { t, f } = useI18n();
  const now = useNow();
  const rows = job.rows ?? 0;
  if (job.state === ExportState.failed) {
    return (
      <span role="alert">
        {own.failed}: {errorText(t, errorName(job.error ?? 0))}
      </span>
    );
  }
  if (job.state === ExportState.done) {
    const size = own.kilobytes(f.count(Math.ceil((job.size ?? 0) / 1024)));
    const until = job.expires === undefined ? "" : own.until(f.dateTime(job.expires, now));
    return (
      <span className={styles.state}>
        {[own.rows(f.count(rows), rows), size, until].join(" · ")}
      </span>
    );
  }
  return (
    <span className={styles.state}>
      <progress
        aria-label={job.name}
        max={job.total}
        value={job.total === undefined ? undefined : rows}
      />
      {job.total === undefined
        ? own.rows(f.count(rows), rows)
        : own.rows(own.of(f.count(rows), f.count(job.total)), job.total)}
    </span>
  );
}

function stateName(job: ExportJob): string | undefined {
  return Object.entries(ExportState).find(([, state]) => state === job.state)?.[0];
}
