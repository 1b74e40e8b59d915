import type { top as ru } from "../ru/top.ts";

export const top: typeof ru = {
  title: "Top 100 participants",
  byLabel: "Ranked by",
  by: {
    referrals: "By referrals",
    orders: "By orders of the network",
    sum: "By sales of the network",
    paid: "By points withdrawn",
  },
  place: "Place",
  name: "Participant",
  people: "Brought",
  orders: "Network orders",
  sum: "Network sales",
  paid: "Withdrawn, points",
  empty: "Nothing to show for this period",
  note: "Network: all levels that earn. Blocked participants are left out.",
};
