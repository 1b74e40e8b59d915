// Chats and what is in them. A Post is a message as the simulator keeps it; `wire` is the message as
// the Bot API shows it. Three kinds of room: a person with a bot, a forum group with topics, and two
// persons with each other (no bot sees that one; people pass links there).
import type { Chat, Content, InlineKeyboard, Message, ReplyMarkup, User } from "./wire.ts";

export const GENERAL = 1;
export const ANONYMOUS: User = { id: 1087968824, is_bot: true, first_name: "Group", username: "GroupAnonymousBot" };

export type Person = User & { is_bot: false; language_code: string; deactivated?: true };

export type Post = {
  id: number;
  /** Grows with every change anywhere; what changed after a moment has a larger one. */
  seq: number;
  from: User;
  anonymous?: true;
  date: number;
  editDate?: number;
  thread?: number;
  replyTo?: number;
  content: Content;
  inline?: InlineKeyboard | undefined;
  other?: ReplyMarkup | undefined;
  forward?: { from: User; date: number };
  album?: string | undefined;
  protected?: true;
  effect?: string | undefined;
  reactions: Map<number, string>;
};

export abstract class Room {
  readonly posts = new Map<number, Post>();
  readonly pinned = new Set<number>();
  latest: Post | undefined;
  /** Names the room in the control API and on the page. */
  abstract readonly key: string;
  abstract chat(): Chat;
  abstract nextId(): number;

  add(post: Post): void {
    this.posts.set(post.id, post);
    this.latest = post;
  }

  delete(id: number): boolean {
    const found = this.posts.delete(id);
    this.pinned.delete(id);
    if (this.latest?.id === id) this.latest = [...this.posts.values()].at(-1);
    return found;
  }

  wire(post: Post, nested = false): Message {
    const message: Message = { message_id: post.id, from: wireUser(post.from), chat: this.chat(), date: post.date };
    if (post.anonymous) message.sender_chat = this.chat();
    if (post.editDate !== undefined) message.edit_date = post.editDate;
    if (post.thread !== undefined) {
      message.message_thread_id = post.thread;
      message.is_topic_message = true;
    }
    if (post.forward) message.forward_origin = { type: "user", sender_user: wireUser(post.forward.from), date: post.forward.date };
    if (post.album !== undefined) message.media_group_id = post.album;
    if (post.protected) message.has_protected_content = true;
    if (post.effect !== undefined) message.effect_id = post.effect;
    // In a topic every message answers, if nothing else, the message that opened the topic.
    const target = post.replyTo ?? (post.thread !== post.id ? post.thread : undefined);
    const replied = nested || target === undefined ? undefined : this.posts.get(target);
    if (replied) message.reply_to_message = this.wire(replied, true);
    Object.assign(message, post.content);
    if (post.inline) message.reply_markup = post.inline;
    return message;
  }
}

export function wireUser(user: User): User {
  const { id, is_bot, first_name, last_name, username, language_code } = user;
  return {
    id, is_bot, first_name,
    ...(last_name !== undefined && { last_name }),
    ...(username !== undefined && { username }),
    ...(language_code !== undefined && !is_bot && { language_code }),
  };
}

/** The part of a bot that its private rooms need: one counter numbers all its private messages. */
export type Numbered = { readonly user: User; nextMessageId(): number };

export class PrivateRoom extends Room {
  readonly bot: Numbered;
  readonly person: Person;
  readonly key: string;
  started = false;
  blocked = false;
  /** Payload of a link that was opened and waits for the START button. */
  waitingStart: string | undefined;
  keyboard: ReplyMarkup | undefined;
  action: { name: string; at: number } | undefined;

  constructor(bot: Numbered, person: Person) {
    super();
    this.bot = bot;
    this.person = person;
    this.key = `p${person.id}.${bot.user.id}`;
  }

  nextId(): number {
    return this.bot.nextMessageId();
  }

  chat(): Chat {
    const { id, first_name, last_name, username } = this.person;
    return { id, first_name, ...(last_name !== undefined && { last_name }), ...(username !== undefined && { username }), type: "private" };
  }
}

export class DirectRoom extends Room {
  readonly people: [Person, Person];
  readonly key: string;
  #lastId = 0;

  constructor(one: Person, other: Person) {
    super();
    this.people = one.id < other.id ? [one, other] : [other, one];
    this.key = DirectRoom.keyOf(one.id, other.id);
  }

  static keyOf(one: number, other: number): string {
    return `d${Math.min(one, other)}.${Math.max(one, other)}`;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  chat(): Chat {
    return { id: this.people[0].id, first_name: this.people[0].first_name, type: "private" };
  }
}

export type Topic = { id: number; name: string; color: number; icon: string | undefined; closed: boolean };

export type Rights = { can_manage_topics: boolean; can_delete_messages: boolean; can_pin_messages: boolean };
export type Member = { status: "administrator" | "member" | "left" | "kicked"; rights: Rights };

export class Forum extends Room {
  readonly id: number;
  readonly title: string;
  readonly key: string;
  isForum = true;
  readonly topics = new Map<number, Topic>();
  /** When a topic was deleted: the two error texts differ before and after a minute. */
  readonly deletedTopics = new Map<number, number>();
  readonly operators = new Set<number>();
  readonly members = new Map<number, Member>(); // by bot id
  #lastId = 0;

  constructor(id: number, title: string) {
    super();
    this.id = id;
    this.title = title;
    this.key = `g${-id}`;
    this.topics.set(GENERAL, { id: GENERAL, name: "General", color: 0x6fb9f0, icon: undefined, closed: false });
  }

  nextId(): number {
    return ++this.#lastId === GENERAL ? ++this.#lastId : this.#lastId; // 1 names the General topic
  }

  chat(): Chat {
    return { id: this.id, title: this.title, ...(this.isForum && { is_forum: true }), type: "supergroup" };
  }
}
