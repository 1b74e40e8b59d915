import { Send } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useCommands } from "#app/palette/registry.ts";
import { useMe, useOnline, useSession } from "#app/use-session.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { cx } from "#kit/cx.ts";
import { Canned } from "./canned.tsx";
import styles from "./composer.module.css";
import type { Conversation } from "./conversation.ts";

/** Telegram's own limit for a message. */
const TEXT_MAX = 4096;
const WARN_LEFT = 200;

export function Composer({ conversation }: { conversation: Conversation }) {
  const { t, f } = useI18n();
  const session = useSession();
  const online = useOnline();
  useMe();
  const [text, setText] = useState(conversation.draft);
  const field = useRef<HTMLTextAreaElement>(null);
  useCommands([
    {
      id: "reply",
      title: t.chat.label,
      group: "page",
      keys: "e",
      run: () => field.current?.focus(),
    },
  ]);

  if (!session.may("conversation.write")) {
    return <p className={styles.closed}>{t.chat.noRight}</p>;
  }

  const left = TEXT_MAX - text.trim().length;
  const ready = online && left >= 0 && text.trim() !== "";
  const write = (next: string): void => {
    conversation.draft = next;
    setText(next);
  };
  const send = (): void => {
    if (!ready) return;
    conversation.send(text);
    write("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        rows={2}
        className={styles.text}
        value={text}
        placeholder={t.chat.placeholder}
        aria-label={t.chat.label}
        aria-invalid={left < 0 || undefined}
        onChange={(event) => write(event.target.value)}
        onKeyDown={onKeyDown}
        data-testid="composer"
      />
      <div className={styles.tools}>
        <Canned
          kind={conversation.kind}
          onChosen={(words) => write(text.trim() === "" ? words : `${text.trimEnd()} ${words}`)}
        />
        {left < WARN_LEFT && (
          <span className={cx(styles.left, left < 0 && styles.over)} role="status">
            {t.chat.left(f.count(Math.abs(left)), left)}
          </span>
        )}
        <Button
          type="submit"
          variant="primary"
          icon={<Send aria-hidden="true" />}
          disabled={!ready}
          data-testid="send"
        >
          {t.chat.send}
        </Button>
      </div>
    </form>
  );
}
