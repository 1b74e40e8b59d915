import { incidents as en } from "#i18n/en/incidents.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { incidents as ru } from "#i18n/ru/incidents.ts";

export const useIncidentsTexts = ownTexts<typeof ru>({ ru, en });
