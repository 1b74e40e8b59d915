import { many as count } from "../many.ts";
import type { many as ru } from "../ru/many.ts";

const people = (text: string, n: number): string =>
  `${text} ${count(n, "participant", "participants")}`;

export const many: typeof ru = {
  selected: (text, n) => `${people(text, n)} selected`,
  more: (n) => ` and ${n} more`,
  byFilter: "Everybody who fits the filter:",
  everybody: "Every participant there is: there is no filter.",
  except: (text) => `But for those who were deselected: ${text}.`,
  oneAtATime: "Wait for what is under way",
  notBegun: "Nothing has begun",
  block: {
    open: "Block…",
    title: (text, n) => `Block ${people(text, n)}`,
    confirm: "Block",
    lead: "Who is blocked asks for no payouts and invites nobody. What was accrued stays on hold, new orders bring nothing. The bot does not tell them.",
    already: "Who is blocked already keeps the reason of before.",
    running: (done, total) =>
      total === undefined ? `Blocking: ${done}` : `Blocking: ${done} of ${total}`,
    done: (text, n) => `${people(text, n)} blocked.`,
    same: (n) => `Blocked before: ${n}.`,
  },
  unblock: {
    open: "Unblock…",
    title: (text, n) => `Unblock ${people(text, n)}`,
    confirm: "Unblock",
    lead: "Points become available when they are due. Orders made while they were blocked bring nothing. The bot does not tell them.",
    already: "Who is not blocked is left alone.",
    running: (done, total) =>
      total === undefined ? `Unblocking: ${done}` : `Unblocking: ${done} of ${total}`,
    done: (text, n) => `${people(text, n)} unblocked.`,
    same: (n) => `Not blocked before: ${n}.`,
  },
  states: {
    stopped: "Stopped.",
    failed: "Broken off.",
    lost: "Broken off: the server was restarted.",
  },
  stop: "Stop",
  refused: (n) => `Not possible: ${n}.`,
  refusal: (id, why) => `№ ${id}: ${why}`,
  again: "What was done is in the journal of actions; the others can be chosen again.",
};
