// The conversations of support as the server has them. They change by what people write, so a push
// only says that something is new: the lists in sight are read again, at most once a second.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Session } from "#app/session.ts";
import { useSession } from "#app/use-session.ts";
import { createConversations } from "#chat/conversation.ts";
import { throttled } from "#data/throttle.ts";
import { ConversationKind, ConversationState, type ConversationView } from "#wire/protocol.ts";
import type { Tab } from "./search.ts";

const PAGE = 50;
const MESSAGES = 50;
const PAUSE_MS = 1_000;
const LISTS = "rooms";
const ONE = "room";

export type Counts = Record<Tab, number>;

/** Listens as long as somebody shows conversations. */
class Rooms {
  private readonly session: Session;
  private readonly renew: () => void;
  private readers = 0;
  private stop: (() => void) | undefined;

  constructor(session: Session) {
    this.session = session;
    this.renew = throttled(
      () => session.queries.invalidateQueries({ queryKey: [LISTS] }),
      PAUSE_MS,
    );
  }

  listen(): () => void {
    this.readers += 1;
    this.stop ??= this.session.wire.live("conversations", "conversation_view", {
      push: ({ id }) => this.changed(id),
      gap: () => this.changed(),
    });
    return () => {
      this.readers -= 1;
      if (this.readers > 0) return;
      this.stop?.();
      this.stop = undefined;
    };
  }

  /** Also after an action of one's own, whose push may come later. */
  changed(id?: number): void {
    this.session.queries.invalidateQueries({ queryKey: id === undefined ? [ONE] : [ONE, id] });
    this.renew();
  }
}

const createRooms = (session: Session): Rooms => new Rooms(session);

export function useRooms(): Rooms {
  const rooms = useSession().get(createRooms);
  useEffect(() => rooms.listen(), [rooms]);
  return rooms;
}

/** Who waits longest comes first; of what is done, the newest. */
export function useRoomList(tab: Tab, assignee: number | undefined) {
  const { wire } = useSession();
  return useInfiniteQuery({
    queryKey: [LISTS, tab, assignee],
    queryFn: ({ pageParam }) =>
      wire.request("conversations.list", {
        state: ConversationState[tab],
        kind: ConversationKind.support,
        limit: PAGE,
        ...(tab !== "open" && { newest: true }),
        ...(assignee !== undefined && { assignee }),
        ...pageParam,
      }),
    initialPageParam: undefined as { after: number; after_since: number } | undefined,
    getNextPageParam: ({ next, next_since }) =>
      next === undefined ? undefined : { after: next, after_since: next_since ?? 0 },
  });
}

/** How many there are in each state. */
export function useRoomCounts(): Counts | undefined {
  const { wire } = useSession();
  const { data } = useQuery({
    queryKey: [LISTS, "counts"],
    queryFn: () =>
      wire.request("conversations.list", {
        state: ConversationState.open,
        kind: ConversationKind.support,
        limit: 1,
      }),
  });
  if (data === undefined) return undefined;
  const of = (state: ConversationState): number =>
    data.counts?.find((one) => one.kind === ConversationKind.support && one.state === state)
      ?.count ?? 0;
  return {
    open: of(ConversationState.open),
    answered: of(ConversationState.answered),
    closed: of(ConversationState.closed),
  };
}

/** An open conversation; its messages go to where the dialogue is kept. */
export function useRoom(id: number) {
  const session = useSession();
  return useQuery({
    queryKey: [ONE, id],
    queryFn: async (): Promise<ConversationView> => {
      const [room, page] = await Promise.all([
        session.wire.request("conversation.get", { id }),
        session.wire.request("conversation.messages", { id, limit: MESSAGES }),
      ]);
      session
        .get(createConversations)(id, "support")
        .merge(page.messages ?? []);
      return room;
    },
  });
}
