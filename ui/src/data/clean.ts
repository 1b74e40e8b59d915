// Names, nicks and messages are written by people we do not know. Control characters and the marks
// that reverse the direction of text could make one row look like another: they are taken out.
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line of foreign text. */
export function cleanLine(text: string | undefined): string {
  return (text ?? "")
    .replace(BIDI, "")
    .replace(/\p{Cc}+/gu, " ")
    .trim();
}

/** Foreign text of several lines. */
export function cleanText(text: string | undefined): string {
  return (text ?? "")
    .replace(/\r\n?/g, "\n")
    .replace(BIDI, "")
    .replace(/(?!\n)\p{Cc}/gu, "")
    .trimEnd();
}

/** A link to somebody in Telegram, or nothing if that is no nickname. */
export function telegramLink(nick: string | undefined): string | undefined {
  return nick !== undefined && /^[A-Za-z0-9_]{4,32}$/.test(nick)
    ? `https://t.me/${nick}`
    : undefined;
}
