// The checks of reply_markup.
import { badRequest } from "./errors.ts";
import type { InlineButton, InlineKeyboard, JsonObject, ReplyMarkup } from "./wire.ts";

const BUTTONS_MAX = 100;
const CALLBACK_BYTES_MAX = 64;
const COPY_POINTS_MAX = 256;
const ACTIONS = ["url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
  "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled"];
const STYLES = ["primary", "success", "danger"];

export type Keyboards = { inline: InlineKeyboard | undefined; other: ReplyMarkup | undefined };

/** The parser looks for keyboard, then inline_keyboard, then the removals; the first found counts. */
export function readMarkup(markup: JsonObject | undefined, group: boolean): Keyboards {
  if (!markup) return { inline: undefined, other: undefined };
  if (markup["keyboard"]) {
    const other = markup as ReplyMarkup;
    for (const row of other.keyboard ?? [])
      for (const button of row) {
        if (button.text.trim() === "") throw badRequest("text buttons are unallowed in the keyboard: text must be non-empty");
        if (group && (button["request_contact"] ?? button["request_location"])) throw badRequest("phone number can be requested in private chats only");
        if (button["style"] !== undefined && !STYLES.includes(String(button["style"]))) throw badRequest("invalid button style specified");
      }
    return { inline: undefined, other };
  }
  if (markup["inline_keyboard"]) return { inline: inline(markup as InlineKeyboard, group), other: undefined };
  if (markup["remove_keyboard"] === true || markup["force_reply"] === true) return { inline: undefined, other: markup as ReplyMarkup };
  return { inline: undefined, other: undefined };
}

function inline(markup: InlineKeyboard, group: boolean): InlineKeyboard | undefined {
  const rows = markup.inline_keyboard.filter((row) => row.length > 0);
  if (rows.length === 0) return undefined;
  if (rows.flat().length > BUTTONS_MAX) throw badRequest("reply markup is too long");
  for (const row of rows) for (const button of row) checkButton(button, group);
  return { inline_keyboard: rows };
}

function checkButton(button: InlineButton, group: boolean): void {
  if (button.text.trim() === "") throw badRequest("can't parse inline keyboard button: Text buttons must be non-empty");
  const actions = ACTIONS.filter((action) => button[action] !== undefined);
  if (actions.length === 0) throw badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
  if (actions.length > 1) throw badRequest("can't parse inline keyboard button: exactly one optional field must be used");
  if (button.callback_data !== undefined) {
    const size = Buffer.byteLength(button.callback_data);
    if (size < 1 || size > CALLBACK_BYTES_MAX) throw badRequest("BUTTON_DATA_INVALID");
  }
  if (button.copy_text !== undefined) {
    const length = [...button.copy_text.text].length;
    if (length < 1 || length > COPY_POINTS_MAX) throw badRequest("BUTTON_COPY_TEXT_INVALID");
  }
  if (button.url !== undefined && !validUrl(button.url))
    throw badRequest(`inline keyboard button URL '${button.url}' is invalid: Wrong HTTP URL`);
  if (button["web_app"] !== undefined && group) throw badRequest("BUTTON_TYPE_INVALID");
  if (button.style !== undefined && !STYLES.includes(button.style)) throw badRequest("invalid button style specified");
  for (const query of ["switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"])
    if (button[query] !== undefined) throw badRequest("BUTTON_TYPE_INVALID"); // inline mode is not switched on in these bots
}

function validUrl(url: string): boolean {
  if (/^tg:\/\/\S+$/.test(url)) return true;
  if (/\s/.test(url)) return false;
  try {
    const parsed = new URL(/^[a-z]+:\/\//i.test(url) ? url : `http://${url}`);
    return ["http:", "https:"].includes(parsed.protocol) && (parsed.hostname.includes(".") || parsed.hostname === "[::1]");
  } catch {
    return false;
  }
}
