import type { stats as ru } from "../ru/stats.ts";

export const stats: typeof ru = {
  title: "Statistics of referrals",
  toExports: "Tree and purchases: exports",
  name: "Participant",
  people: "Brought",
  buyers: "Of them bought",
  orders: "Orders",
  sum: "For",
  empty: "No referrals in this period",
  note: "Direct referrals: brought by the day they came, bought by the day of the order.",
};
