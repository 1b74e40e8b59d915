// 429 by token buckets: a chat 1/s with a burst, a group 20 a minute, a bot 30/s over all chats.
// After a refusal the chat stays shut for the whole retry_after; who knocks earlier waits longer.
import { tooMany } from "./errors.ts";

export type LimitSettings = {
  enabled: boolean;
  privatePerSecond: number;
  privateBurst: number;
  groupPerMinute: number;
  groupBurst: number;
  overallPerSecond: number;
  overallBurst: number;
  /** The least retry_after, in seconds. */
  retryAfterMin: number;
};

export const LIMITS: LimitSettings = {
  enabled: true,
  privatePerSecond: 1, privateBurst: 5,
  groupPerMinute: 20, groupBurst: 20,
  overallPerSecond: 30, overallBurst: 30,
  retryAfterMin: 1,
};

class Bucket {
  #tokens: number;
  #at: number;
  shutUntil = 0;

  constructor(burst: number, now: number) {
    this.#tokens = burst;
    this.#at = now;
  }

  /** Milliseconds until `cost` can be paid; 0: now. */
  wait(perMs: number, burst: number, cost: number, now: number): number {
    this.#tokens = Math.min(burst, this.#tokens + Math.max(0, now - this.#at) * perMs);
    this.#at = now;
    const due = Math.min(cost, burst);
    return this.#tokens >= due ? 0 : (due - this.#tokens) / perMs;
  }

  pay(cost: number): void {
    this.#tokens -= cost;
  }
}

export class Limits {
  readonly settings: LimitSettings;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  /** Calls made before their retry_after was over: a bot that obeys has none. */
  earlyRetries = 0;
  refused = 0;

  constructor(settings: LimitSettings, now: () => number) {
    this.settings = settings;
    this.#now = now;
  }

  reset(): void {
    this.#buckets.clear();
  }

  /** Spend `cost` messages of the bot in the chat, or throw 429. */
  spend(bot: number, chat: number, cost = 1): void {
    const s = this.settings;
    if (!s.enabled) return;
    const now = this.#now();
    const group = chat < 0;
    const own = this.#bucket(`${bot}:${chat}`, group ? s.groupBurst : s.privateBurst, now);
    const all = this.#bucket(`${bot}`, s.overallBurst, now);
    if (own.shutUntil > now) {
      this.earlyRetries++;
      own.shutUntil += 1000;
      this.#refuse(own, own.shutUntil - now, now);
    }
    const ownWait = own.wait(group ? s.groupPerMinute / 60_000 : s.privatePerSecond / 1000, group ? s.groupBurst : s.privateBurst, cost, now);
    const allWait = all.wait(s.overallPerSecond / 1000, s.overallBurst, cost, now);
    if (ownWait > 0 || allWait > 0) this.#refuse(own, Math.max(ownWait, allWait), now);
    own.pay(cost);
    all.pay(cost);
  }

  #refuse(bucket: Bucket, waitMs: number, now: number): never {
    const seconds = Math.max(this.settings.retryAfterMin, Math.ceil(waitMs / 1000));
    bucket.shutUntil = now + seconds * 1000;
    this.refused++;
    throw tooMany(seconds);
  }

  #bucket(key: string, burst: number, now: number): Bucket {
    let bucket = this.#buckets.get(key);
    if (!bucket) this.#buckets.set(key, (bucket = new Bucket(burst, now)));
    return bucket;
  }
}
