import { cleanLine } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import styles from "./participants.module.css";

interface Props {
  who: { id: number; name?: string | undefined; nick?: string | undefined };
}

/** Name and nick as Telegram has them, apart from the text around them; else the number. */
export function Name({ who }: Props) {
  const { t } = useI18n();
  const name = cleanLine(who.name);
  const nick = cleanLine(who.nick);
  return (
    <span className={styles.name} title={[name, nick && `@${nick}`].filter(Boolean).join(" ")}>
      <bdi>{participantName(t, who)}</bdi>
      {nick !== "" && <bdi className={styles.nick}>@{nick}</bdi>}
    </span>
  );
}
