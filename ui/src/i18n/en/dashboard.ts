import { many } from "../many.ts";
import type { dashboard as ru } from "../ru/dashboard.ts";

export const dashboard: typeof ru = {
  title: "Dashboard",
  failed: "The dashboard could not be read",
  month: "Month",
  value: "Value",
  change: (text) => `${text} last month`,
  figures: {
    registered: ["Participants", "All who have named their Ozon ID"],
    sales: ["Sales to referrals", "Counted orders of referrals, net of returns"],
    paid: ["Withdrawn", "Payout requests that were paid"],
    buyers: ["Referrals who bought", "Referrals with at least one counted order"],
    referrals: ["Referrals", "Registered participants whom somebody invited"],
    wait: [
      "Until the first purchase",
      "Mean from registration to the first counted order; the median beside it",
    ],
    links: ["Links to the bot", "Links made; referrals per link beside them"],
    active: ["Active referrals", "Referrals with a counted order in the month"],
    average: ["Average order", "Sales to referrals divided by counted orders"],
    repeated: ["Bought again", "Referrals with two orders or more among those who bought"],
    returned: ["Returns", "Goods returned among those delivered to referrals"],
  },
  share: (text) => `${text} of referrals`,
  perLink: (all, used) => `${all} per link, ${used} per opened one`,
  median: (span) => `median ${span}`,
  lessThanADay: "less than a day",
  days: (n, days) => `${n} ${many(days, "day", "days")}`,
};
