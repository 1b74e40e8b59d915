import { stats as en } from "#i18n/en/stats.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { stats as ru } from "#i18n/ru/stats.ts";

export const useStatsTexts = ownTexts<typeof ru>({ ru, en });
