import { Link, useNavigate } from "@tanstack/react-router";
import { Inbox } from "lucide-react";
import { Failed } from "#app/failed.tsx";
import { useMe } from "#app/use-session.ts";
import { useI18n } from "#i18n/index.tsx";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Foot } from "#kit/panes/foot.tsx";
import styles from "#kit/panes/list.module.css";
import { SkeletonRows } from "#kit/panes/skeleton-rows.tsx";
import { errorCode } from "#wire/errors.ts";
import { useRoomCounts, useRoomList } from "./rooms.ts";
import { Row } from "./row.tsx";
import { type SupportSearch, TABS } from "./search.ts";
import local from "./support.module.css";
import { useSupportTexts } from "./texts.ts";

export function RoomList({ search }: { search: SupportSearch }) {
  const { t } = useI18n();
  const own = useSupportTexts();
  const me = useMe();
  const { tab, mine, id } = search;
  const list = useRoomList(tab, mine === true ? me?.admin : undefined);
  const rooms = list.data?.pages.flatMap((page) => page.rows ?? []);
  return (
    <section className={styles.panel} aria-label={own.list}>
      <Tabs search={search} />
      <Mine search={search} />
      <div className={styles.scroll} data-testid="rooms">
        {rooms === undefined && list.error === null && <SkeletonRows />}
        {rooms === undefined && list.error !== null && (
          <Failed
            title={own.failed}
            code={errorCode(list.error)}
            onRetry={() => list.refetch()}
            testid="list-error"
          />
        )}
        {rooms?.length === 0 && !list.hasNextPage && (
          <Empty
            icon={<Inbox aria-hidden="true" />}
            title={mine === true ? own.emptyMine : own.empty[tab]}
            testid="list-empty"
          >
            {tab === "open" && mine !== true ? own.emptyText : undefined}
          </Empty>
        )}
        <ul>
          {rooms?.map((room) => (
            <li key={room.id} className={styles.item}>
              <Row room={room} search={search} open={room.id === id} />
            </li>
          ))}
        </ul>
        {rooms !== undefined && (rooms.length > 0 || list.hasNextPage) && (
          <Foot
            // Mounted anew for each page: seen again although it has not moved.
            key={list.data?.pages.length}
            more={list.hasNextPage}
            failed={list.isFetchNextPageError}
            onReached={() => list.fetchNextPage()}
            retryLabel={t.app.retry}
            endLabel={own.end}
          />
        )}
      </div>
    </section>
  );
}

function Tabs({ search }: { search: SupportSearch }) {
  const { f } = useI18n();
  const own = useSupportTexts();
  const counts = useRoomCounts();
  return (
    <nav className={styles.tabs} aria-label={own.tabsLabel}>
      {TABS.map((tab) => (
        <Link
          key={tab}
          to="/support"
          search={{ ...search, tab }}
          className={styles.tab}
          activeOptions={{ exact: true, includeSearch: true }}
          data-testid={`tab-${tab}`}
        >
          {own.tabs[tab]}
          {counts !== undefined && (
            <>
              {" "}
              <span className={styles.count} data-testid={`count-${tab}`}>
                {f.count(counts[tab])}
              </span>
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}

function Mine({ search }: { search: SupportSearch }) {
  const own = useSupportTexts();
  const navigate = useNavigate({ from: "/support" });
  return (
    <div className={local.mine}>
      <Checkbox
        checked={search.mine === true}
        onChange={(mine) =>
          navigate({ search: { ...search, mine: mine ? true : undefined }, replace: true })
        }
        testid="only-mine"
      >
        {own.onlyMine}
      </Checkbox>
    </div>
  );
}
