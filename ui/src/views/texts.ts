import { viewsTexts as en } from "#i18n/en/views.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { viewsTexts as ru } from "#i18n/ru/views.ts";

export const useViewsTexts = ownTexts<typeof ru>({ ru, en });
