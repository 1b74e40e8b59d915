import { live as en } from "#i18n/en/live.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { live as ru } from "#i18n/ru/live.ts";

export const useLiveTexts = ownTexts<typeof ru>({ ru, en });
