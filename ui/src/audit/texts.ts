// The words of the journal come with the pages that show it, not with the first one.
import { useMemo } from "react";
import { audit as en } from "#i18n/en/audit.ts";
import { useI18n } from "#i18n/index.tsx";
import { ownTexts } from "#i18n/own-texts.ts";
import { audit as ru } from "#i18n/ru/audit.ts";
import type { Dict } from "#i18n/ru.ts";

export type Words = Dict & { audit: typeof ru };

const useOwn = ownTexts<typeof ru>({ ru, en });

/** As useI18n, with the words of the journal among the others. */
export function useWords() {
  const { t, f } = useI18n();
  const audit = useOwn();
  return { t: useMemo<Words>(() => ({ ...t, audit }), [t, audit]), f };
}
