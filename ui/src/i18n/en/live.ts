import type { live as ru } from "../ru/live.ts";

export const live: typeof ru = {
  news: (n, count) => `${n} new ${count === 1 ? "participant" : "participants"} · show`,
  manyNews: (n) => `More than ${n} new participants · show`,
};
