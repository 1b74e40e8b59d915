import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useNow } from "#app/use-now.ts";
import { useI18n } from "#i18n/index.tsx";
import { Badge } from "#kit/badge/badge.tsx";
import styles from "#kit/panes/row.module.css";
import { ConversationState, type ConversationView } from "#wire/protocol.ts";
import { nameOf } from "./name.ts";
import type { SupportSearch } from "./search.ts";
import { StateBadge } from "./state.tsx";
import { useSupportTexts } from "./texts.ts";

interface Props {
  room: ConversationView;
  search: SupportSearch;
  open: boolean;
}

export function Row({ room, search, open }: Props) {
  const { f } = useI18n();
  const own = useSupportTexts();
  const now = useNow();
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (open) ref.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  const since = room.since ?? 0;
  const waits = room.state === ConversationState.open;
  return (
    <Link
      ref={ref}
      to="/support"
      search={{ ...search, id: room.id }}
      className={styles.row}
      aria-current={open ? "true" : undefined}
      data-testid="room-row"
      data-room={room.id}
    >
      <bdi className={styles.name}>{nameOf(room)}</bdi>
      <time
        className={styles.when}
        dateTime={new Date(since).toISOString()}
        title={f.full(since)}
        data-testid="waits"
      >
        {waits ? own.waits(f.span(now - since)) : f.ago(since, now)}
      </time>
      <span className={styles.sums}>
        {room.assignee === undefined ? (
          <span className={styles.operator}>{own.nobody}</span>
        ) : (
          <bdi className={styles.operator}>{room.assignee_name}</bdi>
        )}
      </span>
      {room.banned === true ? <Badge tone="red">{own.banned}</Badge> : <StateBadge room={room} />}
    </Link>
  );
}
