import type { edit as Shape } from "../ru/edit.ts";

export const edit: typeof Shape = {
  open: "Edit",
  balance: "Change the balance",
  inviter: "Change the inviter",
  ozon: "Change the Ozon ID",
  name: "Change the name",
  notices: "Change the digests",
  note: "Note",
  block: "Block",
  unblock: "Unblock",
  save: "Save",
  done: "Saved",
  failed: "The change was not saved",
  reason: "Reason",
  reasonHint: "Stays in the journal of actions",
  reasonOptional: "May be left out",
  total: "Total balance",
  available: "Of it available for payout",
  reserved: (points) => `${points} more are in payout requests: the request itself changes them`,
  problems: {
    figure: "Type a figure, like 1 500 or 99.90",
    nothing: "Nothing was changed",
    held: "More is available and in requests than there is in all",
  },
  inviterLead: "The new tie counts for orders to come. The whole network moves along.",
  inviterNew: "New inviter",
  inviterHint: "Not chosen: nobody",
  loop: "That would be a circle: this person is in the participant’s own network",
  nobody: "There is no participant with this ID",
  earnsNow: "Earn now",
  willEarn: "Will earn",
  movesAlong: "Move along, by level",
  nobodyAbove: "nobody",
  nobodyBelow: "nobody",
  ozonLead:
    "What the former Ozon ID brought stays. Of the new one orders count since the participant came, but none older than 30 days.",
  ozonHint: "An order number, whole or up to the dash. Empty: unbind",
  proven: "Checked: these purchases are theirs",
  nameLabel: "Name for operators",
  nameHint: (telegram) =>
    telegram === ""
      ? "The participant does not see it"
      : `The participant does not see it. Empty: “${telegram}”, as in Telegram`,
  noticesLead:
    "The bot tells this by itself. The participant chooses too: what was chosen last counts.",
  topics: {
    points: "Points accrued",
    network: "New people in the network",
    purchases: "Purchases of referrals",
  },
  often: { off: "Not at all", daily: "Every day", weekly: "Once a week" },
  noteLabel: "Note of the operators",
  noteHint: "The participant does not see it",
  blockLead:
    "Who is blocked asks for no payouts and invites nobody. What was accrued stays on hold, new orders bring them nothing.",
  unblockLead:
    "Points become available in their time again. Orders from the time of the blocking bring nothing.",
};
