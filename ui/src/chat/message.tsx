import { Check, CheckCheck, CircleAlert, Clock, Send } from "lucide-react";
import { memo, Suspense, useState } from "react";
import { part } from "#data/code.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import type { Dict } from "#i18n/ru.ts";
import { cx } from "#kit/cx.ts";
import { Hidden } from "#kit/hidden.tsx";
import { Tooltip } from "#kit/tooltip/tooltip.tsx";
import type { Conversation, Message, Outgoing } from "./conversation.ts";
import styles from "./message.module.css";

const AttachedView = part(() => import("./attached.tsx"));
const WordingsDialog = part(() => import("./wordings-dialog.tsx"));

/** Messages of one author that follow each other closely stand under one name. */
const GROUP_MS = 5 * 60_000;

interface Props {
  message: Message;
  before: Message | undefined;
  now: number;
}

export const MessageItem = memo(function MessageItem({ message, before, now }: Props) {
  const { t, f } = useI18n();
  const { author, by, at, delivered } = message;
  const newDay = before === undefined || !f.sameDay(before.at, at);
  const headed =
    newDay ||
    before.author !== author ||
    before.by !== by ||
    at - before.at > GROUP_MS ||
    author === "system";
  return (
    <>
      {newDay && (
        <li className={styles.day}>
          <span>{f.sameDay(at, now) ? t.chat.today : f.day(at)}</span>
        </li>
      )}
      <li
        className={cx(styles.message, styles[author], headed && styles.headed)}
        data-testid="message"
        data-author={author}
      >
        {headed && (
          <p className={styles.head}>
            <bdi className={styles.by}>{author === "system" ? t.chat.system : by}</bdi>
            <time dateTime={new Date(at).toISOString()} title={f.full(at)}>
              {f.clock(at)}
            </time>
            {author === "operator" && message.fromTelegram && (
              <Tooltip text={t.chat.fromTelegram}>
                <span className={styles.mark}>
                  <Send aria-hidden="true" />
                  <Hidden>{t.chat.fromTelegram}</Hidden>
                </span>
              </Tooltip>
            )}
          </p>
        )}
        <div className={styles.bubble}>
          <Words message={message} />
          {author === "operator" && <Delivery delivered={delivered} />}
        </div>
      </li>
    </>
  );
});

/** What hangs on the message, then its words. */
function Words({ message }: { message: Message }) {
  const { t } = useI18n();
  const { attached } = message;
  const words = wordsOf(t, message);
  return (
    <div className={styles.words}>
      {attached && attached.path !== "" && (
        <Suspense fallback={<span>{t.chat.attachments[attached.kind]}</span>}>
          <AttachedView key={attached.file} what={attached} />
        </Suspense>
      )}
      {words !== "" && <bdi className={styles.text}>{words}</bdi>}
      {message.edited && <Edited message={message} />}
    </div>
  );
}

/** That it was edited, and on a click what it said before. */
function Edited({ message }: { message: Message }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={styles.edited}
        onClick={() => setOpen(true)}
        data-testid="edited"
      >
        {t.chat.edited}
      </button>
      {open && (
        <Suspense>
          <WordingsDialog message={message} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

/** The words, behind what is to be known of them; a file that is not to be had is named. */
function wordsOf(t: Dict, { attached, note, text }: Message): string {
  const before = [
    ...(note ? [`[${t.chat.note}]`] : []),
    ...(attached?.path === "" ? [`[${attached.name || t.chat.attachments[attached.kind]}]`] : []),
  ];
  return [...before, text].filter(Boolean).join(" ");
}

function Delivery({ delivered }: { delivered: boolean }) {
  const { t } = useI18n();
  const words = delivered ? t.chat.delivered : t.chat.sent;
  const Icon = delivered ? CheckCheck : Check;
  return (
    <span className={styles.delivery} title={words} data-delivered={delivered}>
      <Icon aria-hidden="true" />
      <Hidden>{words}</Hidden>
    </span>
  );
}

/** Not yet a message: on its way, or not sent. */
export function OutgoingItem(props: { item: Outgoing; conversation: Conversation }) {
  const { item, conversation } = props;
  const { t } = useI18n();
  const failed = item.state === "failed";
  return (
    <li
      className={cx(styles.message, styles.operator, styles.headed)}
      data-testid="outgoing"
      data-state={item.state}
    >
      <div className={cx(styles.bubble, failed && styles.stuck)}>
        <bdi className={styles.text}>{item.text}</bdi>
        {!failed && (
          <span className={styles.delivery} title={t.chat.sending}>
            <Clock aria-hidden="true" />
            <Hidden>{t.chat.sending}</Hidden>
          </span>
        )}
      </div>
      {failed && (
        <p className={styles.failure} role="alert">
          <CircleAlert aria-hidden="true" />
          {t.chat.failed}: {errorText(t, item.error ?? "unknown")}
          <button type="button" onClick={() => conversation.retry(item.key)}>
            {t.chat.retry}
          </button>
          <button type="button" onClick={() => conversation.discard(item.key)}>
            {t.chat.discard}
          </button>
        </p>
      )}
    </li>
  );
}
