import type { incidents as ru } from "../ru/incidents.ts";

export const incidents: typeof ru = {
  title: "Incidents",
  about:
    "What needs a person, now and before. The bot tells the owners when each begins and when it is over.",
  kinds: {
    poller: "Ozon cannot be read",
    key: "An Api-Key ends soon",
    telegram: "A bot is out of reach",
    disk: "The disk fills",
    verify: "The journal did not pass verification",
    restart: "The ledger began again after a failure",
  },
  cabinet: (client) => `cabinet ${client}`,
  bot: (support) => (support ? "support bot" : "participants' bot"),
  until: (date) => `works until ${date}`,
  used: (percent) => `${percent}\u00a0% in use`,
  lasts: "lasts",
  since: (time, span) => `since ${time}, for ${span}`,
  span: (from, to, span) => `${from} — ${to}, ${span}`,
  minutes: (n) => `${n}\u00a0min`,
  hours: (hours, minutes) =>
    minutes === 0 ? `${hours}\u00a0h` : `${hours}\u00a0h ${minutes}\u00a0min`,
  days: (days, hours) => (hours === 0 ? `${days}\u00a0d` : `${days}\u00a0d ${hours}\u00a0h`),
  now: (n) => `${n}\u00a0${n === 1 ? "incident" : "incidents"}`,
  badge: (n) => (n === 1 ? "incident" : "incidents"),
  look: "Details",
  older: "Show earlier ones",
  empty: "There were none",
  failed: "The incidents could not be loaded",
};
