import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { Suspense } from "react";
import { Failed } from "#app/failed.tsx";
import { useCommands } from "#app/palette/registry.ts";
import type { Session } from "#app/session.ts";
import { useSession } from "#app/use-session.ts";
import { telegramLink } from "#data/clean.ts";
import { part } from "#data/code.ts";
import { useI18n } from "#i18n/index.tsx";
import { Badge } from "#kit/badge/badge.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { useInSight } from "#kit/in-sight.ts";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { type MethodName, ParticipantStatus, type ParticipantView } from "#wire/protocol.ts";
import { participantQuery } from "./api.ts";
import styles from "./card.module.css";
import { JournalTab } from "./journal-tab.tsx";
import type { LiveList } from "./live.ts";
import { Name } from "./name.tsx";
import { OrdersTab } from "./orders-tab.tsx";
import { Overview } from "./overview.tsx";
import { Referrals } from "./referrals.tsx";
import { TABS, type Tab } from "./search.ts";
import { useChangesOf } from "./use-changes.ts";

// With all its dialogs, for those who may edit.
const EditMenu = part(() => import("./edit/edit-menu.tsx"));
const ChangesTab = part(() =>
  import("./changes-tab.tsx").then((module) => ({ default: module.ChangesTab })),
);
const PayoutsTab = part(() =>
  import("./payouts-tab.tsx").then((module) => ({ default: module.PayoutsTab })),
);
const ChatTab = part(() =>
  import("./chat-tab.tsx").then((module) => ({ default: module.ChatTab })),
);

/** What a tab reads, where not everybody who sees the card may. */
const NEEDS: Partial<Record<Tab, MethodName>> = {
  payouts: "payouts.list",
  chat: "conversation.get",
  changes: "audit.list",
};

interface Props {
  id: number;
  tab: Tab;
  /** Hears what changes. */
  list: LiveList;
  onClose: () => void;
}

/** Everything about one participant. */
export function ParticipantCard({ id, tab, list, onClose }: Props) {
  const { t } = useI18n();
  const session = useSession();
  const { data, error, refetch } = useQuery(participantQuery(session, id));
  const cache = useQueryClient();
  useChangesOf(list, id, () => refresh(cache, id));
  const tabs = TABS.filter((name) => may(session, name));
  const line = useInSight<HTMLElement>(`${tab} of ${tabs.length}`);
  useCommands([
    { id: "card.close", title: t.app.close, group: "page", keys: "escape", run: onClose },
  ]);
  return (
    <section className={styles.card} data-testid="participant-card" data-participant-id={id}>
      <header className={styles.head}>
        <h2 className={styles.name}>
          {data !== undefined && <Name who={nameOf(data)} />}
          {data === undefined && error === null && <Skeleton width="half" tall />}
          {data === undefined && error !== null && t.participants.unnamed(String(id))}
        </h2>
        {data !== undefined && <Marks who={data} />}
        <Suspense>
          <EditMenu id={id} list={list} />
        </Suspense>
        <IconButton bare label={t.app.close} onClick={onClose} data-testid="card-close">
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <nav ref={line} className={styles.tabs} aria-label={t.participants.tabsLabel}>
        {tabs.map((name) => (
          <Link
            key={name}
            from="/participants"
            to="/participants"
            search={(old) => ({ ...old, tab: name })}
            className={styles.tab}
            aria-current={name === tab ? "page" : undefined}
            activeOptions={{ exact: true }}
            activeProps={{}}
            data-testid={`card-tab-${name}`}
          >
            {t.participants.tabs[name]}
          </Link>
        ))}
      </nav>
      <div className={styles.body}>
        {error !== null && data === undefined ? (
          <Failed
            title={t.participants.cardFailed}
            code={errorCode(error)}
            onRetry={() => refetch()}
            testid="card-error"
          />
        ) : (
          <Suspense>
            <TabOf id={id} tab={tab} who={data} list={list} />
          </Suspense>
        )}
      </div>
    </section>
  );
}

function may(session: Session, tab: Tab): boolean {
  const needed = NEEDS[tab];
  return needed === undefined || session.may(needed);
}

/** All that is shown of them; what is edited sees to itself. */
function refresh(cache: QueryClient, id: number): void {
  cache.invalidateQueries({
    queryKey: ["participant", id],
    predicate: ({ queryKey }) => queryKey[2] !== "editable",
  });
}

interface TabProps {
  id: number;
  tab: Tab;
  who: ParticipantView | undefined;
  list: LiveList;
}

function TabOf({ id, tab, who, list }: TabProps) {
  switch (tab) {
    case "referrals":
      return <Referrals id={id} list={list} />;
    case "journal":
      return <JournalTab id={id} list={list} />;
    case "orders":
      return <OrdersTab id={id} list={list} />;
    case "payouts":
      return <PayoutsTab id={id} list={list} />;
    case "chat":
      return who === undefined ? null : <ChatTab id={id} tg={who.tg} />;
    case "changes":
      return <ChangesTab id={id} list={list} />;
    default:
      return <Overview id={id} who={who} />;
  }
}

function nameOf(who: ParticipantView) {
  return {
    id: who.id,
    name: who.called ?? [who.first, who.last].filter((part) => part !== undefined).join(" "),
    nick: who.nick,
  };
}

function Marks({ who }: { who: ParticipantView }) {
  const { t } = useI18n();
  const link = telegramLink(who.nick);
  return (
    <span className={styles.marks}>
      {who.status === ParticipantStatus.blocked && (
        <Badge tone="red">{t.participants.status.blocked}</Badge>
      )}
      {who.status === ParticipantStatus.erased && (
        <Badge tone="grey">{t.participants.status.erased}</Badge>
      )}
      {who.registered === undefined && <Badge tone="grey">{t.participants.notRegistered}</Badge>}
      {who.registered !== undefined && who.proven !== true && (
        <Badge tone="amber">{t.participants.unproven}</Badge>
      )}
      {who.unreachable === true && <Badge tone="grey">{t.participants.unreachable}</Badge>}
      {link !== undefined && (
        <a href={link} target="_blank" rel="noopener noreferrer">
          {t.participants.telegram}
        </a>
      )}
    </span>
  );
}
