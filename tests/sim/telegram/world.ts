// The simulated Telegram: who exists, which rooms there are, and the two things that happen to a
// room (a post appears, a post changes), told to the bots concerned and to whoever watches.
import { createHash, randomInt } from "node:crypto";
import type { Clock } from "../clock.ts";
import { ActError } from "./errors.ts";
import { Limits, LIMITS, type LimitSettings } from "./limits.ts";
import { Hook, type HookCounts, type HookSettings } from "./hook.ts";
import { UpdateQueue } from "./queue.ts";
import { DirectRoom, Forum, PrivateRoom, Room, wireUser, type Numbered, type Person, type Post, type Rights } from "./rooms.ts";
import { isService, type JsonObject, type UpdateKind, type User } from "./wire.ts";

export const DAY_MS = 86_400_000;
export const QUERY_MS = 150_000;
const QUERIES_KEPT = 10_000;

export type BotOptions = { token: string; username: string; first_name: string };
export type ForumOptions = {
  id: number;
  title: string;
  /** Tokens of the bots that are administrators there. */
  bots?: string[];
  bot?: string;
  rights?: Partial<Rights>;
  /** Ids of the people who write there. */
  operators?: number[];
};
export type PersonOptions = {
  id?: number; first_name: string; last_name?: string; username?: string; language_code?: string;
  /** User names of bots whose START the person pressed long ago: they may write to the person. */
  knows?: string[];
};

export type StoredFile = { id: string; unique: string; path: string; name: string; mime: string; bytes: Buffer };
export type Query = { id: string; bot: Bot; room: Room; post: number; person: Person; at: number; answer?: JsonObject };

export class Bot implements Numbered {
  readonly token: string;
  readonly user: User;
  readonly queue: UpdateQueue;
  readonly rooms = new Map<number, PrivateRoom>();
  readonly files = new Map<string, StoredFile>();
  /** Settings by name, scope and language; see profile.ts. */
  readonly profile = new Map<string, JsonObject>();
  webhook: JsonObject | undefined;
  /** What the proxy at the webhook's address passes posts on to. */
  proxied: string[] = [];
  hooked: Hook | undefined;
  readonly posts: HookCounts = { posted: 0, refused: 0, most: 0 };
  /** Monotonic milliseconds; see botapi.ts. */
  nextConflictAt = 0;
  #lastMessageId = 0;

  constructor(options: BotOptions, now: () => number) {
    this.token = options.token;
    this.user = { id: Number(options.token.split(":")[0]), is_bot: true, first_name: options.first_name, username: options.username };
    this.queue = new UpdateQueue(now);
  }

  hook(settings: HookSettings): void {
    const { secret: _, ...shown } = settings;
    this.unhook();
    this.webhook = shown;
    this.hooked = new Hook(this.queue, settings, () => this.proxied, this.posts);
    this.queue.onPush = () => this.hooked?.wake();
    if (this.proxied.length > 0) this.hooked.wake();
  }

  unhook(): void {
    this.webhook = undefined;
    this.hooked?.close();
    this.hooked = undefined;
    this.queue.onPush = undefined;
  }

  nextMessageId(): number {
    return ++this.#lastMessageId;
  }
}

/** What watchers are told. `room` is set when the event belongs to one. */
export type WorldEvent =
  | { type: "post" | "change"; room: Room; post: Post }
  | { type: "delete"; room: Room; id: number; seq: number }
  | { type: "room"; room: Room }
  | { type: "person"; person: Person }
  | { type: "answer"; query: Query; room: Room }
  | { type: "bot"; bot: Bot }
  | { type: "clock" };

export type NewPost = Omit<Post, "id" | "seq" | "date" | "reactions">;

