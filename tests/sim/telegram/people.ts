// What people do: press START, write, press buttons, edit, react, block a bot; operators in a forum too.
import { fitsAlbum, isReplaceable, REACTIONS } from "./api/edit.ts";
import { createTopic, deleteTopic, ICON_COLORS, setClosed, topicName } from "./api/topics.ts";
import { formatCaption, formatText } from "./entities.ts";
import { ActError } from "./errors.ts";
import { documentOf, photoSizes, videoOf } from "./files.ts";
import { ANONYMOUS, Forum, GENERAL, PrivateRoom, wireUser, type Person, type Post, type Room, type Topic } from "./rooms.ts";
import { DAY_MS, type Bot, type NewPost, type Query, type World } from "./world.ts";
import type { Content, Entity, InlineButton } from "./wire.ts";

export type Attachment = { name?: string; mime?: string; base64?: string };
export type Writing = {
  text?: string;
  entities?: Entity[];
  caption?: string;
  photo?: Attachment;
  document?: Attachment;
  video?: Attachment;
  voice?: Attachment;
  sticker?: Attachment;
  video_note?: Attachment;
  reply_to?: number;
  /** Topic of a forum; absent is General. */
  thread?: number;
  anonymous?: boolean;
  /** Parts of one album share it. */
  album?: string;
};

/** A chequered 60 x 40 PNG: what a person sends who attaches no bytes. */
const SAMPLE_PNG = "iVBORw0KGgoAAAANSUhEUgAAADwAAAAoCAAAAACH0MYjAAAALElEQVR42mOowAK2YAHY1DGMah7VPKp5VPMAayZWITZ1o5pHNY9qHtU8wJoByql+jDb0kTsAAAAASUVORK5CYII=";

export function start(world: World, person: Person, bot: Bot, payload?: string): Post {
  if (payload !== undefined && payload !== "" && !/^[A-Za-z0-9_-]{1,64}$/.test(payload))
    throw new ActError(`start payload "${payload}": 1-64 of A-Z a-z 0-9 _ -`);
  const room = world.privateRoom(bot, person);
  if (room.blocked) unblock(world, room);
  room.started = true;
  room.waitingStart = undefined;
  const post = write(world, person, room, { text: payload ? `/start ${payload}` : "/start" });
  world.tell({ type: "room", room });
  return post;
}

export function write(world: World, person: Person, room: Room, writing: Writing): Post {
  const fresh: NewPost = { from: wireUser(person), content: contentOf(world, room, writing) };
  alive(person);
  if (room instanceof PrivateRoom && (!room.started || room.blocked)) {
    if (room.blocked) throw new ActError("the person has blocked this bot: unblock it first");
    room.started = true; // whoever writes first has pressed START
  }
  if (room instanceof Forum) {
    operator(room, person);
    const topic = topicOf(room, writing.thread);
    if (topic.id !== GENERAL) fresh.thread = topic.id;
    if (writing.anonymous) Object.assign(fresh, { anonymous: true, from: ANONYMOUS });
  }
  if (writing.album !== undefined) fresh.album = writing.album;
  if (writing.reply_to !== undefined) {
    find(room, writing.reply_to);
    fresh.replyTo = writing.reply_to;
  }
  return world.post(room, fresh);
}

function contentOf(world: World, room: Room, writing: Writing): Content {
  const entities = writing.entities;
  const caption = writing.caption === undefined ? {} : captionOf(writing.caption);
  if (writing.photo) return { photo: photoSizes(attach(world, room, writing.photo, "photo.png", "image/png", "photos")), ...caption };
  if (writing.document) return { document: documentOf(attach(world, room, writing.document, "document.pdf", "application/pdf", "documents")), ...caption };
  if (writing.video) return { video: videoOf(attach(world, room, writing.video, "video.mp4", "video/mp4", "videos")), ...caption };
  if (writing.voice) {
    const { file_id, file_unique_id, file_size } = documentOf(attach(world, room, writing.voice, "voice.ogg", "audio/ogg", "voice"));
    return { voice: { file_id, file_unique_id, file_size, duration: 3, mime_type: "audio/ogg" }, ...caption };
  }
  if (writing.sticker) {
    const { file_id, file_unique_id, file_size } = documentOf(attach(world, room, writing.sticker, "sticker.webp", "image/webp", "stickers"));
    return { sticker: { file_id, file_unique_id, file_size, type: "regular", width: 512, height: 512, is_animated: false, is_video: false, emoji: "👍" } };
  }
  if (writing.video_note) {
    const { file_id, file_unique_id, file_size } = documentOf(attach(world, room, writing.video_note, "note.mp4", "video/mp4", "video_notes"));
    return { video_note: { file_id, file_unique_id, file_size, length: 240, duration: 4 } };
  }
  if (writing.text === undefined) throw new ActError("nothing to send: give text, photo, document, video, voice, sticker or video_note");
  const formatted = formatText(writing.text, { entities });
  return { text: formatted.text, ...(formatted.entities.length > 0 && { entities: formatted.entities }) };
}

