// Posts updates to a bot's webhook as Telegram does: up to max_connections at once, but of one chat (for presses: of one
// person) the next only when the one before was taken with a 2xx; else again, at once and then at doubling intervals,
// or when Retry-After says. Between Telegram and the bot stands a proxy that speaks TLS: `targets` are the addresses it
// passes posts on to, the next one if the first cannot be reached or says 503.
import { request } from "node:http";
import type { Waiting } from "./queue.ts";

const FIRST_WAIT_MS = 50;
const WAIT_MAX_MS = 2000; // Telegram's is a minute or two

export type HookSettings = { url: string; secret: string; max_connections: number };
export type HookCounts = { posted: number; refused: number; most: number };

type Source = { waiting(): Waiting[]; confirm(id: number): void };

export class Hook {
  readonly #source: Source;
  readonly #settings: HookSettings;
  readonly #targets: () => string[];
  readonly #busy = new Map<string, number>(); // chats and people, with the update under way
  readonly #paused = new Map<string, NodeJS.Timeout>();
  readonly #tries = new Map<number, number>();
  #closed = false;
  readonly counts: HookCounts;

  constructor(source: Source, settings: HookSettings, targets: () => string[], counts: HookCounts) {
    this.counts = counts;
    this.#source = source;
    this.#settings = settings;
    this.#targets = targets;
  }

  wake(): void {
    if (this.#closed) return;
    for (const one of this.#source.waiting()) {
      if (this.#busy.size >= this.#settings.max_connections) return;
      if (this.#busy.has(one.order) || this.#paused.has(one.order)) continue;
      this.#busy.set(one.order, one.id);
      this.counts.most = Math.max(this.counts.most, this.#busy.size);
      void this.#deliver(one);
    }
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#paused.values()) clearTimeout(timer);
  }

  async #deliver(one: Waiting): Promise<void> {
    this.counts.posted++;
    let status = 0;
    let after = 0;
    for (const target of this.#targets()) {
      [status, after] = await this.#post(target, one.json);
      if (status !== 0 && status !== 503) break;
    }
    if (this.#closed) return;
    this.#busy.delete(one.order);
    if (status >= 200 && status < 300) {
      this.#tries.delete(one.id);
      this.#source.confirm(one.id);
    } else {
      this.counts.refused++;
      const tries = this.#tries.get(one.id) ?? 0;
      this.#tries.set(one.id, tries + 1);
      const wait = Math.min(WAIT_MAX_MS, after > 0 ? after * 1000 : FIRST_WAIT_MS * 2 ** tries);
      this.#paused.set(one.order, setTimeout(() => {
        this.#paused.delete(one.order);
        this.wake();
      }, wait));
    }
    this.wake();
  }

  #post(target: string, body: string): Promise<[status: number, retryAfter: number]> {
    return new Promise((done) => {
      const url = new URL(new URL(this.#settings.url).pathname, target);
      const headers = {
        "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body),
        ...(this.#settings.secret && { "X-Telegram-Bot-Api-Secret-Token": this.#settings.secret }),
      };
      const post = request(url, { method: "POST", headers, timeout: 60_000 }, (response) => {
        response.resume();
        response.on("end", () => { done([response.statusCode ?? 0, Number(response.headers["retry-after"] ?? 0)]); });
        response.on("error", () => { done([0, 0]); });
      });
      post.on("error", () => { done([0, 0]); });
      post.on("timeout", () => post.destroy());
      post.end(body);
    });
  }
}
