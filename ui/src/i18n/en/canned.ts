import type { canned as ru } from "../ru/canned.ts";

export const canned: typeof ru = {
  add: "Add an answer",
  change: "Edit",
  changeOne: (title) => `Edit the answer “${title}”`,
  empty:
    "Answers that have to be written often will be here. All operators see them below the message.",
  newTitle: "New ready answer",
  oneTitle: "Ready answer",
  title: "Name",
  titleHint: "To find it in the list; the participant does not see it.",
  titleMissing: "Give the answer a name",
  text: "Text",
  textMissing: "Write the text of the answer",
  kind: "Where to offer it",
  kinds: { both: "In all conversations", support: "In support", payout: "In payout requests" },
  keep: "Save",
  back: "Back",
  remove: "Delete",
  kept: "The ready answer is saved",
  removed: "The ready answer is deleted",
  failed: "The ready answer is not saved",
};
