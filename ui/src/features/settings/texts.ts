import { settings as en } from "#i18n/en/settings.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { settings as ru } from "#i18n/ru/settings.ts";

export type SettingsTexts = typeof ru;
export const useSettingsTexts = ownTexts<SettingsTexts>({ ru, en });
