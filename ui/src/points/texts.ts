// The words of accruals and debits come with the pages that show them, not with the first one.
import { useMemo } from "react";
import { points as en } from "#i18n/en/points.ts";
import { useI18n } from "#i18n/index.tsx";
import { ownTexts } from "#i18n/own-texts.ts";
import { points as ru } from "#i18n/ru/points.ts";
import type { Dict } from "#i18n/ru.ts";

export type Words = Dict & { points: typeof ru };

const useOwn = ownTexts<typeof ru>({ ru, en });

/** As useI18n, with the words of points among the others. */
export function useWords() {
  const { t, f } = useI18n();
  const points = useOwn();
  return { t: useMemo<Words>(() => ({ ...t, points }), [t, points]), f };
}
