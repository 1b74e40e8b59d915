// One call of a bot: its checked parameters, and the checks that several methods share.
import { badRequest, forbidden } from "../errors.ts";
import { readMarkup, type Keyboards } from "../markup.ts";
import { Forum, GENERAL, PrivateRoom, type Post, type Rights, type Room, type Topic } from "../rooms.ts";
import type { Upload } from "../body.ts";
import type { Bot, World } from "../world.ts";
import type { Entity, Json, JsonObject } from "../wire.ts";

export type Method = (call: Call) => Json | object | Promise<Json | object>;

const TOPIC_CACHE_MS = 60_000;

export class Call {
  readonly world: World;
  readonly bot: Bot;
  readonly params: JsonObject;
  readonly uploads: Map<string, Upload>;

  constructor(world: World, bot: Bot, params: JsonObject, uploads: Map<string, Upload>) {
    this.world = world;
    this.bot = bot;
    this.params = params;
    this.uploads = uploads;
  }

  // The table has checked the types; an absent parameter is undefined.
  text(name: string): string | undefined {
    return this.params[name] as string | undefined;
  }
  int(name: string): number | undefined {
    return this.params[name] as number | undefined;
  }
  flag(name: string): boolean {
    return this.params[name] === true;
  }
  object(name: string): JsonObject | undefined {
    return this.params[name] as JsonObject | undefined;
  }
  list<T extends Json>(name: string): T[] | undefined {
    return this.params[name] as T[] | undefined;
  }
  entities(name: string): Entity[] | undefined {
    return this.params[name] as Entity[] | undefined;
  }

  /** The room of `chat_id` (or another parameter) as far as the bot may know it. */
  room(name = "chat_id"): PrivateRoom | Forum {
    const value = this.params[name];
    if (value === undefined || value === "") throw badRequest(`${name} is empty`);
    const id = typeof value === "number" ? value : /^-?\d{1,16}$/.test(String(value)) ? Number(value) : undefined;
    if (id === undefined) throw badRequest("chat not found");
    const forum = this.world.forums.get(id);
    if (forum) {
      const status = forum.members.get(this.bot.user.id)?.status;
      if (status === undefined) throw badRequest("chat not found");
      if (status === "kicked") throw forbidden("bot was kicked from the supergroup chat");
      if (status === "left") throw forbidden("bot is not a member of the supergroup chat");
      return forum;
    }
    const room = this.bot.rooms.get(id);
    if (room?.started) return room;
    const person = this.world.people.get(id);
    if (person && [...this.world.forums.values()].some((f) => f.operators.has(id) && f.members.has(this.bot.user.id)))
      return this.world.privateRoom(this.bot, person); // met in a group, never started: sends are refused below
    throw badRequest("chat not found");
  }

  /** The room, if the bot may write there now. */
  writable(name = "chat_id"): PrivateRoom | Forum {
    const value = Number(this.params[name]);
    for (const bot of this.world.bots.values())
      if (bot.user.id === value) throw forbidden(value === this.bot.user.id ? "the bot can't send messages to itself" : "the bot can't send messages to the bot");
    const room = this.room(name);
    if (room instanceof PrivateRoom) {
      if (room.person.deactivated) throw forbidden("user is deactivated");
      if (!room.started) throw forbidden("bot can't initiate conversation with a user");
      if (room.blocked) throw forbidden("bot was blocked by the user");
    }
    return room;
  }

  /** The topic that `message_thread_id` names, if the bot may write into it; undefined is General or no topic. */
  thread(room: PrivateRoom | Forum, reply: Post | undefined): number | undefined {
    const asked = this.int("message_thread_id");
    const id = asked ?? reply?.thread;
    if (id === undefined || id === 0) {
      if (room instanceof Forum) this.#open(room, room.topics.get(GENERAL)!);
      return undefined;
    }
    if (!(room instanceof Forum) || !room.isForum || id === GENERAL) throw badRequest("message thread not found");
    const topic = room.topics.get(id);
    if (!topic) throw this.#gone(room, id);
    this.#open(room, topic);
    return id;
  }

  /** A topic that a method manages. */
  topic(forum: Forum): Topic {
    const id = this.int("message_thread_id") ?? 0;
    const topic = id === GENERAL ? undefined : forum.topics.get(id);
    if (!topic) throw forum.deletedTopics.has(id) ? this.#gone(forum, id) : badRequest("TOPIC_ID_INVALID");
    return topic;
  }

  /** The server remembers a topic for a minute: until then the send itself fails, later the look-up. */
  #gone(forum: Forum, id: number): Error {
    const at = forum.deletedTopics.get(id);
    return badRequest(at !== undefined && this.world.now() < at + TOPIC_CACHE_MS ? "TOPIC_DELETED" : "message thread not found");
  }

  #open(forum: Forum, topic: Topic): void {
    if (topic.closed && !this.hasRight(forum, "can_manage_topics")) throw badRequest("TOPIC_CLOSED");
  }

  hasRight(forum: Forum, right: keyof Rights): boolean {
    const member = forum.members.get(this.bot.user.id);
    return member?.status === "administrator" && member.rights[right];
  }

  forum(): Forum {
    const room = this.room();
    if (!(room instanceof Forum) || !room.isForum) throw badRequest("the chat is not a forum");
    return room;
  }

  /** The post of `message_id`, or the text of the manual for its absence. */
  post(room: Room, what: string, name = "message_id"): Post {
    const id = this.int(name);
    if (id === undefined || id <= 0) throw badRequest("message identifier is not specified");
    const post = room.posts.get(id);
    if (!post) throw badRequest(`message to ${what} not found`);
    return post;
  }

  /** A message of this bot that editing can reach. */
  editable(room: Room): Post {
    const post = this.post(room, "edit");
    if (post.from.id !== this.bot.user.id || post.forward || post.other) throw badRequest("message can't be edited");
    return post;
  }

  reply(room: Room): Post | undefined {
    const parameters = this.object("reply_parameters");
    if (!parameters) return undefined;
    const chat = parameters["chat_id"];
    const target = chat === undefined || Number(chat) === room.chat().id ? room.posts.get(parameters["message_id"] as number) : undefined;
    if (!target && parameters["allow_sending_without_reply"] !== true) throw badRequest("message to be replied not found");
    return target;
  }

  markup(room: Room): Keyboards {
    return readMarkup(this.object("reply_markup"), room instanceof Forum);
  }

  spend(room: Room, cost = 1): void {
    this.world.limits.spend(this.bot.user.id, room.chat().id, cost);
  }
}

