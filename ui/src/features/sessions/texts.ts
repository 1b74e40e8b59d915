import { sessions as en } from "#i18n/en/sessions.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { sessions as ru } from "#i18n/ru/sessions.ts";

export const useSessionsTexts = ownTexts<typeof ru>({ ru, en });
