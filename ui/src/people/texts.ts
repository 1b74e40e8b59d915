import { people as en } from "#i18n/en/people.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { people as ru } from "#i18n/ru/people.ts";

export const usePeopleTexts = ownTexts<typeof ru>({ ru, en });
