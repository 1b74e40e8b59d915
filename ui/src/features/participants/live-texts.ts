// Words of what is new since the list was read; they come with the page.
import { ownTexts } from "#i18n/own-texts.ts";
import { plural } from "#i18n/plural.ts";

const ru = {
  news: (n: string, count: number) =>
    `${n} ${plural(count, "новый участник", "новых участника", "новых участников")} · показать`,
  manyNews: (n: string) => `Больше ${n} новых участников · показать`,
};

const en: typeof ru = {
  news: (n, count) => `${n} new ${count === 1 ? "participant" : "participants"} · show`,
  manyNews: (n) => `More than ${n} new participants · show`,
};

export const useLiveTexts = ownTexts<typeof ru>({ ru, en });