export class World {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly people = new Map<number, Person>();
  readonly bots = new Map<string, Bot>(); // by token
  readonly botNames = new Map<string, Bot>(); // by lower-case user name
  readonly forums = new Map<number, Forum>();
  readonly directs = new Map<string, DirectRoom>();
  readonly queries = new Map<string, Query>();
  readonly #watchers = new Set<(event: WorldEvent) => void>();
  #seq = 0;
  #lastPersonId = 500_000_000;

  constructor(clock: Clock, limits: Partial<LimitSettings> = {}) {
    this.clock = clock;
    this.limits = new Limits({ ...LIMITS, ...limits }, () => clock.now());
  }

  get seq(): number {
    return this.#seq;
  }

  now(): number {
    return this.clock.now();
  }

  seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  watch(watcher: (event: WorldEvent) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  tell(event: WorldEvent): void {
    for (const watcher of this.#watchers) watcher(event);
  }

  addBot(options: BotOptions): Bot {
    if (!/^\d{3,15}:[A-Za-z0-9_-]{3,64}$/.test(options.token)) throw new ActError(`bot ${options.username}: malformed token`);
    if (this.bots.has(options.token) || this.botNames.has(options.username.toLowerCase())) throw new ActError(`bot ${options.username}: added twice`);
    const bot = new Bot(options, () => this.now());
    this.bots.set(bot.token, bot);
    this.botNames.set(options.username.toLowerCase(), bot);
    return bot;
  }

  addForum(options: ForumOptions): Forum {
    if (!/^-100\d{1,13}$/.test(String(options.id))) throw new ActError(`forum ${options.title}: the id of a supergroup begins with -100`);
    const forum = new Forum(options.id, options.title);
    const rights: Rights = { can_manage_topics: true, can_delete_messages: true, can_pin_messages: true, ...options.rights };
    for (const token of [...(options.bots ?? []), ...(options.bot ? [options.bot] : [])]) {
      const bot = this.bots.get(token);
      if (!bot) throw new ActError(`forum ${options.title}: no bot has the token given`);
      forum.members.set(bot.user.id, { status: "administrator", rights });
    }
    for (const id of options.operators ?? []) {
      if (!this.people.has(id)) throw new ActError(`forum ${options.title}: no person ${id}`);
      forum.operators.add(id);
    }
    this.forums.set(forum.id, forum);
    return forum;
  }

  addPerson(options: PersonOptions): Person {
    const id = options.id ?? this.#freePersonId();
    if (!Number.isSafeInteger(id) || id <= 0) throw new ActError("a person's id is a positive whole number");
    if (this.people.has(id)) throw new ActError(`person ${id} exists`);
    if (typeof options.first_name !== "string" || options.first_name.trim() === "") throw new ActError("a person has a first_name");
    const person: Person = { id, is_bot: false, first_name: options.first_name, language_code: options.language_code ?? "ru" };
    if (options.last_name) person.last_name = options.last_name;
    if (options.username) person.username = options.username;
    this.people.set(id, person);
    this.tell({ type: "person", person });
    return person;
  }

  #freePersonId(): number {
    do this.#lastPersonId += randomInt(1, 1000);
    while (this.people.has(this.#lastPersonId));
    return this.#lastPersonId;
  }

  privateRoom(bot: Bot, person: Person): PrivateRoom {
    let room = bot.rooms.get(person.id);
    if (!room) bot.rooms.set(person.id, (room = new PrivateRoom(bot, person)));
    return room;
  }

  directRoom(one: Person, other: Person): DirectRoom {
    const key = DirectRoom.keyOf(one.id, other.id);
    let room = this.directs.get(key);
    if (!room) this.directs.set(key, (room = new DirectRoom(one, other)));
    return room;
  }

  /** Put a message into the room; the bots that see it get an update. */
  post(room: Room, fresh: NewPost, id: number = room.nextId()): Post {
    const post: Post = { ...fresh, id, seq: ++this.#seq, date: this.seconds(), reactions: new Map() };
    room.add(post);
    if (room instanceof PrivateRoom && post.other) this.#keyboard(room, post);
    this.#update(room, post, "message");
    this.tell({ type: "post", room, post });
    return post;
  }

  /** The message's content or keyboard is new. `silent`: the bots are not told (their own edits). */
  changed(room: Room, post: Post, edited: boolean): void {
    post.seq = ++this.#seq;
    if (edited) post.editDate = this.seconds();
    if (edited && !post.from.is_bot) this.#update(room, post, "edited_message");
    this.tell({ type: "change", room, post });
  }

  /** Nobody tells a bot of a deletion. */
  remove(room: Room, id: number): boolean {
    if (!room.delete(id)) return false;
    this.tell({ type: "delete", room, id, seq: ++this.#seq });
    return true;
  }

  /** Queue an update for every bot that sees the room. */
  updateAll(room: Room, kind: UpdateKind, body: object, livesMs: number): void {
    for (const bot of this.botsOf(room)) bot.queue.push(kind, body, livesMs);
  }

  botsOf(room: Room): Bot[] {
    if (room instanceof PrivateRoom) return [room.bot as Bot];
    if (room instanceof Forum)
      return [...this.bots.values()].filter((bot) => ["administrator", "member"].includes(room.members.get(bot.user.id)?.status ?? ""));
    return [];
  }

  #update(room: Room, post: Post, kind: "message" | "edited_message"): void {
    // A bot is not told what it or another bot wrote, except of service messages: those about topics
    // and pins come back to the bot that caused them.
    if (post.from.is_bot && !post.anonymous && !isService(post.content)) return;
    const message = room.wire(post);
    for (const bot of this.botsOf(room)) if (this.#sees(bot, room, post)) bot.queue.push(kind, message, DAY_MS);
  }

  /** Privacy mode: a bot that is no administrator sees commands, answers to itself and service messages. */
  #sees(bot: Bot, room: Room, post: Post): boolean {
    if (!(room instanceof Forum) || room.members.get(bot.user.id)?.status === "administrator" || isService(post.content)) return true;
    const replied = post.replyTo === undefined ? undefined : room.posts.get(post.replyTo);
    return post.content.text?.startsWith("/") === true || replied?.from.id === bot.user.id;
  }

  #keyboard(room: PrivateRoom, post: Post): void {
    if (post.other?.keyboard) room.keyboard = post.other;
    else if (post.other?.remove_keyboard) room.keyboard = undefined;
    this.tell({ type: "room", room });
  }

  newQuery(bot: Bot, room: Room, post: Post, person: Person, data: string): Query {
    const query: Query = { id: String(BigInt(person.id) * 4294967296n + BigInt(randomInt(4294967295))), bot, room, post: post.id, person, at: this.now() };
    this.queries.set(query.id, query);
    if (this.queries.size > QUERIES_KEPT) this.queries.delete(this.queries.keys().next().value!);
    const chatInstance = createHash("sha256").update(room.key).digest().readBigInt64LE().toString();
    bot.queue.push("callback_query", { id: query.id, from: wireUser(person), message: room.wire(post), chat_instance: chatInstance, data }, QUERY_MS);
    return query;
  }

  storeFile(bot: Bot, file: { name: string; mime: string; bytes: Buffer }, folder: string): StoredFile {
    const digest = createHash("sha256").update(file.bytes).digest("base64url");
    const serial = bot.files.size;
    const extension = /\.[a-z0-9]{1,8}$/i.exec(file.name)?.[0] ?? (file.mime === "image/png" ? ".png" : file.mime === "image/jpeg" ? ".jpg" : "");
    const stored: StoredFile = {
      ...file, id: `AgAC${digest.slice(0, 40)}${serial.toString(36).padStart(6, "0")}`, unique: `AQAD${digest.slice(0, 12)}`,
      path: `${folder}/file_${serial}${extension}`,
    };
    bot.files.set(stored.id, stored);
    return stored;
  }
}

