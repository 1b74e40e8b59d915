import type { people as Ru } from "../ru/people.ts";

export const people: typeof Ru = {
  placeholder: "Name, username or ID",
  type: "Type a name, a username or a number",
  looking: "Looking…",
  nobody: "Nobody found",
  failed: "The search has failed",
  other: "Choose somebody else",
};
