import { queryOptions, useQuery } from "@tanstack/react-query";
import { MessagesSquare } from "lucide-react";
import { Failed } from "#app/failed.tsx";
import type { Session } from "#app/session.ts";
import { useSession } from "#app/use-session.ts";
import { Chat } from "#chat/chat.tsx";
import { createConversations } from "#chat/conversation.ts";
import { useI18n } from "#i18n/index.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { ConversationKind } from "#wire/protocol.ts";
import styles from "./card.module.css";

const MESSAGES = 50;

/** Number of the dialogue, whose messages go to where it is kept; null: there has been none. */
function dialogueQuery(session: Session, id: number, tg: number) {
  return queryOptions({
    queryKey: ["participant", id, "dialogue"],
    queryFn: async (): Promise<number | null> => {
      try {
        const wanted = { kind: ConversationKind.payout, tg };
        const { id: number } = await session.wire.request("conversation.get", wanted);
        const page = await session.wire.request("conversation.messages", {
          id: number,
          limit: MESSAGES,
        });
        session
          .get(createConversations)(number, "payout")
          .merge(page.messages ?? []);
        return number;
      } catch (error) {
        if (errorCode(error) === "not_found") return null;
        throw error;
      }
    },
  });
}

/** The dialogue of this participant with the operators, as it stands beside their requests too. */
export function ChatTab({ id, tg }: { id: number; tg: number }) {
  const { t } = useI18n();
  const session = useSession();
  const { data, error, refetch } = useQuery(dialogueQuery(session, id, tg));
  if (data !== undefined && data !== null) {
    return (
      <div className={styles.filled} data-testid="card-chat">
        <Chat conversation={session.get(createConversations)(data, "payout")} />
      </div>
    );
  }
  if (data === null) {
    return (
      <Empty
        icon={<MessagesSquare aria-hidden="true" />}
        title={t.participants.noChat}
        testid="card-chat-empty"
      >
        {t.participants.noChatText}
      </Empty>
    );
  }
  if (error === null) return <Skeleton width="half" tall />;
  return (
    <Failed title={t.participants.chatFailed} code={errorCode(error)} onRetry={() => refetch()} />
  );
}
