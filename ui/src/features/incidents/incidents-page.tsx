import { ShieldCheck } from "lucide-react";
import { Failed } from "#app/failed.tsx";
import { useNow } from "#app/use-now.ts";
import { useTitle } from "#app/use-title.ts";
import { cleanLine } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import { Badge } from "#kit/badge/badge.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import type { IncidentView } from "#wire/protocol.ts";
import styles from "./incidents.module.css";
import { useIncidents } from "./incidents.ts";
import { useIncidentsTexts } from "./texts.ts";
import { figureOf, nameOf, spanOf } from "./words.ts";

/** What is wrong, what was, and for how long. */
export function IncidentsPage() {
  const own = useIncidentsTexts();
  useTitle(own.title);
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useIncidents();
  const rows = data?.pages.flatMap((page) => page.rows ?? []);
  return (
    <Page title={own.title}>
      <p className={styles.about}>{own.about}</p>
      {rows === undefined && error === null && <Skeleton tall />}
      {rows === undefined && error !== null && (
        <Failed title={own.failed} code={errorCode(error)} onRetry={() => refetch()} />
      )}
      {rows?.length === 0 && (
        <Empty icon={<ShieldCheck aria-hidden="true" />} title={own.empty} testid="list-empty" />
      )}
      {rows !== undefined && rows.length > 0 && (
        <ul className={styles.list} data-testid="incidents">
          {rows.map((one) => (
            <One key={one.id} one={one} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()} data-testid="older">
          {own.older}
        </Button>
      )}
    </Page>
  );
}

function One({ one }: { one: IncidentView }) {
  const { f } = useI18n();
  const own = useIncidentsTexts();
  const now = useNow();
  const lasts = one.closed === undefined;
  const span = spanOf(own, (one.closed ?? now) - one.since);
  const figure = figureOf(own, f, one);
  return (
    <li className={styles.incident} data-testid="incident" data-open={lasts}>
      <p className={styles.name}>
        {nameOf(own, one)}
        {lasts && <Badge tone="red">{own.lasts}</Badge>}
      </p>
      <p className={styles.when}>
        {one.closed === undefined
          ? own.since(f.dateTime(one.since, now), span)
          : own.span(f.dateTime(one.since, now), f.dateTime(one.closed, now), span)}
        {figure !== undefined && `; ${figure}`}
      </p>
      {one.detail !== undefined && <p className={styles.detail}>{cleanLine(one.detail)}</p>}
    </li>
  );
}
