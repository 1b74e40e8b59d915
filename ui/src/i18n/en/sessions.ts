import type { sessions as ru } from "../ru/sessions.ts";

export const sessions: typeof ru = {
  title: "Sessions",
  titleOf: (name) => `Sessions: ${name}`,
  about:
    "Browsers that are logged in to the panel. End a session you do not know: its pages close at once. An idle session lasts 12 hours, any session a week at most.",
  current: "this session",
  unknown: "Unknown browser",
  entered: (time) => `logged in ${time}`,
  used: (ago) => `active ${ago}`,
  end: "End",
  endOne: (name) => `End the session: ${name}`,
  endOthers: "End all others",
  endAll: "End all",
  ended: "The session is ended",
  endedAll: "The sessions are ended",
  empty: "No sessions",
  failed: "The sessions could not be loaded",
  failedAction: "The session is not ended",
};
