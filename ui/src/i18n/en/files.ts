import type { filesTexts as ru } from "../ru/files.ts";

export const filesTexts: typeof ru = {
  open: (name) => `Open: ${name}`,
  play: (name) => `Play: ${name}`,
  save: "Download",
  saveOf: (name) => `Download: ${name}`,
  loading: "loading",
  again: "Try again",
  close: "Close",
  before: "Before the edit",
  notShown: "The browser cannot show it",
  bytes: (text) => `${text} B`,
  kilobytes: (text) => `${text} KB`,
  megabytes: (text) => `${text} MB`,
  errors: {
    limit: "Larger than 20 MB: Telegram gives no such file to bots, open it in Telegram itself",
    not_found: "Telegram has this file no more",
    unavailable: "The bot is not running, or Telegram does not answer",
    timeout: "Telegram did not give the file in time",
    busy: "Too many files are loading, wait a little",
    garbled: "The file did not come whole",
  },
};
