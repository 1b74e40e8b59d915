// Changes to what has been sent: edits, deletions, pins, reactions, answers to button presses.
import { isDeepStrictEqual } from "node:util";
import { badRequest } from "../errors.ts";
import { Forum, PrivateRoom, type Post, type Room } from "../rooms.ts";
import { QUERY_MS } from "../world.ts";
import { isService, type Content, type JsonObject } from "../wire.ts";
import type { Call, Method } from "./call.ts";
import { callCaption, mediaContent, textContent } from "./send.ts";

const DELETE_SECONDS_MAX = 48 * 3600;
const ANSWER_POINTS_MAX = 200;
const NOT_MODIFIED = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";
export const REACTIONS = ["👍", "👎", "❤", "🔥", "🥰", "👏", "😁", "🤔", "🤯", "😱", "🤬", "😢", "🎉", "🤩", "🤮", "💩", "🙏", "👌", "🕊", "🤡", "🥱",
  "😍", "🐳", "❤‍🔥", "🌚", "🌭", "💯", "🤣", "⚡", "🍌", "🏆", "💔", "😐", "🍓", "🍾", "💋", "🖕", "😈", "😴", "😭", "🤓", "👻", "👨‍💻", "👀", "🎃",
  "🙈", "😇", "😨", "🤝", "✍", "🤗", "🫡", "🎅", "🎄", "☃", "💅", "🤪", "🗿", "🆒", "💘", "🙉", "🦄", "😘", "💊", "🙊", "😎", "👾", "😡"];

/** Write the new content and keyboard, unless nothing would change. An edit without reply_markup takes the keyboard away. */
function edit(call: Call, room: Room, post: Post, content: Content): object {
  const { inline, other } = call.markup(room);
  if (other) throw badRequest("inline keyboard expected");
  if (isDeepStrictEqual(content, post.content) && isDeepStrictEqual(inline, post.inline)) throw badRequest(NOT_MODIFIED);
  call.spend(room);
  post.content = content;
  post.inline = inline;
  call.world.changed(room, post, true);
  return room.wire(post);
}

/** Animations, music, files, photos and videos; a text becomes one of them as well. */
export function isReplaceable(content: Content): boolean {
  return content.text !== undefined || content.photo !== undefined || content.document !== undefined || content.video !== undefined;
}

/** A part of an album of files stays a file, one of photos and videos a photo or a video. */
export function fitsAlbum(before: Content, after: Content): boolean {
  return (before.document === undefined) === (after.document === undefined);
}

function target(call: Call): { room: Room; post: Post } {
  if (call.params["inline_message_id"] !== undefined) throw badRequest("MESSAGE_ID_INVALID");
  if (call.params["chat_id"] === undefined) throw badRequest("message identifier is not specified");
  const room = call.room();
  return { room, post: call.editable(room) };
}

function deletable(call: Call, room: Room, post: Post): void {
  const own = post.from.id === call.bot.user.id && !post.anonymous;
  if (post.content.forum_topic_created) throw badRequest("message can't be deleted");
  if (room instanceof Forum && !own && !call.hasRight(room, "can_delete_messages")) throw badRequest("message can't be deleted");
  if (!(room instanceof Forum) && call.world.seconds() - post.date > DELETE_SECONDS_MAX) throw badRequest("message can't be deleted for everyone");
}

function answerCallbackQuery(call: Call): boolean {
  const query = call.world.queries.get(call.text("callback_query_id") ?? "");
  const late = !query || query.bot !== call.bot || query.answer !== undefined || call.world.now() - query.at > QUERY_MS;
  if (late) throw badRequest("query is too old and response timeout expired or query ID is invalid");
  const text = call.text("text") ?? "";
  if ([...text].length > ANSWER_POINTS_MAX) throw badRequest("MESSAGE_TOO_LONG");
  query.answer = { text, show_alert: call.flag("show_alert"), ...(call.text("url") && { url: call.text("url") }) };
  call.world.tell({ type: "answer", query, room: query.room });
  return true;
}

function setMessageReaction(call: Call): boolean {
  const room = call.room();
  const post = call.post(room, "react");
  if (isService(post.content)) throw badRequest("REACTION_INVALID");
  const reactions = call.list<JsonObject>("reaction") ?? [];
  if (reactions.length > 1) throw badRequest("REACTIONS_TOO_MANY");
  const first = reactions[0];
  if (first && (first["type"] !== "emoji" || !REACTIONS.includes(String(first["emoji"])))) throw badRequest("REACTION_INVALID");
  if (first) post.reactions.set(call.bot.user.id, String(first["emoji"]));
  else post.reactions.delete(call.bot.user.id);
  call.world.changed(room, post, false);
  return true;
}

export const editMethods: Record<string, Method> = {
  editMessageText(call) {
    const { room, post } = target(call);
    const content = textContent(call);
    if (post.content.text === undefined) throw badRequest("there is no text in the message to edit");
    return edit(call, room, post, content);
  },
  editMessageCaption(call) {
    const { room, post } = target(call);
    const { caption: _, caption_entities: __, ...media } = post.content;
    if (!media.photo && !media.document && !media.video && !media.voice) throw badRequest("there is no caption in the message to edit");
    return edit(call, room, post, { ...media, ...callCaption(call) });
  },
  async editMessageMedia(call) {
    const { room, post } = target(call);
    const content = await mediaContent(call, call.object("media") ?? {});
    if (!isReplaceable(post.content)) throw badRequest("there is no media in the message to edit");
    if (post.album !== undefined && !fitsAlbum(post.content, content)) throw badRequest("can't change media type in the album");
    return edit(call, room, post, content);
  },
  editMessageReplyMarkup(call) {
    const { room, post } = target(call);
    return edit(call, room, post, post.content);
  },
  deleteMessage(call) {
    const room = call.room();
    const post = call.post(room, "delete");
    deletable(call, room, post);
    return call.world.remove(room, post.id);
  },
  deleteMessages(call) {
    const room = call.room();
    const ids = call.list<number>("message_ids") ?? [];
    if (ids.length < 1 || ids.length > 100) throw badRequest("wrong number of message identifiers specified");
    const posts = ids.flatMap((id) => room.posts.get(id) ?? []); // the absent ones are skipped
    for (const post of posts) deletable(call, room, post);
    for (const post of posts) call.world.remove(room, post.id);
    return true;
  },
  answerCallbackQuery, setMessageReaction,
  pinChatMessage(call) {
    const room = call.room();
    const post = call.post(room, "pin");
    if (room instanceof Forum && !call.hasRight(room, "can_pin_messages")) throw badRequest("not enough rights to manage pinned messages in the chat");
    if (room instanceof PrivateRoom) call.writable();
    call.spend(room);
    if (room.pinned.has(post.id)) return true;
    room.pinned.add(post.id);
    call.world.post(room, {
      from: call.bot.user, content: { pinned_message: room.wire(post, true) }, replyTo: post.id, ...(post.thread !== undefined && { thread: post.thread }),
    });
    return true;
  },
  unpinChatMessage(call) {
    const room = call.room();
    const id = call.int("message_id") ?? [...room.pinned].at(-1);
    if (id === undefined || !room.pinned.delete(id)) throw badRequest("message to unpin not found");
    call.world.tell({ type: "room", room });
    return true;
  },
};