function captionOf(raw: string): Content {
  const { text, entities } = formatCaption(raw, {});
  return text === "" ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
}

function attach(world: World, room: Room, file: Attachment, name: string, mime: string, folder: string): ReturnType<World["storeFile"]> {
  const bot = world.botsOf(room)[0];
  if (!bot) throw new ActError("files go to bots only");
  const bytes = Buffer.from(file.base64 ?? SAMPLE_PNG, "base64");
  return world.storeFile(bot, { name: file.name ?? name, mime: file.mime ?? mime, bytes }, folder);
}

/** New words; with a photo, document or video also that in place of what was there, as Telegram's apps let people do. */
export type Editing = { text?: string } & Pick<Writing, "photo" | "document" | "video">;

export function edit(world: World, person: Person, room: Room, id: number, editing: Editing): Post {
  const post = find(room, id);
  if (post.from.id !== person.id) throw new ActError("people edit their own messages only");
  post.content = editing.photo || editing.document || editing.video
    ? replaced(post, contentOf(world, room, { ...editing, caption: editing.text ?? wordsOf(post.content) }))
    : reworded(world, room, post.content, editing.text ?? "");
  world.changed(room, post, true);
  return post;
}

const wordsOf = (content: Content): string => content.caption ?? content.text ?? "";

function reworded(world: World, room: Room, content: Content, text: string): Content {
  if (content.text !== undefined) return contentOf(world, room, { text });
  const { caption: _, caption_entities: __, ...media } = content;
  if (!media.photo && !media.document && !media.video && !media.voice) throw new ActError("what has no words cannot be edited");
  return { ...media, ...captionOf(text) };
}

function replaced(post: Post, content: Content): Content {
  if (!isReplaceable(post.content)) throw new ActError("voice messages, round videos and stickers are not replaced");
  if (post.album !== undefined && !fitsAlbum(post.content, content)) throw new ActError("an album stays one of files, or of photos and videos");
  return content;
}

/** Press the inline button with the given data or text; without a message the newest that has it. */
export function press(world: World, person: Person, room: Room, by: { message_id?: number; data?: string; text?: string }): { query?: Query; button: InlineButton } {
  alive(person);
  if (room instanceof Forum) operator(room, person);
  const posts = by.message_id === undefined ? [...room.posts.values()].reverse() : [find(room, by.message_id)];
  for (const post of posts) {
    const button = post.inline?.inline_keyboard.flat().find((b) =>
      by.data === undefined ? by.text !== undefined && b.text.includes(by.text) : b.callback_data === by.data);
    if (!button) continue;
    if (button.callback_data === undefined) return { button };
    const bot = world.botsOf(room).find((b) => b.user.id === post.from.id);
    if (!bot) throw new ActError("the bot that sent the message is not here");
    return { query: world.newQuery(bot, room, post, person, button.callback_data), button };
  }
  throw new ActError(`no button ${JSON.stringify(by)} in the chat`);
}

/** Tap a key of the reply keyboard: its text goes as a message. */
export function tap(world: World, person: Person, room: PrivateRoom, text: string): Post {
  const key = room.keyboard?.keyboard?.flat().find((k) => k.text === text) ?? room.keyboard?.keyboard?.flat().find((k) => k.text.includes(text));
  if (!key) throw new ActError(`no key "${text}" on the keyboard; keys: ${room.keyboard?.keyboard?.flat().map((k) => k.text).join(", ") ?? "none"}`);
  return write(world, person, room, { text: key.text });
}

export function block(world: World, room: PrivateRoom): void {
  if (room.blocked) return;
  membership(world, room, "member", "kicked");
  room.blocked = true;
  world.tell({ type: "room", room });
}

