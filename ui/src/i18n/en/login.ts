import type { login as Shape } from "../ru/login.ts";

export const login: typeof Shape = {
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
};
