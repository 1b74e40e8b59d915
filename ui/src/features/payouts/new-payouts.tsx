import { useI18n } from "#i18n/index.tsx";
import { Counter } from "#kit/badge/badge.tsx";
import { useCounts } from "./counts.ts";

/** In the menu: how many requests nobody has dealt with yet. */
export function NewPayouts() {
  const { t } = useI18n();
  const waiting = useCounts()?.new ?? 0;
  return <Counter value={waiting} label={t.menu.waiting(waiting)} />;
}
