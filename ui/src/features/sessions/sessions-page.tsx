import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Monitor, Smartphone } from "lucide-react";
import { useState } from "react";
import { Failed } from "#app/failed.tsx";
import { useNow } from "#app/use-now.ts";
import { useMe, useOnline, useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { cleanLine } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { adminName } from "#i18n/names.ts";
import { Badge } from "#kit/badge/badge.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import type { SessionView } from "#wire/protocol.ts";
import { browserName } from "./agent.ts";
import styles from "./sessions.module.css";
import { useSessionsTexts } from "./texts.ts";

/** Where somebody is logged in; what they do not know they end. */
export function SessionsPage() {
  const { t } = useI18n();
  const own = useSessionsTexts();
  const session = useSession();
  const online = useOnline();
  const me = useMe();
  const search = useSearch({ from: "/shell/sessions" });
  const [busy, setBusy] = useState<string>();
  const other = search.admin !== undefined && search.admin !== me?.admin ? search.admin : undefined;
  const whose = other === undefined ? {} : { admin: other };
  const name = useAdminName(other);
  const title = other === undefined ? own.title : own.titleOf(name);
  useTitle(title);
  const { data, error, refetch } = useQuery({
    queryKey: ["sessions", other],
    queryFn: () => session.wire.request("sessions.list", whose),
    staleTime: 0,
  });
  const sessions = data === undefined ? undefined : (data.sessions ?? []);
  const others = sessions?.filter((one) => one.current !== true).length ?? 0;

  const end = async (what: { key: string } | { all: true }): Promise<void> => {
    setBusy("key" in what ? what.key : "all");
    try {
      await session.wire.request("session.revoke", { ...whose, ...what });
      toast("done", "key" in what ? own.ended : own.endedAll);
    } catch (failure) {
      toast("error", own.failedAction, errorText(t, errorCode(failure)));
    }
    await refetch();
    setBusy(undefined);
  };

  return (
    <Page
      title={title}
      actions={
        others > 0 && (
          <Button
            variant="danger"
            busy={busy === "all"}
            disabled={!online || busy !== undefined}
            onClick={() => end({ all: true })}
            data-testid="end-others"
          >
            {other === undefined ? own.endOthers : own.endAll}
          </Button>
        )
      }
    >
      <p className={styles.about}>{own.about}</p>
      {sessions === undefined && error === null && <Skeleton tall />}
      {sessions === undefined && error !== null && (
        <Failed title={own.failed} code={errorCode(error)} onRetry={() => refetch()} />
      )}
      {sessions?.length === 0 && (
        <Empty icon={<Monitor aria-hidden="true" />} title={own.empty} testid="list-empty" />
      )}
      {sessions !== undefined && sessions.length > 0 && (
        <ul className={styles.list} data-testid="sessions">
          {sessions.map((one) => (
            <One
              key={one.key}
              one={one}
              busy={busy === one.key}
              disabled={!online || busy !== undefined}
              onEnd={() => end({ key: one.key })}
            />
          ))}
        </ul>
      )}
    </Page>
  );
}

/** The number, until the name is known. */
function useAdminName(admin: number | undefined): string {
  const session = useSession();
  const { data } = useQuery({
    queryKey: ["admins"],
    queryFn: () => session.wire.request("admins.list", {}),
    enabled: admin !== undefined && session.may("admins.list"),
  });
  if (admin === undefined) return "";
  return adminName(admin, data?.admins?.find((one) => one.id === admin)?.name);
}

interface OneProps {
  one: SessionView;
  busy: boolean;
  disabled: boolean;
  onEnd: () => void;
}

function One({ one, busy, disabled, onEnd }: OneProps) {
  const { f } = useI18n();
  const own = useSessionsTexts();
  const now = useNow();
  const agent = cleanLine(one.agent);
  const name = browserName(agent) ?? own.unknown;
  const Icon = /Mobile|Android|iPhone|iPad/.test(agent) ? Smartphone : Monitor;
  const used = one.used ?? one.created;
  return (
    <li className={styles.session} data-testid="session" data-current={one.current === true}>
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.what}>
        <p className={styles.name}>
          <span title={agent}>{name}</span>
          {one.current === true && <Badge tone="green">{own.current}</Badge>}
        </p>
        <p className={styles.when}>
          {own.entered(f.dateTime(one.created, now))}
          {", "}
          {own.used(f.ago(used, now))}
          {one.address !== undefined && `, ${cleanLine(one.address)}`}
        </p>
      </div>
      {one.current !== true && (
        <Button
          small
          busy={busy}
          disabled={disabled}
          onClick={onEnd}
          aria-label={own.endOne(name)}
          data-testid="end"
        >
          {own.end}
        </Button>
      )}
    </li>
  );
}
