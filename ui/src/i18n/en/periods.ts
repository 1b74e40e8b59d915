import type { periods as Shape } from "../ru/periods.ts";

export const periods: typeof Shape = {
  period: "Period",
  periods: {
    all: "All time",
    month: "This month",
    lastMonth: "Last month",
    days30: "30 days",
    year: "This year",
  },
};
