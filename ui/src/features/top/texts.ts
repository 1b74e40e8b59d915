import { top as en } from "#i18n/en/top.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { top as ru } from "#i18n/ru/top.ts";

export const useTopTexts = ownTexts<typeof ru>({ ru, en });
