import { plural } from "../plural.ts";

/** What is new since a list was read. */
export const live = {
  news: (n: string, count: number) =>
    `${n} ${plural(count, "новый участник", "новых участника", "новых участников")} · показать`,
  manyNews: (n: string) => `Больше ${n} новых участников · показать`,
};
