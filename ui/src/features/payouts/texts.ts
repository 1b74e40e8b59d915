import { payouts as en } from "#i18n/en/payouts.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { payouts as ru } from "#i18n/ru/payouts.ts";

export const usePayoutsTexts = ownTexts<typeof ru>({ ru, en });
