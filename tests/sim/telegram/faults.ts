// The fault script: what goes wrong with which calls, and how often.
import type { JsonObject } from "./wire.ts";

export type FaultKind =
  /** 429 with `seconds` (default 5). */
  | "too_many"
  /** 502 with a page of HTML, as a front proxy gives it; the call has no effect. */
  | "bad_gateway"
  /** 502 after the effect. */
  | "bad_gateway_after"
  /** 500 as JSON, no effect. */
  | "server_error"
  /** 400 with `description`: the message cannot be copied, say. */
  | "refused"
  /** 401: the token was revoked. */
  | "revoked"
  /** 400: the group is a supergroup by now, with the id `migrate_to`. */
  | "moved"
  /** Connection reset before or after the effect. */
  | "reset_before" | "reset_after"
  /** The answer comes `ms` late (default 1000). */
  | "slow"
  /** Half of the answer, then the connection ends. */
  | "truncated"
  /** Of the method "download": 404, or all of a file whatever range was asked for. */
  | "gone" | "no_ranges";

export const FAULT_KINDS: FaultKind[] = ["too_many", "bad_gateway", "bad_gateway_after", "server_error", "refused", "revoked", "moved", "reset_before", "reset_after", "slow", "truncated", "gone", "no_ranges"];

export type Fault = {
  kind: FaultKind;
  bot?: string;
  method?: string;
  chat_id?: number;
  /** How many matching calls pass before, and how many are hit (default 1). */
  skip?: number;
  count?: number;
  seconds?: number;
  description?: string;
  migrate_to?: number;
  ms?: number;
};

export class Faults {
  #script: (Fault & { skip: number; count: number })[] = [];

  add(fault: Fault): void {
    this.#script.push({ ...fault, skip: fault.skip ?? 0, count: fault.count ?? 1 });
  }

  clear(): void {
    this.#script = [];
  }

  list(): Fault[] {
    return structuredClone(this.#script);
  }

  /** The fault that hits this call, used up by one. */
  hit(bot: string, method: string, params: JsonObject): Fault | undefined {
    const fault = this.#script.find((f) => (f.bot === undefined || f.bot === bot)
      && (f.method === undefined || f.method.toLowerCase() === method.toLowerCase())
      && (f.chat_id === undefined || f.chat_id === Number(params["chat_id"])));
    if (!fault) return undefined;
    if (fault.skip > 0) {
      fault.skip--;
      return undefined;
    }
    if (--fault.count <= 0) this.#script = this.#script.filter((f) => f !== fault);
    return fault;
  }
}
