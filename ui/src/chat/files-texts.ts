import { filesTexts as en } from "#i18n/en/files.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { filesTexts as ru } from "#i18n/ru/files.ts";

export const useFilesTexts = ownTexts<typeof ru>({ ru, en });
