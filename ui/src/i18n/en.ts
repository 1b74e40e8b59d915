import { audit } from "./en/audit.ts";
import { grid } from "./en/grid.ts";
import { journal } from "./en/journal.ts";
import { participants } from "./en/participants.ts";
import { points } from "./en/points.ts";
import { many } from "./many.ts";
import type { Dict } from "./ru.ts";

export const en: Dict = {
  app: {
    title: "Referral programme",
    close: "Close",
    cancel: "Cancel",
    retry: "Try again",
    reload: "Reload the page",
    notFound: "There is no such page",
    notFoundText: "The link may be out of date.",
    home: "To the start page",
    crashed: "The page broke down",
    crashedText: "That is our mistake. No data is lost: reload the page and go on.",
    skip: "Skip to content",
  },

  connection: {
    online: "online",
    connecting: "connecting…",
    offline: "offline",
    banner: "No connection to the server. Reconnecting; until then you can read but not change.",
    outdated: "There is a newer version of this panel",
    outdatedText: "Reload the page to go on.",
  },

  menu: {
    label: "Sections",
    open: "Open the menu",
    journal: "Journal of actions",
    participants: "Participants",
    payouts: "Payout requests",
    support: "Support",
    points: "Accruals and debits",
    returns: "Returns",
    dashboard: "Dashboard",
    stats: "Statistics",
    top: "Top 100",
    settings: "Settings",
    asking: (n) => many(n, "conversation waits", "conversations wait"),
    waiting: (n) => many(n, "new request", "new requests"),
    search: "Find a section or an action…",
    language: "Language",
    theme: "Theme",
    themeSystem: "As in the system",
    themeLight: "Light",
    themeDark: "Dark",
    account: "Account",
    logout: "Log out",
    logoutFailed: "Could not log out",
  },

  palette: {
    title: "Commands",
    placeholder: "A section or an action",
    empty: "Nothing found",
    go: "Go to",
    page: "On this page",
    general: "General",
    help: "Keyboard shortcuts",
    open: "Find a command",
  },

  rights: {
    owner: "owner",
    admin: "administrator",
    payout: "payout operator",
    support: "support operator",
    analyst: "analyst",
  },

  login: {
    title: "Log in",
    lead: "You log in through Telegram: open the bot and press the number shown on this page.",
    number: "Your number",
    open: "Open Telegram",
    waiting: "Waiting for Telegram",
    left: (time) => `${time} left`,
    start: "Log in with Telegram",
    again: "Try again",
    checking: "Checking the link…",
    done: "You are in",
    refused: "Not confirmed",
    refusedText:
      "Another number was pressed in the bot, or this Telegram account is not an administrator, or its access is blocked.",
    expired: "Too late",
    expiredText: "The number was good for a few minutes only. Get a new one.",
    ticketExpired: "This link no longer works",
    ticketExpiredText:
      "A login link works once and not for long. Log in with Telegram or get a new link.",
    blocked: "You have been blocked",
    blockedText: "The owner of the programme has closed access for this account. Please ask them.",
    noBot: "Login with Telegram is not set up",
    noBotText: "The server does not know a bot. The command refsysctl login gives a one-time link.",
    tooMany: "Too many attempts",
    tooManyText: "Wait a minute and try again.",
    failed: "The server does not answer",
    failedText: "Check your connection and try again.",
  },

  errors: {
    bad_request: "The server did not understand the request",
    forbidden: "You have no right to do that",
    not_found: "There is no such object",
    conflict: "Somebody changed it before you",
    insufficient: "Not enough points available",
    refused: "That cannot be done now",
    taken: "Already taken",
    limit: "A limit is reached",
    expired: "Too late",
    unavailable: "The server is busy or restarting",
    busy: "Too many requests, wait a little",
    timeout: "The server did not answer in time",
    offline: "No connection to the server",
    garbled: "The server's answer makes no sense",
    unknown: "Something went wrong",
  },

  form: {
    short: (n) => `At least ${n} ${many(n, "character", "characters")}, please`,
    long: (n) => `Too long: at most ${n} characters`,
    choose: "Choose a reason",
  },

  audit,

  grid,

  journal,

  participants,

  points,

  chat: {
    title: "Messages",
    empty: "No messages yet",
    placeholder: "Message to the participant",
    label: "Message to the participant",
    send: "Send",
    canned: "Ready answers",
    cannedNone: "No ready answers yet",
    cannedEdit: "Edit ready answers…",
    left: (n, count) => `${count < 0 ? "Characters too many" : "Characters left"}: ${n}`,
    older: "Show earlier ones",
    newer: "To the latest",
    sending: "sending",
    sent: "sent",
    delivered: "delivered to Telegram",
    failed: "not sent",
    retry: "Try again",
    discard: "Delete",
    system: "System",
    noRight: "Only operators write to participants.",
    fromTelegram: "from Telegram",
    note: "note",
    edited: "edited",
    attachments: {
      photo: "photo",
      video: "video",
      voice: "voice message",
      document: "file",
      sticker: "sticker",
      audio: "audio",
      animation: "video",
      video_note: "video message",
      other: "attachment",
    },
    log: "Messages",
    today: "Today",
  },
};
