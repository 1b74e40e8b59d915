import { useI18n } from "#i18n/index.tsx";
import type { Settings } from "#wire/protocol.ts";
import { exampleOf } from "./example.ts";
import styles from "./settings.module.css";
import { useSettingsTexts } from "./texts.ts";

const KOPECKS = 100_000;

/** «Покупка 1 000 ₽»: what it brings to whom, as the settings stand now. */
export function ExampleOf({ settings }: { settings: Settings }) {
  const { f } = useI18n();
  const words = useSettingsTexts().example;
  const { own, levels } = exampleOf(settings, KOPECKS);
  return (
    <dl className={styles.example} data-testid="example">
      <dt>{words.purchase(f.money(KOPECKS))}</dt>
      <dd>{words.own(f.points(own))}</dd>
      {levels.map((points, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the level is what it is
        <dd key={n}>{words.level(n + 1, f.points(points))}</dd>
      ))}
    </dl>
  );
}
