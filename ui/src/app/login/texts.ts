import { login as en } from "#i18n/en/login.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { login as ru } from "#i18n/ru/login.ts";

export const useLoginTexts = ownTexts<typeof ru>({ ru, en });
