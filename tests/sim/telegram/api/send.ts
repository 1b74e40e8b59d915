// sendMessage, media, copies and forwards.
import { formatCaption, formatText } from "../entities.ts";
import { badRequest } from "../errors.ts";
import { readFile, readPhoto, readVideo } from "../files.ts";
import type { Post, Room } from "../rooms.ts";
import type { NewPost } from "../world.ts";
import { isService, type Content, type Entity, type JsonObject } from "../wire.ts";
import type { Call, Method } from "./call.ts";

const COPIES_MAX = 100;
const ALBUM_MAX = 10;

/** Put the content into the chat that the call names, after every check and the rate limits. */
function send(call: Call, content: Content): Post {
  const room = call.writable();
  const fresh = envelope(call, room, content);
  call.spend(room);
  return call.world.post(room, fresh);
}

function envelope(call: Call, room: ReturnType<Call["writable"]>, content: Content): NewPost {
  const reply = call.reply(room);
  const thread = call.thread(room, reply);
  const { inline, other } = call.markup(room);
  return {
    from: call.bot.user, content, inline, other, effect: call.text("message_effect_id"),
    ...(thread !== undefined && { thread }),
    ...(reply && { replyTo: reply.id }),
    ...(call.flag("protect_content") && { protected: true as const }),
  };
}

export function textContent(call: Call): Content {
  const { text, entities } = formatText(call.text("text") ?? "", { parse_mode: call.text("parse_mode"), entities: call.entities("entities") });
  const preview = call.object("link_preview_options");
  return { text, ...(entities.length > 0 && { entities }), ...(preview && { link_preview_options: preview }) };
}

type CaptionSource = { caption?: string | undefined; parse_mode?: string | undefined; caption_entities?: Entity[] | undefined };

