// Shapes of the Bot API that the simulator sends, as far as it sends them. methods.json is the
// judge of their names; these are for the compiler.

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };
export type JsonObject = { [name: string]: Json | undefined };

export type User = {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
};

export type Chat = {
  id: number;
  type: "private" | "supergroup";
  title?: string;
  is_forum?: true;
  first_name?: string;
  last_name?: string;
  username?: string;
};

/** offset and length count UTF-16 code units. */
export type Entity = {
  type: string;
  offset: number;
  length: number;
  url?: string;
  user?: User;
  language?: string;
  custom_emoji_id?: string;
  unix_time?: number;
  date_time_format?: string;
};

export type InlineButton = {
  text: string;
  url?: string;
  callback_data?: string;
  copy_text?: { text: string };
  style?: string;
  [other: string]: Json | undefined;
};
export type InlineKeyboard = { inline_keyboard: InlineButton[][] };

export type KeyButton = { text: string; [other: string]: Json | undefined };
export type ReplyMarkup = {
  keyboard?: KeyButton[][];
  remove_keyboard?: boolean;
  force_reply?: boolean;
  is_persistent?: boolean;
  resize_keyboard?: boolean;
  one_time_keyboard?: boolean;
  input_field_placeholder?: string;
  selective?: boolean;
};

export type PhotoSize = { file_id: string; file_unique_id: string; width: number; height: number; file_size: number };
export type Document = { file_id: string; file_unique_id: string; file_name?: string; mime_type?: string; file_size: number };
export type Sticker = { file_id: string; file_unique_id: string; type: "regular"; width: number; height: number; is_animated: false; is_video: false; emoji?: string; file_size: number };
export type VideoNote = { file_id: string; file_unique_id: string; length: number; duration: number; file_size: number };
export type Video = { file_id: string; file_unique_id: string; width: number; height: number; duration: number; file_name?: string; mime_type?: string; file_size: number };
export type Voice = { file_id: string; file_unique_id: string; duration: number; mime_type?: string; file_size: number };

/** What a message says: the part that copying carries over, and the service kinds. */
export type Content = {
  text?: string;
  entities?: Entity[];
  link_preview_options?: JsonObject;
  caption?: string;
  caption_entities?: Entity[];
  show_caption_above_media?: boolean;
  has_media_spoiler?: boolean;
  photo?: PhotoSize[];
  document?: Document;
  video?: Video;
  voice?: Voice;
  sticker?: Sticker;
  video_note?: VideoNote;
  forum_topic_created?: { name: string; icon_color: number; icon_custom_emoji_id?: string };
  forum_topic_edited?: { name?: string; icon_custom_emoji_id?: string };
  forum_topic_closed?: Record<string, never>;
  forum_topic_reopened?: Record<string, never>;
  pinned_message?: Message;
};

export type Message = Content & {
  message_id: number;
  from?: User;
  sender_chat?: Chat;
  chat: Chat;
  date: number;
  edit_date?: number;
  message_thread_id?: number;
  is_topic_message?: true;
  reply_to_message?: Message;
  forward_origin?: { type: "user"; sender_user: User; date: number };
  media_group_id?: string;
  has_protected_content?: true;
  effect_id?: string;
  reply_markup?: InlineKeyboard;
};

export type UpdateKind = "message" | "edited_message" | "callback_query" | "my_chat_member" | "message_reaction";

const SERVICE = ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened", "pinned_message"] as const;

export function isService(content: Content): boolean {
  return SERVICE.some((kind) => content[kind] !== undefined);
}
