// The reins of the simulator, one method a verb: a test in the same process calls them, another
// process posts JSON to /control/<verb>, and the page does the same. A mistake throws ActError.
import type { BotApi, CallRecord, Violation } from "./botapi.ts";
import { ActError } from "./errors.ts";
import { FAULT_KINDS, type Fault, type Faults } from "./faults.ts";
import type { LimitSettings } from "./limits.ts";
import * as people from "./people.ts";
import type { Editing, Writing } from "./people.ts";
import { Forum, GENERAL, PrivateRoom, type Person, type Room } from "./rooms.ts";
import { viewBot, viewPerson, viewPost, viewRoom, type MessageView, type RoomView, type TopicView } from "./views.ts";
import type { Bot, PersonOptions, World } from "./world.ts";
import type { InlineButton, JsonObject } from "./wire.ts";

const PEOPLE_PAGE = 50;
const MESSAGES_PAGE = 200;
const WAIT_MS = 10_000;
const WAIT_MS_MAX = 120_000;

/** A chat as somebody sees it: a person's with a bot (user name) or another person, or a forum's topic. */
export type Where = { person?: number; bot?: string; with?: number; forum?: number; thread?: number };
type Acting = Where & { person: number };

export type Wanted = Where & {
  /** A part of the text, or a regular expression between slashes. */
  text?: string;
  /** A part of an inline button's text. */
  button?: string;
  /** Only messages with a larger id; only messages written or changed later than this `seq`. */
  after?: number;
  since?: number;
  /** Who wrote it; by default a bot in a private chat, anybody in a forum. */
  from?: "bot" | "person" | "any";
  timeout_ms?: number;
};

export type ChatView = RoomView & { messages: MessageView[]; more: boolean; seq: number };

export class Control {
  readonly #world: World;
  readonly #api: BotApi;
  readonly #faults: Faults;

  constructor(world: World, api: BotApi, faults: Faults) {
    this.#world = world;
    this.#api = api;
    this.#faults = faults;
  }

  // People

