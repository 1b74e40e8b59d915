import { support as en } from "#i18n/en/support.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { support as ru } from "#i18n/ru/support.ts";

export const useSupportTexts = ownTexts<typeof ru>({ ru, en });