function captionContent(source: CaptionSource): Content {
  if (!source.caption) return {};
  const { text, entities } = formatCaption(source.caption, { parse_mode: source.parse_mode, entities: source.caption_entities });
  return { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
}

export function callCaption(call: Call): Content {
  return captionContent({ caption: call.text("caption"), parse_mode: call.text("parse_mode"), caption_entities: call.entities("caption_entities") });
}

const shown = (call: Call, room: Room, post: Post): object => (void call, room.wire(post));

async function sendMedia(call: Call, media: Content): Promise<object> {
  const room = call.writable();
  const post = send(call, { ...media, ...callCaption(call) });
  return shown(call, room, post);
}

/** What an InputMedia says. */
export async function mediaContent(call: Call, item: JsonObject): Promise<Content> {
  const file = item["media"] as string;
  const caption = captionContent(item as CaptionSource);
  switch (item["type"]) {
    case "photo": return { photo: await readPhoto(call, file), ...caption };
    case "document": return { document: await readFile(call, file, "documents"), ...caption };
    case "video": return { video: await readVideo(call, file), ...caption };
    default: throw badRequest("can't parse InputMedia: Media type is unknown");
  }
}

async function sendMediaGroup(call: Call): Promise<object[]> {
  const media = call.list<JsonObject>("media") ?? [];
  if (media.length < 2 || media.length > ALBUM_MAX) throw badRequest("there must be 2-10 items in an album: wrong number of messages");
  const room = call.writable();
  const contents: Content[] = [];
  for (const item of media) {
    contents.push(await mediaContent(call, item));
  }
  const fresh = contents.map((content) => envelope(call, room, content));
  call.spend(room, fresh.length);
  const album = newAlbum(call);
  return fresh.map((post) => room.wire(call.world.post(room, { ...post, album })));
}

let albums = 0;
const newAlbum = (call: Call): string => String(BigInt(call.world.now()) * 10_000n + BigInt(++albums % 10_000));

function copied(post: Post): Content {
  if (isService(post.content)) throw badRequest("the message can't be copied");
  if (post.protected) throw badRequest("the message can't be copied");
  return structuredClone(post.content);
}

/** A file of one chat stays good in another of the same bot; a copy of a person's file belongs to the bot already. */
function copyMessage(call: Call): object {
  const from = call.room("from_chat_id");
  const room = call.writable();
  const content = copied(call.post(from, "copy"));
  if (call.params["caption"] !== undefined && content.text === undefined) {
    delete content.caption;
    delete content.caption_entities;
    Object.assign(content, callCaption(call));
  }
  const fresh = envelope(call, room, content);
  call.spend(room);
  return { message_id: call.world.post(room, fresh).id };
}

function sources(call: Call, what: string): { posts: Post[]; from: Room } {
  const ids = call.list<number>("message_ids") ?? [];
  if (ids.length < 1 || ids.length > COPIES_MAX) throw badRequest(`too ${ids.length < 1 ? "few" : "many"} message identifiers specified`);
  if (ids.some((id, i) => i > 0 && id <= ids[i - 1]!)) throw badRequest("message identifiers must be in a strictly increasing order");
  const from = call.room("from_chat_id");
  const posts = ids.flatMap((id) => from.posts.get(id) ?? []).filter((post) => !isService(post.content) && !post.protected);
  if (posts.length === 0) throw badRequest(`there are no messages to ${what}`);
  return { posts, from };
}

/** What cannot be copied is left out, so the answer may be shorter than the question. */
function copyMessages(call: Call): object[] {
  const { posts } = sources(call, "copy");
  const room = call.writable();
  const albums = new Map<string, string>();
  const fresh = posts.map((post): NewPost => {
    const content = copied(post);
    if (call.flag("remove_caption")) delete content.caption;
    return { ...envelope(call, room, content), album: renamed(call, albums, post.album) };
  });
  call.spend(room, fresh.length);
  return fresh.map((post) => ({ message_id: call.world.post(room, post).id }));
}

function renamed(call: Call, albums: Map<string, string>, album: string | undefined): string | undefined {
  if (album === undefined) return undefined;
  if (!albums.has(album)) albums.set(album, newAlbum(call));
  return albums.get(album);
}

function forwardable(post: Post): Post {
  if (isService(post.content) || post.protected) throw badRequest("the message can't be forwarded");
  return post;
}

function forwarded(call: Call, room: ReturnType<Call["writable"]>, post: Post): NewPost {
  return {
    ...envelope(call, room, structuredClone(post.content)),
    forward: post.forward ?? { from: post.from, date: post.date },
  };
}

function forwardMessage(call: Call): object {
  const from = call.room("from_chat_id");
  const room = call.writable();
  const fresh = forwarded(call, room, forwardable(call.post(from, "forward")));
  call.spend(room);
  return room.wire(call.world.post(room, fresh));
}

function forwardMessages(call: Call): object[] {
  const { posts } = sources(call, "forward");
  const room = call.writable();
  const albums = new Map<string, string>();
  const fresh = posts.map((post) => ({ ...forwarded(call, room, post), album: renamed(call, albums, post.album) }));
  call.spend(room, fresh.length);
  return fresh.map((post) => ({ message_id: call.world.post(room, post).id }));
}

export const sendMethods: Record<string, Method> = {
  sendMessage(call) {
    const content = textContent(call);
    const room = call.writable();
    return room.wire(send(call, content));
  },
  async sendPhoto(call) {
    call.writable();
    const photo = await readPhoto(call, call.text("photo") ?? "", "photo");
    return sendMedia(call, { photo, ...(call.flag("has_spoiler") && { has_media_spoiler: true }), ...(call.flag("show_caption_above_media") && { show_caption_above_media: true }) });
  },
  async sendDocument(call) {
    call.writable();
    return sendMedia(call, { document: await readFile(call, call.text("document") ?? "", "documents", "document") });
  },
  async sendVoice(call) {
    call.writable();
    const file = await readFile(call, call.text("voice") ?? "", "voice", "voice");
    const { file_id, file_unique_id, file_size } = file;
    return sendMedia(call, { voice: { file_id, file_unique_id, file_size, duration: call.int("duration") ?? 0, mime_type: "audio/ogg" } });
  },
  sendMediaGroup, copyMessage, copyMessages, forwardMessage, forwardMessages,
  sendChatAction(call) {
    const room = call.writable();
    const actions = ["typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker", "find_location"];
    const name = call.text("action") ?? "";
    if (!actions.includes(name)) throw badRequest("wrong parameter action in request");
    if ("action" in room) {
      room.action = { name, at: call.world.now() };
      call.world.tell({ type: "room", room });
    }
    return true;
  },
};

