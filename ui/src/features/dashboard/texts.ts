import { dashboard as en } from "#i18n/en/dashboard.ts";
import { ownTexts } from "#i18n/own-texts.ts";
import { dashboard as ru } from "#i18n/ru/dashboard.ts";

export type DashboardTexts = typeof ru;
export const useDashboardTexts = ownTexts<DashboardTexts>({ ru, en });