  addPerson(options: PersonOptions): Person {
    const bots = (options.knows ?? []).map((name) => this.#bot(name));
    const person = this.#world.addPerson(options);
    for (const bot of bots) this.#world.privateRoom(bot, person).started = true;
    return person;
  }

  people(options: { query?: string; limit?: number } = {}): object[] {
    const query = (options.query ?? "").toLowerCase();
    const found = [...this.#world.people.values()].filter((p) =>
      `${p.first_name} ${p.last_name ?? ""} ${p.username ?? ""} ${p.id}`.toLowerCase().includes(query));
    return found.slice(0, options.limit ?? PEOPLE_PAGE).map((p) => viewPerson(this.#world, p));
  }

  /** Rename a person, as people do: { person, first_name?, last_name?, username? }. */
  rename(options: { person: number; first_name?: string; last_name?: string; username?: string }): Person {
    const person = this.#person(options.person);
    if (options.first_name) person.first_name = options.first_name;
    if (options.last_name !== undefined) person.last_name = options.last_name;
    if (options.username !== undefined) person.username = options.username;
    this.#world.tell({ type: "person", person });
    return person;
  }

  deactivate(options: { person: number }): void {
    const person = this.#person(options.person);
    person.deactivated = true;
    this.#world.tell({ type: "person", person });
  }

  /** Press START, with the payload of a link if it came by one. */
  start(options: { person: number; bot: string; payload?: string }): MessageView {
    const person = this.#person(options.person);
    const bot = this.#bot(options.bot);
    const post = people.start(this.#world, person, bot, options.payload);
    return viewPost(this.#world.privateRoom(bot, person), post);
  }

  /** Open https://t.me/<bot>?start=<payload>; with `press` also the START button. */
  openLink(options: { person: number; url: string; press?: boolean }): RoomView {
    const person = this.#person(options.person);
    const { bot, payload } = people.followLink(this.#world, person, options.url);
    if (options.press) people.start(this.#world, person, bot, payload);
    return viewRoom(this.#world, this.#world.privateRoom(bot, person));
  }

  send(options: Acting & Writing): MessageView {
    const room = this.#room(options);
    return viewPost(room, people.write(this.#world, this.#person(options.person), room, options));
  }

  /** Several parts at once: each comes to the bot as a message of its own. */
  sendAlbum(options: Acting & { parts: Writing[] }): MessageView[] {
    const room = this.#room(options);
    const album = String(this.#world.seq + 1).padStart(17, "1");
    return options.parts.map((part) => viewPost(room, people.write(this.#world, this.#person(options.person), room,
      { ...part, album, ...(options.thread !== undefined && { thread: options.thread }) })));
  }

  /** Press an inline button by its data or a part of its text. The answer of the bot comes by `waitAnswer`. */
  press(options: Acting & { message_id?: number; data?: string; text?: string }): { query?: string; button: InlineButton } {
    const { query, button } = people.press(this.#world, this.#person(options.person), this.#room(options), options);
    return query ? { query: query.id, button } : { button };
  }

  tap(options: { person: number; bot: string; text: string }): MessageView {
    const room = this.#room(options);
    return viewPost(room, people.tap(this.#world, this.#person(options.person), room as PrivateRoom, options.text));
  }

  /** Edit the words, or replace the photo, document or video. */
  edit(options: Acting & { message_id: number } & Editing): MessageView {
    const room = this.#room(options);
    return viewPost(room, people.edit(this.#world, this.#person(options.person), room, options.message_id, options));
  }

  remove(options: Acting & { message_id: number }): void {
    people.remove(this.#world, this.#person(options.person), this.#room(options), options.message_id);
  }

  react(options: Acting & { message_id: number; emoji?: string }): void {
    people.react(this.#world, this.#person(options.person), this.#room(options), options.message_id, options.emoji);
  }

  block(options: { person: number; bot: string }): void {
    people.block(this.#world, this.#room(options) as PrivateRoom);
  }

  unblock(options: { person: number; bot: string }): void {
    people.unblock(this.#world, this.#room(options) as PrivateRoom);
  }

  // The operators' forum

  addTopic(options: { person: number; forum: number; name: string }): { thread: number } {
    return { thread: people.openTopic(this.#world, this.#person(options.person), this.#forum(options.forum), options.name).id };
  }

  topic(options: { person: number; forum: number; thread: number; act: "close" | "reopen" | "delete" }): void {
    people.topicState(this.#world, this.#person(options.person), this.#forum(options.forum), options.thread, options.act);
  }

  topics(options: { forum: number }): TopicView[] {
    return viewRoom(this.#world, this.#forum(options.forum)).topics ?? [];
  }

  /** Take the bot out of the group or its rights away; put it back. */
  member(options: { forum: number; bot: string; status?: "administrator" | "member" | "left" | "kicked"; rights?: JsonObject }): void {
    const forum = this.#forum(options.forum);
    const bot = this.#bot(options.bot);
    const member = forum.members.get(bot.user.id) ?? { status: "left", rights: { can_manage_topics: true, can_delete_messages: true, can_pin_messages: true } };
    forum.members.set(bot.user.id, { status: options.status ?? member.status, rights: { ...member.rights, ...options.rights } });
  }

  addOperator(options: { forum: number; person: number }): void {
    this.#forum(options.forum).operators.add(this.#person(options.person).id);
    this.#world.tell({ type: "person", person: this.#person(options.person) });
  }

  // Reading

  /** A chat with its newest messages (older than `before`), oldest first. */
  chat(options: Where & { limit?: number; before?: number }): ChatView {
    const room = this.#room(options);
    const limit = options.limit ?? MESSAGES_PAGE;
    const found: MessageView[] = [];
    let more = false;
    for (const post of [...room.posts.values()].reverse()) {
      if (options.before !== undefined && post.id >= options.before) continue;
      if (room instanceof Forum && options.thread !== undefined && (post.thread ?? GENERAL) !== options.thread) continue;
      if (found.length === limit) {
        more = true;
        break;
      }
      found.push(viewPost(room, post));
    }
    return { ...viewRoom(this.#world, room, false), messages: found.reverse(), more, seq: this.#world.seq };
  }

  /** All the chats of a person: every bot, the groups they write in, people who wrote to them. */
  chats(options: { person: number }): RoomView[] {
    const person = this.#person(options.person);
    const rooms: Room[] = [...this.#world.bots.values()].map((bot) => this.#world.privateRoom(bot, person));
    for (const forum of this.#world.forums.values()) if (forum.operators.has(person.id)) rooms.push(forum);
    for (const room of this.#world.directs.values()) if (room.people.includes(person)) rooms.push(room);
    return rooms.map((room) => viewRoom(this.#world, room));
  }

  /** The first message that fits, now or as soon as it comes; an error with the chat's end after `timeout_ms`. */
  wait(options: Wanted): Promise<MessageView> {
    const room = this.#room(options);
    const wanted = matcher(options, room);
    for (const post of room.posts.values()) {
      const view = viewPost(room, post);
      if (wanted(view)) return Promise.resolve(view);
    }
    return this.#until(options.timeout_ms, (event) => {
      if ((event.type !== "post" && event.type !== "change") || event.room !== room) return undefined;
      const view = viewPost(room, event.post);
      return wanted(view) ? view : undefined;
    }, () => `no message ${JSON.stringify(options)}; the chat ends with:\n${this.chat({ ...options, limit: 8 }).messages.map((m) => `  ${m.id} ${m.from.name}: ${m.service ?? m.text} ${m.buttons.flat().map((b) => `[${b.text}]`).join(" ")}`).join("\n")}`);
  }

  waitTopic(options: { forum: number; name: string; timeout_ms?: number }): Promise<TopicView> {
    const find = (): TopicView | undefined => this.topics(options).find((t) => t.name.includes(options.name));
    const found = find();
    if (found) return Promise.resolve(found);
    return this.#until(options.timeout_ms, (event) => (event.type === "post" || event.type === "room" ? find() : undefined),
      () => `no topic "${options.name}"; there are: ${this.topics(options).map((t) => t.name).join(", ")}`);
  }

  /** What the bot answered to a button press. */
  waitAnswer(options: { query: string; timeout_ms?: number }): Promise<JsonObject> {
    const query = this.#world.queries.get(options.query);
    if (!query) throw new ActError(`no press ${options.query}`);
    if (query.answer) return Promise.resolve(query.answer);
    return this.#until(options.timeout_ms, () => query.answer, () => `the press ${options.query} was not answered`);
  }

  #until<T>(timeout: number | undefined, look: (event: Parameters<Parameters<World["watch"]>[0]>[0]) => T | undefined, complaint: () => string): Promise<T> {
    return new Promise((done, fail) => {
      const stop = this.#world.watch((event) => {
        const found = look(event);
        if (found === undefined) return;
        clearTimeout(timer);
        stop();
        done(found);
      });
      const timer = setTimeout(() => {
        stop();
        fail(new ActError(complaint()));
      }, Math.min(timeout ?? WAIT_MS, WAIT_MS_MAX));
    });
  }

  // The machinery

  bots(): object[] {
    return [...this.#world.bots.values()].map(viewBot);
  }

  calls(options: { bot?: string; method?: string; chat_id?: number; since?: number } = {}): CallRecord[] {
    return this.#api.calls.filter((call) => (options.bot === undefined || call.bot === options.bot)
      && (options.method === undefined || call.method === options.method)
      && (options.chat_id === undefined || Number(call.params["chat_id"]) === options.chat_id)
      && call.seq > (options.since ?? 0));
  }

  /** What the official tables do not allow. A test must find it empty. */
  violations(): Violation[] {
    return this.#api.violations;
  }

  clearViolations(): void {
    this.#api.violations = [];
  }

  fault(options: Fault): void {
    if (!FAULT_KINDS.includes(options.kind)) throw new ActError(`fault kinds: ${FAULT_KINDS.join(", ")}`);
    this.#faults.add(options);
  }

  faults(): Fault[] {
    return this.#faults.list();
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Change the rate limits and fill all buckets; tells how many calls were refused, and how many came too early after that. */
  limits(options: Partial<LimitSettings> = {}): LimitSettings & { refused: number; early_retries: number } {
    Object.assign(this.#world.limits.settings, options);
    this.#world.limits.reset();
    return { ...this.#world.limits.settings, refused: this.#world.limits.refused, early_retries: this.#world.limits.earlyRetries };
  }

  /** Deliver the last confirmed updates once more, with the ids they had. */
  redeliver(options: { bot: string; count?: number }): number {
    return this.#bot(options.bot).queue.redeliver(options.count ?? 1);
  }

  jumpUpdateIds(options: { bot: string; id?: number }): number {
    return this.#bot(options.bot).queue.jump(options.id);
  }

  queue(options: { bot: string }): { pending: number; taken: number; polling: boolean; conflicts: number; allowed: string[] } {
    const { pending, taken, polling, conflicts, allowed } = this.#bot(options.bot).queue;
    return { pending, taken, polling, conflicts, allowed };
  }

  /** What stands behind the proxy at a bot's webhook: addresses like http://127.0.0.1:8091, tried in turn. */
  proxy(options: { bot: string; targets: string[] }): void {
    this.#bot(options.bot).proxied = options.targets;
  }

  /** What was posted to the webhook, how much of it was not taken, and the most there was at once. */
  webhook(options: { bot: string }): { url: string; posted: number; refused: number; most: number } {
    const bot = this.#bot(options.bot);
    return { url: String(bot.webhook?.["url"] ?? ""), ...bot.posts };
  }

  /** Move the time of the whole simulated world forward. */
  advance(options: { ms: number }): { now: number; offset: number } {
    if (!Number.isSafeInteger(options.ms) || options.ms < 0) throw new ActError("time goes forward, by whole milliseconds");
    this.#world.clock.advance(options.ms);
    this.#world.tell({ type: "clock" });
    return this.clock();
  }

  clock(): { now: number; offset: number } {
    return { now: this.#world.now(), offset: this.#world.clock.offsetMs() };
  }

  // Looking up

  #person(id: number | undefined): Person {
    const person = id === undefined ? undefined : this.#world.people.get(Number(id));
    if (!person) throw new ActError(`no person ${id}`);
    return person;
  }

  #bot(name: string): Bot {
    const bot = this.#world.botNames.get(String(name).replace(/^@/, "").toLowerCase());
    if (!bot) throw new ActError(`no bot ${name}`);
    return bot;
  }

  #forum(id: number): Forum {
    const forum = this.#world.forums.get(Number(id));
    if (!forum) throw new ActError(`no forum ${id}`);
    return forum;
  }

  #room(where: Where): Room {
    if (where.forum !== undefined) return this.#forum(where.forum);
    if (where.bot !== undefined) return this.#world.privateRoom(this.#bot(where.bot), this.#person(where.person));
    if (where.with !== undefined) return this.#world.directRoom(this.#person(where.person), this.#person(where.with));
    throw new ActError("name a chat: {person, bot}, {person, with} or {forum, thread?}");
  }
}

function matcher(wanted: Wanted, room: Room): (view: MessageView) => boolean {
  const from = wanted.from ?? (room instanceof PrivateRoom ? "bot" : "any");
  const pattern = wanted.text === undefined ? undefined : /^\/(.*)\/([a-z]*)$/su.exec(wanted.text);
  const expression = pattern ? new RegExp(pattern[1]!, pattern[2]) : undefined;
  return (view) => (wanted.text === undefined || (expression ? expression.test(view.text) : view.text.includes(wanted.text)))
    && (wanted.button === undefined || view.buttons.flat().some((b) => b.text.includes(wanted.button!)))
    && view.id > (wanted.after ?? 0) && view.seq > (wanted.since ?? 0)
    && (from === "any" || (from === "bot") === view.from.is_bot)
    && (wanted.thread === undefined || (view.thread ?? GENERAL) === wanted.thread);
}
