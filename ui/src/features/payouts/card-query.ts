import { queryOptions } from "@tanstack/react-query";
import type { Session } from "#app/session.ts";
import { createConversations } from "#chat/conversation.ts";
import { type Card, toCard } from "./model.ts";
import { createPayouts } from "./store.ts";

/** An open request. Its row goes to the store of rows, its messages to their conversation. */
export function cardQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["payout", id],
    queryFn: async (): Promise<Card & { rev: number }> => {
      const card = await session.wire.request("payout.card", { payout: id });
      const { messages = [], room, row } = card;
      session.get(createPayouts).learn([row]);
      if (room !== undefined) session.get(createConversations)(room.id, "payout").merge(messages);
      return { ...toCard(card), rev: row.rev };
    },
  });
}
