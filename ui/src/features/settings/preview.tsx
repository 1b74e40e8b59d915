import { cleanText } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import styles from "./settings.module.css";

/** The text as the bot says it: plain, lines as they are, for the bot sends no markup of ours. */
export function Preview({ text }: { text: string }) {
  const { t } = useI18n();
  return (
    <figure className={styles.preview} data-testid="preview">
      <figcaption className={styles.hint}>{t.settings.preview}</figcaption>
      <p className={styles.bubble}>{cleanText(text)}</p>
    </figure>
  );
}
