// Trouble on demand: what a client of the Seller API has been seen to meet, by method and for so
// many calls or so long.

export const FAULT_KINDS = [
  "rate_limited", // 429 code 8 with retry-after
  "http_500", "http_502", "http_503", // a gateway's HTML
  "internal_error", // 500 code 13, JSON
  "circle_open", // "Circle is open": the method is closed by load for minutes
  "cut", // the connection closes before an answer
  "cut_half", // it closes in the middle of the body
  "slow", // the answer comes after delayMs
  "truncated", // 200, but the JSON ends early and the length says so too
  "empty", // 200 without a body
  "error_as_200", // an error body under 200: no orders is not what it means
  "repeated_page", // the page before, once more
  "page", // 200, and a page for people instead of JSON
  "removed", // 404: Ozon offers this method no more
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type Fault = {
  id: number;
  kind: FaultKind;
  /** A path, or "*". */
  method: string;
  /** Calls still to be hit; null: no count. */
  left: number | null;
  /** World's time at which it is over; null: no end. */
  until: number | null;
  delayMs: number;
  retryAfterS: number;
};

export class Faults {
  #faults: Fault[] = [];
  #count = 0;

  add(fault: Omit<Fault, "id">): Fault {
    const added = { ...fault, id: ++this.#count };
    this.#faults.push(added);
    return added;
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  /** All of them, or those of one method. */
  clear(method?: string): void {
    this.#faults = method === undefined ? [] : this.#faults.filter((f) => f.method !== method);
  }

  /** The fault that hits this call, counted off. The oldest comes first. */
  take(method: string, now: number): Fault | null {
    this.#faults = this.#faults.filter((f) => (f.until === null || now < f.until) && f.left !== 0);
    const hit = this.#faults.find((f) => f.method === "*" || f.method === method);
    if (hit === undefined) return null;
    if (hit.left !== null) hit.left--;
    return hit;
  }
}
