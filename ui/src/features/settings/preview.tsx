import { cleanText } from "#data/clean.ts";
import styles from "./settings.module.css";
import { useSettingsTexts } from "./texts.ts";

/** The text as the bot says it: plain, lines as they are, for the bot sends no markup of ours. */
export function Preview({ text }: { text: string }) {
  const own = useSettingsTexts();
  return (
    <figure className={styles.preview} data-testid="preview">
      <figcaption className={styles.hint}>{own.preview}</figcaption>
      <p className={styles.bubble}>{cleanText(text)}</p>
    </figure>
  );
}
