import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeft, CloudAlert, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { useNow } from "#app/use-now.ts";
import { useMe, useSession } from "#app/use-session.ts";
import { Chat } from "#chat/chat.tsx";
import { createConversations } from "#chat/conversation.ts";
import { cleanLine, telegramLink } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { ABSENT } from "#i18n/format.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import styles from "#kit/panes/card.module.css";
import facts from "#kit/panes/facts.module.css";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { ConversationState, type ConversationView } from "#wire/protocol.ts";
import { ActionBar } from "./action-bar.tsx";
import { nameOf } from "./name.ts";
import { useRoom } from "./rooms.ts";
import type { SupportSearch } from "./search.ts";
import { StateBadge } from "./state.tsx";
import local from "./support.module.css";
import { useSupportTexts } from "./texts.ts";

/** An open conversation: with whom, who answers, what can be done, and the words. */
export function Room({ id, search }: { id: number; search: SupportSearch }) {
  const { t } = useI18n();
  const own = useSupportTexts();
  const session = useSession();
  const { data: room, error, refetch } = useRoom(id);
  if (room === undefined && error !== null) {
    const code = errorCode(error);
    const missing = code === "not_found";
    return (
      <Empty
        icon={missing ? <SearchX aria-hidden="true" /> : <CloudAlert aria-hidden="true" />}
        title={missing ? own.missing : own.failedOne}
        action={!missing && <Button onClick={() => refetch()}>{t.app.retry}</Button>}
        testid="room-error"
      >
        {missing ? undefined : errorText(t, code)}
      </Empty>
    );
  }
  return (
    <article className={styles.detail} data-testid="room" data-room={id}>
      <header className={styles.head}>
        <Link
          to="/support"
          search={{ ...search, id: undefined }}
          className={styles.back}
          aria-label={own.toList}
        >
          <ArrowLeft aria-hidden="true" />
        </Link>
        <div className={styles.name}>
          {room === undefined ? (
            <Skeleton width="half" />
          ) : (
            <>
              <h2 className={styles.number}>
                <bdi>{nameOf(room)}</bdi>
              </h2>
              <span data-testid="room-state">
                <StateBadge room={room} />
              </span>
            </>
          )}
        </div>
        {room !== undefined && <ActionBar room={room} />}
      </header>
      {room?.banned === true && (
        <Notice kind="warning" title={own.bannedTitle} testid="banned">
          {own.bannedText}
        </Notice>
      )}
      {room !== undefined && <Facts room={room} />}
      <div className={local.talk}>
        {room === undefined ? (
          <Skeleton tall />
        ) : (
          <Chat conversation={session.get(createConversations)(id, "support")} />
        )}
      </div>
    </article>
  );
}

/** Who it is, what they have, who answers them and for how long they have waited. */
function Facts({ room }: { room: ConversationView }) {
  const { t, f } = useI18n();
  const own = useSupportTexts();
  const session = useSession();
  const now = useNow();
  const me = useMe();
  const { participant, since = 0 } = room;
  const { data: who } = useQuery({
    queryKey: ["support-person", participant],
    queryFn: () => session.wire.request("participant.view", { participant: participant ?? 0 }),
    enabled: participant !== undefined,
  });
  const nick = cleanLine(room.nick);
  const link = telegramLink(nick);
  const number =
    participant === undefined ? own.stranger : t.participants.unnamed(String(participant));
  return (
    <dl className={facts.facts}>
      <Fact
        label={own.facts.who}
        more={
          link !== undefined && (
            <a href={link} target="_blank" rel="noopener noreferrer">
              @{nick}
            </a>
          )
        }
        testid="fact-who"
      >
        {participant !== undefined && session.may("participants.list") ? (
          <Link to="/participants" search={{ card: participant }}>
            {number}
          </Link>
        ) : (
          number
        )}
      </Fact>
      <Fact
        label={own.facts.balance}
        more={who !== undefined && own.available(f.points(who.available ?? 0))}
        testid="fact-balance"
      >
        {who === undefined ? ABSENT : f.points(who.total ?? 0)}
      </Fact>
      <Fact label={own.facts.operator} testid="fact-operator">
        {room.assignee === undefined ? (
          own.nobody
        ) : (
          <bdi>{room.assignee === me?.admin ? own.you : room.assignee_name}</bdi>
        )}
      </Fact>
      <Fact
        label={room.state === ConversationState.open ? own.facts.waits : own.facts.since}
        more={
          room.answer_ms !== undefined &&
          room.answer_ms > 0 &&
          own.firstAnswer(f.span(room.answer_ms))
        }
      >
        {room.state === ConversationState.open ? f.span(now - since) : f.ago(since, now)}
      </Fact>
    </dl>
  );
}

interface FactProps {
  label: string;
  children: ReactNode;
  more?: ReactNode;
  testid?: string;
}

function Fact({ label, children, more, testid }: FactProps) {
  return (
    <div className={facts.fact}>
      <dt className={facts.label}>{label}</dt>
      <dd className={facts.value} data-testid={testid}>
        {children}
      </dd>
      {more !== undefined && more !== false && <dd className={facts.more}>{more}</dd>}
    </div>
  );
}
