import { edit as en } from "#i18n/en/edit.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { edit as ru } from "#i18n/ru/edit.ts";

export const useEditTexts = ownTexts<typeof ru>({ ru, en });
