import { returns as en } from "#i18n/en/returns.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { returns as ru } from "#i18n/ru/returns.ts";

export const useReturnsTexts = ownTexts<typeof ru>({ ru, en });
