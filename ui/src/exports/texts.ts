import { exportsTexts as en } from "#i18n/en/exports.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { exportsTexts as ru } from "#i18n/ru/exports.ts";

export const useExportsTexts = ownTexts<typeof ru>({ ru, en });
