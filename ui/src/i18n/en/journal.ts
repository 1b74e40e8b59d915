import type { Dict } from "../ru.ts";

export const journal: Dict["journal"] = {
  title: "Journal of actions",
  empty: "No entries yet",
  emptyText: "Everything that administrators and operators change is kept here.",
};
