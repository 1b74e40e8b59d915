import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useOnline, useSession } from "#app/use-session.ts";
import { useWords } from "#audit/texts.ts";
import { rightsText } from "#audit/words.ts";
import { cleanLine } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { ABSENT } from "#i18n/format.ts";
import { Badge } from "#kit/badge/badge.tsx";
import { Button } from "#kit/button/button.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import type { AdminRow } from "#wire/protocol.ts";
import { adminsQuery } from "../api.ts";
import styles from "../settings.module.css";
import { useSettingsTexts } from "../texts.ts";
import { AdminDialog } from "./admin-dialog.tsx";

/** Who may come in here, and what they may do. */
export function Admins() {
  const { t } = useWords();
  const own = useSettingsTexts();
  const session = useSession();
  const online = useOnline();
  const [open, setOpen] = useState<AdminRow | "new">();
  const { data, error, refetch } = useQuery(adminsQuery(session));
  const editable = session.may("admin.set");
  const words = own.admins;
  return (
    <div className={styles.admins}>
      {editable && (
        <Button
          variant="primary"
          disabled={!online}
          icon={<UserPlus aria-hidden="true" />}
          onClick={() => setOpen("new")}
          data-testid="admin-add"
        >
          {words.add}
        </Button>
      )}
      {data === undefined && error === null && <Skeleton width="half" tall />}
      {data === undefined && error !== null && (
        <Notice kind="error" action={<Button onClick={() => refetch()}>{t.app.retry}</Button>}>
          {errorText(t, errorCode(error))}
        </Notice>
      )}
      <ul className={styles.people}>
        {data?.admins?.map((row) => (
          <Person key={row.id} row={row} onOpen={editable ? () => setOpen(row) : undefined} />
        ))}
      </ul>
      {open !== undefined && (
        <AdminDialog row={open === "new" ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </div>
  );
}

function Person({ row, onOpen }: { row: AdminRow; onOpen: (() => void) | undefined }) {
  const { t, f } = useWords();
  const own = useSettingsTexts();
  const now = useNow();
  const words = own.admins;
  return (
    <li className={styles.person} data-testid="admin" data-admin-id={row.id}>
      <div className={styles.personName}>
        <bdi>{cleanLine(row.name) || t.audit.admin(String(row.id))}</bdi>
        {row.blocked === true && <Badge tone="red">{words.blocked}</Badge>}
      </div>
      <div className={styles.hint}>{rightsText(t, row.rights ?? 0)}</div>
      <div className={styles.hint}>
        {words.telegram(String(row.tg ?? ABSENT))}
        {", "}
        {row.last_login === undefined
          ? words.neverIn
          : words.lastIn(f.dateTime(row.last_login, now))}
      </div>
      {onOpen !== undefined && (
        <div className={styles.personTools}>
          <Link to="/sessions" search={{ admin: row.id }} data-testid="admin-sessions">
            {t.menu.sessions}
          </Link>
          <Button small onClick={onOpen} data-testid="admin-edit">
            {words.edit}
          </Button>
        </div>
      )}
    </li>
  );
}
