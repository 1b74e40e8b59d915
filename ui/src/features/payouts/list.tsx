import { Link } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { useEffect, useRef } from "react";
import { Failed } from "#app/failed.tsx";
import { useI18n } from "#i18n/index.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Foot } from "#kit/panes/foot.tsx";
import styles from "#kit/panes/list.module.css";
import { SkeletonRows } from "#kit/panes/skeleton-rows.tsx";
import { useCounts } from "./counts.ts";
import { useList, usePayout } from "./hooks.ts";
import { Row } from "./row.tsx";
import { TABS, type Tab } from "./search.ts";
import type { Counts } from "./store.ts";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  tab: Tab;
  openId: number | undefined;
}

export function PayoutList({ tab, openId }: Props) {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  const { ids, list, store } = useList(tab);
  const shown = useSticky(ids, openId, tab);
  const first = list.floor === undefined;

  return (
    <section className={styles.panel} aria-label={own.list}>
      <Tabs openId={openId} />
      <div className={styles.scroll} data-testid="payout-list">
        {first && list.error === undefined && <SkeletonRows />}
        {first && list.error !== undefined && (
          <Failed
            title={own.failed}
            code={list.error ?? "unknown"}
            onRetry={() => store.load(tab)}
            testid="list-error"
          />
        )}
        {!first && shown.length === 0 && <Nothing tab={tab} />}
        <ul>
          {shown.map((id) => (
            <li key={id} className={styles.item}>
              <Row id={id} tab={tab} open={id === openId} />
            </li>
          ))}
        </ul>
        {!first && shown.length > 0 && (
          <Foot
            // Mounted anew for each page: seen again although it has not moved.
            key={list.floor}
            more={store.hasMore(tab)}
            failed={list.error !== undefined}
            onReached={() => store.load(tab)}
            retryLabel={t.app.retry}
            endLabel={own.end}
          />
        )}
      </div>
    </section>
  );
}

/** An open request stays in the list it was opened from, even when its state has left it. */
function useSticky(ids: readonly number[], openId: number | undefined, tab: Tab) {
  const listed = useRef<{ id: number; tab: Tab }>(undefined);
  const present = openId !== undefined && ids.includes(openId);
  const payout = usePayout(openId ?? 0);
  useEffect(() => {
    if (openId !== undefined && present) listed.current = { id: openId, tab };
  }, [openId, present, tab]);
  const stays = listed.current?.id === openId && listed.current?.tab === tab;
  if (openId === undefined || present || !stays || payout === undefined) return ids;
  return [...ids, openId].sort((a, b) => b - a);
}

function Tabs({ openId }: { openId: number | undefined }) {
  const { f } = useI18n();
  const own = usePayoutsTexts();
  const counts = useCounts();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the row of tabs is wider than the screen.
    ref.current
      ?.querySelector("[aria-current]")
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, []);
  return (
    <nav ref={ref} className={styles.tabs} aria-label={own.tabsLabel}>
      {TABS.map((name) => {
        const count = countOf(counts, name);
        return (
          <Link
            key={name}
            to="/payouts"
            search={{ tab: name, ...(openId !== undefined && { id: openId }) }}
            className={styles.tab}
            activeOptions={{ exact: true, includeSearch: true }}
            data-testid={`tab-${name}`}
          >
            {own.tabs[name]}
            {count !== undefined && (
              <>
                {" "}
                <span className={styles.count} data-testid={`count-${name}`}>
                  {f.count(count)}
                </span>
              </>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function countOf(counts: Counts | undefined, tab: Tab): number | undefined {
  if (counts === undefined) return undefined;
  if (tab !== "all") return counts[tab] ?? 0;
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

function Nothing({ tab }: { tab: Tab }) {
  const own = usePayoutsTexts();
  if (tab === "all") {
    return (
      <Empty icon={<Inbox aria-hidden="true" />} title={own.empty} testid="list-empty">
        {own.emptyText}
      </Empty>
    );
  }
  return (
    <Empty
      icon={<Inbox aria-hidden="true" />}
      title={own.emptyTab}
      action={<Link to="/payouts">{own.showAll}</Link>}
      testid="list-empty"
    >
      {own.emptyTabText}
    </Empty>
  );
}
