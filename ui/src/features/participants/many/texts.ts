import { many as en } from "#i18n/en/many.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { many as ru } from "#i18n/ru/many.ts";

export const useManyTexts = ownTexts<typeof ru>({ ru, en });
