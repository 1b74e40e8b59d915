import type { takeMany as ru } from "../ru/take-many.ts";

export const takeMany: typeof ru = {
  take: "Take on",
  done: (n) => `Taken on: ${n}`,
  title: (ours, all) => `You have ${ours} of ${all}`,
  lead: "The others were not taken: somebody was faster, or the request is closed.",
  taken: "taken",
  mine: "yours already",
  theirs: (name) => `in work: ${name}`,
  closed: (state) => `closed: ${state}`,
  changed: "changed while you were choosing",
};
