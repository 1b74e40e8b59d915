// Requests that wait for their answers. A request lives at most PATIENCE_MS: offline or not, resent
// or not, whoever asked learns the outcome in that time. Every request may be sent again: reading is
// harmless, and writing carries a key by which the server knows the repetition.
import { errorName, isPassing, WireError } from "./errors.ts";
import { writeRequest } from "./frames.ts";

export const PATIENCE_MS = 10_000;
const RETRY_MS = 300;

interface Call {
  id: number;
  frame: Uint8Array;
  /** Belongs to one connection (hello, ping): dies with it instead of being resent. */
  bound: boolean;
  tries: number;
  /** Why the last attempt came to nothing, if the server said so. */
  refusal: WireError | undefined;
  patience: ReturnType<typeof setTimeout>;
  retry: ReturnType<typeof setTimeout> | undefined;
  resolve: (body: unknown) => void;
  reject: (error: WireError) => void;
}

export interface CallOptions {
  key?: string;
  bound?: boolean;
  patience?: number;
}

export class Calls {
  private readonly waiting = new Map<number, Call>();
  private readonly send: (frame: Uint8Array) => void;
  private open = false;
  private lastId = 0;

  /** `send` is called only between connected() and lost(), and for bound calls. */
  constructor(send: (frame: Uint8Array) => void) {
    this.send = send;
  }

  get count(): number {
    return this.waiting.size;
  }

  make(op: number, argument: unknown, options: CallOptions = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.lastId += 1;
      const id = this.lastId;
      const call: Call = {
        id,
        frame: writeRequest(id, op, argument, options.key),
        bound: options.bound ?? false,
        tries: 0,
        refusal: undefined,
        patience: setTimeout(() => this.giveUp(id), options.patience ?? PATIENCE_MS),
        retry: undefined,
        resolve,
        reject,
      };
      this.waiting.set(id, call);
      if (this.open || call.bound) this.transmit(call);
    });
  }

  answered(id: number, code: number, body: unknown): void {
    const call = this.waiting.get(id);
    if (call === undefined) return; // gave up on it, or answered twice because it was sent twice
    if (code === 0) {
      this.remove(call);
      call.resolve(body);
      return;
    }
    const name = errorName(code);
    const error = new WireError(name, typeof body === "string" ? body : "");
    if (isPassing(name) && !call.bound) {
      call.refusal = error;
      clearTimeout(call.retry);
      call.retry = setTimeout(() => this.open && this.transmit(call), RETRY_MS * 2 ** call.tries);
      call.tries += 1;
      return;
    }
    this.remove(call);
    call.reject(error);
  }

  /** A connection is up and the server knows us: what waits is sent, again if need be. */
  connected(): void {
    this.open = true;
    for (const call of this.waiting.values()) if (!call.bound) this.transmit(call);
  }

  lost(): void {
    this.open = false;
    for (const call of this.waiting.values()) {
      clearTimeout(call.retry);
      if (call.bound) {
        this.remove(call);
        call.reject(new WireError("offline"));
      }
    }
  }

  /** Nothing will be answered any more. */
  failAll(error: WireError): void {
    this.open = false;
    for (const call of this.waiting.values()) {
      this.remove(call);
      call.reject(error);
    }
  }

  private transmit(call: Call): void {
    this.send(call.frame);
  }

  private giveUp(id: number): void {
    const call = this.waiting.get(id);
    if (call === undefined) return;
    this.remove(call);
    if (!this.open && !call.bound) call.reject(new WireError("offline"));
    else call.reject(call.refusal ?? new WireError("timeout"));
  }

  private remove(call: Call): void {
    clearTimeout(call.patience);
    clearTimeout(call.retry);
    this.waiting.delete(call.id);
  }
}