export function unblock(world: World, room: PrivateRoom): void {
  if (!room.blocked) return;
  room.blocked = false;
  membership(world, room, "kicked", "member");
  world.tell({ type: "room", room });
}

function membership(world: World, room: PrivateRoom, before: string, after: string): void {
  const member = (status: string): object => ({ user: wireUser(room.bot.user), status, ...(status === "kicked" && { until_date: 0 }) });
  world.updateAll(room, "my_chat_member", {
    chat: room.chat(), from: wireUser(room.person), date: world.seconds(), old_chat_member: member(before), new_chat_member: member(after),
  }, DAY_MS);
}

export function react(world: World, person: Person, room: Room, id: number, emoji: string | undefined): void {
  const post = find(room, id);
  if (emoji !== undefined && !REACTIONS.includes(emoji)) throw new ActError(`${emoji} is not a reaction`);
  const kind = (e: string | undefined): object[] => (e === undefined ? [] : [{ type: "emoji", emoji: e }]);
  const old = post.reactions.get(person.id);
  if (emoji === undefined) post.reactions.delete(person.id);
  else post.reactions.set(person.id, emoji);
  world.updateAll(room, "message_reaction", {
    chat: room.chat(), message_id: id, user: wireUser(person), date: world.seconds(), old_reaction: kind(old), new_reaction: kind(emoji),
  }, DAY_MS);
  world.changed(room, post, false);
}

/** People delete in their private chats what they like, in a forum their own and, being its owners, all else. */
export function remove(world: World, person: Person, room: Room, id: number): void {
  if (room instanceof Forum) operator(room, person);
  find(room, id);
  world.remove(room, id);
}

export function openTopic(world: World, person: Person, forum: Forum, name: string): Topic {
  operator(forum, person);
  return createTopic(world, forum, person, topicName(name), ICON_COLORS[forum.topics.size % ICON_COLORS.length]!, undefined);
}

export function topicState(world: World, person: Person, forum: Forum, thread: number, act: "close" | "reopen" | "delete"): void {
  operator(forum, person);
  const topic = topicOf(forum, thread);
  if (act === "delete") {
    if (topic.id === GENERAL) throw new ActError("the General topic stays");
    deleteTopic(world, forum, topic);
  } else if (topic.closed !== (act === "close")) {
    setClosed(world, forum, topic, person, act === "close");
  }
}

function topicOf(forum: Forum, thread = GENERAL): Topic {
  const topic = forum.topics.get(thread);
  if (!topic) throw new ActError(`no topic ${thread} in ${forum.title}`);
  return topic;
}

function operator(forum: Forum, person: Person): void {
  if (!forum.operators.has(person.id)) throw new ActError(`${person.first_name} (${person.id}) is not in the group ${forum.title}`);
}

function alive(person: Person): void {
  if (person.deactivated) throw new ActError(`the account of ${person.first_name} (${person.id}) is deleted`);
}

function find(room: Room, id: number): Post {
  const post = room.posts.get(id);
  if (!post) throw new ActError(`no message ${id} in the chat`);
  return post;
}

/** Opened a link to a bot, at t.me or at the simulator's own address: what it leads to. Opening sends nothing; the person must press START. */
export function followLink(world: World, person: Person, address: string): { bot: Bot; payload: string | undefined } {
  const link = /^(?:https?:\/\/)?[A-Za-z0-9.:[\]-]+\/([A-Za-z0-9_]+)\/?(?:\?(.*))?$/i.exec(address.trim())
    ?? /^tg:\/\/resolve\?domain=([A-Za-z0-9_]+)(?:&(.*))?$/i.exec(address.trim());
  if (!link) throw new ActError(`"${address}" is not a link to a bot`);
  const bot = world.botNames.get(link[1]!.toLowerCase());
  if (!bot) throw new ActError(`no bot @${link[1]} here`);
  const payload = new URLSearchParams(link[2] ?? "").get("start") || undefined;
  if (payload !== undefined && !/^[A-Za-z0-9_-]{1,64}$/.test(payload)) throw new ActError(`start payload "${payload}": 1-64 of A-Z a-z 0-9 _ -`);
  const room = world.privateRoom(bot, person);
  room.waitingStart = payload ?? "";
  world.tell({ type: "room", room });
  return { bot, payload };
}

export function direct(world: World, person: Person, other: Person, text: string): Post {
  if (person.id === other.id) throw new ActError("a person does not write to themselves");
  return write(world, person, world.directRoom(person, other), { text });
}
