import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { CircleCheck } from "lucide-react";
import { useState } from "react";
import { Failed } from "#app/failed.tsx";
import { useSession } from "#app/use-session.ts";
import { useTitle } from "#app/use-title.ts";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Page } from "#kit/page/page.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { Attention, type AttentionReturn, type AttentionRow } from "#wire/protocol.ts";
import { DecideDialog } from "./decide-dialog.tsx";
import { Posting } from "./posting.tsx";
import styles from "./returns.module.css";
import { KINDS } from "./search.ts";
import { useReturnsTexts } from "./texts.ts";

const PAGE = 50;

/** What Ozon leaves open, and a person therefore decides; until then the points of it stay on hold. */
export function ReturnsPage() {
  const own = useReturnsTexts();
  const { wire, queries } = useSession();
  const navigate = useNavigate({ from: "/returns" });
  const { kind } = useSearch({ from: "/shell/returns" });
  const [chosen, setChosen] = useState<{ row: AttentionRow; one: AttentionReturn }>();
  /** Decided just now: still here, because one may have to decide otherwise. */
  const [decided, setDecided] = useState<AttentionRow[]>([]);
  useTitle(own.title);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    {
      queryKey: ["attention", kind],
      queryFn: ({ pageParam }) =>
        wire.request("attention.list", {
          kind: Attention[kind],
          limit: PAGE,
          ...(pageParam !== undefined && { after: pageParam }),
        }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: ({ next }) => (next === undefined || next === 0 ? undefined : next),
    },
  );
  const waiting = data?.pages.flatMap((page) => page.rows ?? []);
  const rows = waiting && [
    ...decided.filter((one) => !waiting.some(({ posting }) => posting === one.posting)),
    ...waiting,
  ];
  return (
    <Page title={own.title}>
      <p className={styles.note}>{own.about}</p>
      <fieldset className={styles.kinds} aria-label={own.kindsLabel}>
        {KINDS.map((one) => (
          <Button
            key={one}
            small
            variant={one === kind ? "primary" : "outline"}
            aria-pressed={one === kind}
            onClick={() => navigate({ search: { kind: one }, replace: true })}
            data-testid={`kind-${one}`}
          >
            {own.kinds[one]}
          </Button>
        ))}
      </fieldset>
      {rows === undefined && error === null && <Skeleton tall />}
      {rows === undefined && error !== null && (
        <Failed title={own.failed} code={errorCode(error)} onRetry={() => refetch()} />
      )}
      {rows?.length === 0 && !hasNextPage && (
        <Empty icon={<CircleCheck aria-hidden="true" />} title={own.empty} testid="list-empty">
          {own.emptyText}
        </Empty>
      )}
      <ul className={styles.list} data-testid="returns">
        {rows?.map((row) => (
          <Posting key={row.posting} row={row} onDecide={(one) => setChosen({ row, one })} />
        ))}
      </ul>
      {hasNextPage && (
        <Button busy={isFetchingNextPage} onClick={() => fetchNextPage()} data-testid="more">
          {own.more}
        </Button>
      )}
      {chosen !== undefined && (
        <DecideDialog
          row={chosen.row}
          one={chosen.one}
          onClose={() => setChosen(undefined)}
          onDone={(row) => {
            if (row)
              setDecided((old) => [row, ...old.filter((one) => one.posting !== row.posting)]);
            queries.invalidateQueries({ queryKey: ["attention"] });
          }}
        />
      )}
    </Page>
  );
}
