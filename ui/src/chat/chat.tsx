import { ArrowDown } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useNow } from "#app/use-now.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import styles from "./chat.module.css";
import { Composer } from "./composer.tsx";
import type { Conversation, Message } from "./conversation.ts";
import { MessageItem, OutgoingItem } from "./message.tsx";

/** From the end this near, the reader wants to see what comes. */
const NEAR_PX = 60;

export function Chat({ conversation }: { conversation: Conversation }) {
  const { t } = useI18n();
  const { messages, outgoing, older } = useSyncExternalStore(
    conversation.onChange,
    () => conversation.snapshot,
  );
  const now = useNow();
  const scroll = useScroll(conversation.id, messages, outgoing.length);
  useEffect(() => conversation.watch(), [conversation]);

  const loadOlder = (): void => {
    scroll.keep();
    conversation.loadOlder().catch((error) => toast("error", errorText(t, errorCode(error))));
  };

  return (
    <section className={styles.chat} aria-label={t.chat.title}>
      <div
        ref={scroll.ref}
        className={styles.scroll}
        onScroll={scroll.onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-label={t.chat.log}
      >
        {older !== "none" && (
          <Button variant="ghost" busy={older === "loading"} onClick={loadOlder}>
            {t.chat.older}
          </Button>
        )}
        {messages.length === 0 && outgoing.length === 0 && (
          <p className={styles.empty}>{t.chat.empty}</p>
        )}
        <ol ref={scroll.list} className={styles.list}>
          {messages.map((message, i) => (
            <MessageItem key={message.n} message={message} before={messages[i - 1]} now={now} />
          ))}
          {outgoing.map((item) => (
            <OutgoingItem key={item.key} item={item} conversation={conversation} />
          ))}
        </ol>
      </div>
      {scroll.away && (
        <button type="button" className={styles.newer} onClick={scroll.toEnd}>
          <ArrowDown aria-hidden="true" /> {t.chat.newer}
        </button>
      )}
      <Composer key={conversation.id} conversation={conversation} />
    </section>
  );
}

/** Stays at the end while the reader is there; keeps the place when something is put before it. */
function useScroll(id: number, messages: readonly Message[], pending: number) {
  const ref = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const atEnd = useRef(true);
  const fromEnd = useRef<number | undefined>(undefined);
  const [away, setAway] = useState(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn has changed
  useLayoutEffect(() => {
    const box = ref.current;
    if (box === null) return;
    if (fromEnd.current !== undefined) {
      box.scrollTop = box.scrollHeight - fromEnd.current;
      fromEnd.current = undefined;
    } else if (atEnd.current) {
      box.scrollTop = box.scrollHeight;
    }
  }, [messages, pending]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another conversation begins at its end
  useLayoutEffect(() => {
    atEnd.current = true;
    setAway(false);
    if (ref.current !== null) ref.current.scrollTop = ref.current.scrollHeight;
  }, [id]);

  // What hangs on messages may grow when it comes.
  useEffect(() => {
    if (list.current === null) return;
    const observer = new ResizeObserver(() => {
      const box = ref.current;
      if (box !== null && atEnd.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(list.current);
    return () => observer.disconnect();
  }, []);

  const toEnd = (): void => {
    ref.current?.scrollTo({ top: ref.current.scrollHeight });
  };
  return {
    ref,
    list,
    away,
    toEnd,
    keep: (): void => {
      const box = ref.current;
      if (box !== null) fromEnd.current = box.scrollHeight - box.scrollTop;
    },
    onScroll: (): void => {
      const box = ref.current;
      if (box === null) return;
      const left = box.scrollHeight - box.scrollTop - box.clientHeight;
      atEnd.current = left < NEAR_PX;
      setAway(left > box.clientHeight / 2);
    },
  };
}
