// Rooms and messages as a person sees them: for tests that read a chat and for the page.
import { DirectRoom, Forum, GENERAL, PrivateRoom, type Person, type Post, type Room } from "./rooms.ts";
import type { Bot, World } from "./world.ts";
import type { Content, Entity, InlineButton, Message } from "./wire.ts";

export type MessageView = {
  id: number;
  seq: number;
  /** Who wrote, as the reader sees it. */
  from: { id: number; name: string; is_bot: boolean };
  date: number;
  edited: boolean;
  thread?: number;
  reply_to?: number;
  /** Text or caption. */
  text: string;
  entities: Entity[];
  photo?: { file_id: string; width: number; height: number };
  document?: { file_id: string; name: string; size: number };
  video?: { file_id: string; name: string; size: number };
  voice?: { file_id: string; duration: number };
  sticker?: { file_id: string; emoji: string };
  video_note?: { file_id: string; duration: number };
  album?: string;
  forwarded_from?: string;
  /** A line about what happened instead of a message. */
  service?: string;
  /** Rows of inline buttons. */
  buttons: InlineButton[][];
  reactions: string[];
  protected?: true;
};

export type TopicView = { thread: number; name: string; color: number; icon?: string; closed: boolean; last?: MessageView; count: number };

export type RoomView = {
  key: string;
  kind: "private" | "forum" | "direct";
  title: string;
  bot?: { id: number; username: string; first_name: string };
  people: number[];
  started: boolean;
  blocked: boolean;
  /** A link was opened: its payload ("" without one) waits for the START button. */
  waiting_start?: string;
  /** The reply keyboard: rows of texts. */
  keyboard?: string[][];
  keyboard_options?: { placeholder?: string; one_time?: boolean };
  pinned: number[];
  typing: boolean;
  topics?: TopicView[];
  last?: MessageView;
};

const TYPING_MS = 5000;

export function nameOf(user: { first_name: string; last_name?: string }): string {
  return user.last_name ? `${user.first_name} ${user.last_name}` : user.first_name;
}

export function viewPost(room: Room, post: Post): MessageView {
  const { content } = post;
  const view: MessageView = {
    id: post.id, seq: post.seq, date: post.date, edited: post.editDate !== undefined,
    from: { id: post.from.id, name: post.anonymous && room instanceof Forum ? room.title : nameOf(post.from), is_bot: post.from.is_bot && !post.anonymous },
    text: content.text ?? content.caption ?? "", entities: content.entities ?? content.caption_entities ?? [],
    buttons: post.inline?.inline_keyboard ?? [], reactions: [...post.reactions.values()],
  };
  if (post.thread !== undefined) view.thread = post.thread;
  if (post.replyTo !== undefined) view.reply_to = post.replyTo;
  if (post.album !== undefined) view.album = post.album;
  if (post.forward) view.forwarded_from = nameOf(post.forward.from);
  if (post.protected) view.protected = true;
  const photo = content.photo?.at(-1);
  if (photo) view.photo = { file_id: photo.file_id, width: photo.width, height: photo.height };
  if (content.document) view.document = { file_id: content.document.file_id, name: content.document.file_name ?? "", size: content.document.file_size };
  if (content.video) view.video = { file_id: content.video.file_id, name: content.video.file_name ?? "", size: content.video.file_size };
  if (content.voice) view.voice = { file_id: content.voice.file_id, duration: content.voice.duration };
  if (content.sticker) view.sticker = { file_id: content.sticker.file_id, emoji: content.sticker.emoji ?? "" };
  if (content.video_note) view.video_note = { file_id: content.video_note.file_id, duration: content.video_note.duration };
  const service = serviceText(content, nameOf(post.from));
  if (service !== undefined) view.service = service;
  return view;
}

