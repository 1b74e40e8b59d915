// The updates of one bot that wait to be fetched, with the rules of getUpdates:
//   * ids are 32-bit, start anywhere and grow by one;
//   * an update is forgotten when a later call names an offset above its id, so a bot that does not
//     advance gets it again; offsets far outside the queue are ignored; negative ones keep the tail;
//   * of two pollers the one that waits is sent away with 409 and the newcomer stays;
//   * an update that expired is never delivered, nor delivered once more.
import { randomInt } from "node:crypto";
import { ApiError } from "./errors.ts";
import type { JsonObject, UpdateKind } from "./wire.ts";

export const QUEUE_LENGTH_MAX = 100_000;
const ANSWER_BYTES_MAX = 4 << 20;
const FUTURE_MAX = 10;
const GATHER_MS = 2;
const REMEMBERED = 100;
export const POLL_SECONDS_MAX = 50;

type Entry = { id: number; json: string; expiresAt: number; order: string };
/** An update on its way to a webhook; those of the same `order` go one behind another. */
export type Waiting = { id: number; json: string; order: string };

/** Of messages and edits the chat, of presses the person. */
function orderOf(kind: UpdateKind, body: JsonObject | object): string {
  const { chat, from } = body as { chat?: { id: number }; from?: { id: number } };
  return kind === "callback_query" ? `person ${from?.id}` : `chat ${chat?.id}`;
}
type Poll = { offset: number; limit: number; done: (updates: string) => void; fail: (error: ApiError) => void; timer: NodeJS.Timeout };

const OFF_BY_DEFAULT = new Set<string>(["message_reaction", "message_reaction_count", "chat_member"]);

export class UpdateQueue {
  readonly #now: () => number;
  #entries: Entry[] = [];
  #head = 0; // index of the oldest entry in #entries
  #nextId = randomInt(100_000_000, 1_900_000_000);
  #again: Entry[] = []; // confirmed, to be delivered once more (a server that lost the confirmation)
  #confirmed: Entry[] = [];
  #poll: Poll | undefined;
  #gather: NodeJS.Timeout | undefined;
  #lastOffset: number | undefined;
  #lastCallAt = 0;
  #conflicts = 0;
  /** How many the bot has taken, each counted once. */
  taken = 0;
  allowed: string[] = [];
  /** Told when something was queued. */
  onPush: (() => void) | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  get pending(): number {
    return this.#entries.length - this.#head;
  }
  get conflicts(): number {
    return this.#conflicts;
  }
  get polling(): boolean {
    return this.#poll !== undefined;
  }

  allows(kind: UpdateKind): boolean {
    return this.allowed.length === 0 ? !OFF_BY_DEFAULT.has(kind) : this.allowed.includes(kind);
  }

  /** Queue an update if the bot wants its kind. Its id, or undefined. */
  push(kind: UpdateKind, body: JsonObject | object, livesMs: number): number | undefined {
    if (!this.allows(kind) || this.pending >= QUEUE_LENGTH_MAX) return undefined;
    const id = this.#nextId++;
    this.#entries.push({ id, json: JSON.stringify({ update_id: id, [kind]: body }), expiresAt: this.#now() + livesMs, order: orderOf(kind, body) });
    this.#wake();
    this.onPush?.();
    return id;
  }

  /** Updates as the text of a JSON array. `gone` tells that the caller hung up. */
  get(offset: number, limit: number, timeoutS: number, gone: AbortSignal): Promise<string> {
    const now = this.#now();
    const repeated = offset === this.#lastOffset;
    if (repeated && timeoutS < 3 && now < this.#lastCallAt + 3000) timeoutS = 3;
    if (repeated && now < this.#lastCallAt + 500) limit = 1;
    this.#lastOffset = offset;
    this.#lastCallAt = now;
    this.#forget(offset);
    const ready = this.#take(limit);
    if (timeoutS === 0 || ready !== "[]") return Promise.resolve(ready);
    this.stop("terminated by other getUpdates request; make sure that only one bot instance is running");
    return new Promise<string>((done, fail) => {
      const poll: Poll = { offset, limit, done, fail, timer: setTimeout(() => this.#answer(poll, "[]"), timeoutS * 1000) };
      this.#poll = poll;
      gone.addEventListener("abort", () => this.#answer(poll, "[]"), { once: true });
    });
  }

  /** What is to be posted to a webhook, the oldest first. */
  waiting(): Waiting[] {
    const now = this.#now();
    return this.#entries.slice(this.#head).filter((one) => one.expiresAt > now);
  }

  /** A webhook took it. */
  confirm(id: number): void {
    this.taken++;
    this.#entries = this.#entries.slice(this.#head).filter((one) => one.id !== id);
    this.#head = 0;
  }

  /** Send the waiting poller away with 409. */
  stop(reason: string): void {
    const poll = this.#poll;
    if (!poll) return;
    this.#conflicts++;
    this.#poll = undefined;
    clearTimeout(poll.timer);
    poll.fail(new ApiError(409, `Conflict: ${reason}`));
  }

  close(): void {
    if (this.#poll) this.#answer(this.#poll, "[]");
    clearTimeout(this.#gather);
  }

  clear(): void {
    this.#entries = [];
    this.#head = 0;
  }

  /** Deliver the last `count` confirmed updates once more, as a server does that lost the confirmation. */
  redeliver(count: number): number {
    this.#again.push(...this.#confirmed.slice(-count));
    this.#wake();
    return this.#again.length;
  }

  /** As after a week without updates: the next id is anywhere. */
  jump(id: number = randomInt(1, 2_000_000_000)): number {
    this.clear();
    this.#nextId = id;
    return id;
  }

  #forget(offset: number): void {
    const first = this.#entries[this.#head];
    if (offset < 0) {
      this.#drop(Math.max(0, this.pending + offset));
    } else if (offset > 0 && first && offset <= this.#nextId + FUTURE_MAX && offset >= first.id - QUEUE_LENGTH_MAX) {
      this.#drop(Math.min(this.pending, Math.max(0, offset - first.id)));
    }
  }

  #drop(count: number): void {
    this.taken += count;
    this.#confirmed.push(...this.#entries.slice(Math.max(this.#head, this.#head + count - REMEMBERED), this.#head + count));
    if (this.#confirmed.length > REMEMBERED) this.#confirmed = this.#confirmed.slice(-REMEMBERED);
    this.#head += count;
    if (this.#head > 1000 && this.#head * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#head);
      this.#head = 0;
    }
  }

  #take(limit: number): string {
    const now = this.#now();
    const found = this.#again.splice(0, limit).filter((entry) => entry.expiresAt > now).map((entry) => entry.json);
    let bytes = 0;
    for (let i = this.#head; i < this.#entries.length && found.length < limit; i++) {
      const entry = this.#entries[i]!;
      if (entry.expiresAt <= now) continue;
      bytes += entry.json.length;
      if (bytes > ANSWER_BYTES_MAX) break;
      found.push(entry.json);
    }
    return `[${found.join(",")}]`;
  }

  #wake(): void {
    if (!this.#poll || this.#gather) return;
    this.#gather = setTimeout(() => {
      this.#gather = undefined;
      const poll = this.#poll;
      if (!poll) return;
      const ready = this.#take(poll.limit);
      if (ready !== "[]") this.#answer(poll, ready);
    }, GATHER_MS);
  }

  #answer(poll: Poll, updates: string): void {
    clearTimeout(poll.timer);
    if (this.#poll !== poll) return;
    this.#poll = undefined;
    poll.done(updates);
  }
}
