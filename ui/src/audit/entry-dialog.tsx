import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSession } from "#app/use-session.ts";
import { cleanText } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { ABSENT } from "#i18n/format.ts";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import { Spinner } from "#kit/spinner/spinner.tsx";
import { errorCode } from "#wire/errors.ts";
import { type AuditRow, ObjectKind } from "#wire/protocol.ts";
import { Changes } from "./changes.tsx";
import { actionText, authorText, nameText, objectText } from "./columns.tsx";
import styles from "./entry-dialog.module.css";
import { useWords } from "./texts.ts";

/** One entry of the journal with everything it changed. */
export function EntryDialog({ seq, onClose }: { seq: number; onClose: () => void }) {
  const { t } = useWords();
  const { wire } = useSession();
  const { data, error, refetch } = useQuery({
    queryKey: ["audit", seq],
    queryFn: () => wire.request("audit.card", { seq }),
    staleTime: Number.POSITIVE_INFINITY, // what happened stays so
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t.audit.entry}
      closeLabel={t.app.close}
      wide
      testid="entry"
    >
      {data === undefined && error === null && <Spinner />}
      {data === undefined && error !== null && (
        <Notice kind="error" action={<Button onClick={() => refetch()}>{t.app.retry}</Button>}>
          {errorText(t, errorCode(error))}
        </Notice>
      )}
      {data !== undefined && (
        <>
          <Facts row={data.row} />
          {data.changes !== undefined && <Changes list={data.changes} />}
        </>
      )}
    </Dialog>
  );
}

function Facts({ row }: { row: AuditRow }) {
  const { t, f } = useWords();
  const words = t.audit.columns;
  const name = nameText(t, row);
  return (
    <dl className={styles.facts}>
      <dt>{words.at}</dt>
      <dd>{f.full(row.at)}</dd>
      <dt>{words.author}</dt>
      <dd>
        <bdi>{authorText(t, row)}</bdi>
      </dd>
      <dt>{words.action}</dt>
      <dd>{actionText(t, row)}</dd>
      <dt>{words.object}</dt>
      <dd>
        {objectText(t, row)} <ObjectLink row={row} /> {name !== "" && <bdi>{name}</bdi>}
      </dd>
      <dt>{words.reason}</dt>
      <dd className={styles.reason}>
        <bdi>{cleanText(row.reason) || ABSENT}</bdi>
      </dd>
    </dl>
  );
}

function ObjectLink({ row }: { row: AuditRow }) {
  if (row.id === undefined) return ABSENT;
  if (row.object === ObjectKind.participant) {
    return (
      <Link to="/participants" search={{ card: row.id }}>
        {row.id}
      </Link>
    );
  }
  if (row.object === ObjectKind.payout) {
    return (
      <Link to="/payouts" search={{ id: row.id }}>
        {row.id}
      </Link>
    );
  }
  return row.id;
}