function serviceText(content: Content, who: string): string | undefined {
  if (content.forum_topic_created) return `${who} создаёт тему «${content.forum_topic_created.name}»`;
  if (content.forum_topic_edited) {
    const name = content.forum_topic_edited.name;
    return name === undefined ? `${who} меняет значок темы` : `${who} переименовывает тему в «${name}»`;
  }
  if (content.forum_topic_closed) return `${who} закрывает тему`;
  if (content.forum_topic_reopened) return `${who} открывает тему заново`;
  if (content.pinned_message) return `${who} закрепляет: ${excerpt(content.pinned_message)}`;
  return undefined;
}

function excerpt(message: Message): string {
  const text = message.text ?? message.caption ?? "сообщение";
  return `«${[...text].slice(0, 40).join("")}${[...text].length > 40 ? "…" : ""}»`;
}

export function viewRoom(world: World, room: Room, topics = true): RoomView {
  const view: RoomView = {
    key: room.key, kind: "direct", title: "", people: [], started: true, blocked: false, pinned: [...room.pinned], typing: false,
  };
  if (room.latest) view.last = viewPost(room, room.latest);
  if (room instanceof PrivateRoom) {
    const { user } = room.bot;
    Object.assign(view, { kind: "private", title: user.first_name, started: room.started, blocked: room.blocked, people: [room.person.id] });
    view.bot = { id: user.id, username: user.username ?? "", first_name: user.first_name };
    if (room.waitingStart !== undefined) view.waiting_start = room.waitingStart;
    const keys = room.keyboard?.keyboard?.map((row) => row.map((key) => key.text));
    if (keys) view.keyboard = keys;
    if (room.keyboard)
      view.keyboard_options = {
        ...(room.keyboard.input_field_placeholder !== undefined && { placeholder: room.keyboard.input_field_placeholder }),
        ...(room.keyboard.one_time_keyboard && { one_time: true }),
      };
    view.typing = room.action !== undefined && world.now() - room.action.at < TYPING_MS && (room.latest?.date ?? 0) * 1000 < room.action.at;
  } else if (room instanceof Forum) {
    Object.assign(view, { kind: "forum", title: room.title, people: [...room.operators] });
    if (topics) view.topics = viewTopics(room);
  } else if (room instanceof DirectRoom) {
    Object.assign(view, { title: room.people.map(nameOf).join(", "), people: room.people.map((p) => p.id) });
  }
  return view;
}

function viewTopics(forum: Forum): TopicView[] {
  const last = new Map<number, { post: Post; count: number }>();
  for (const post of forum.posts.values()) {
    const thread = post.thread ?? GENERAL;
    last.set(thread, { post, count: (last.get(thread)?.count ?? 0) + 1 });
  }
  return [...forum.topics.values()].map((topic): TopicView => {
    const found = last.get(topic.id);
    return {
      thread: topic.id, name: topic.name, color: topic.color, closed: topic.closed, count: found?.count ?? 0,
      ...(topic.icon !== undefined && { icon: topic.icon }),
      ...(found && { last: viewPost(forum, found.post) }),
    };
  }).sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0));
}

export function viewPerson(world: World, person: Person): object {
  const forums = [...world.forums.values()].filter((f) => f.operators.has(person.id)).map((f) => f.id);
  return { ...person, name: nameOf(person), ...(forums.length > 0 && { forums }) };
}

export function viewBot(bot: Bot): object {
  return {
    id: bot.user.id, username: bot.user.username, first_name: bot.user.first_name, description: bot.profile.get("description  ")?.["description"] ?? "",
    commands: commandsFor(bot), polling: bot.queue.polling, pending: bot.queue.pending,
  };
}

/** What a Russian speaker's "/" menu shows in a private chat: the narrowest scope that has a list. */
function commandsFor(bot: Bot): unknown {
  for (const scope of ["all_private_chats", "default"])
    for (const language of ["ru", ""]) {
      const list = bot.profile.get(`commands ${language} ${scope}`);
      if (list) return list["commands"];
    }
  return [];
}
