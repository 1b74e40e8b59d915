// What the pages speak to: the methods of the protocol by name, with arguments and results of their
// types. Everything that arrives has been checked by the codec.
import { decodeMessage, encodeMessage, type MessageName } from "./codec.ts";
import { errorCode } from "./errors.ts";
import { type Argument, METHODS, type Messages, type MethodName, type Result } from "./protocol.ts";
import { Socket } from "./socket.ts";

export interface Live<T> {
  push: (message: T) => void;
  /** Something was missed: read again what you show. */
  gap: () => void;
}

export class Wire extends Socket {
  /** Reads, or does: a method that writes is given a key, the caller's own if it may ask again. */
  async request<M extends MethodName>(
    method: M,
    argument: Argument<M>,
    key?: string,
  ): Promise<Result<M>> {
    const { id, argument: sent, result, kind } = METHODS[method];
    const body = encodeMessage(sent, argument as Messages[typeof sent]);
    const answer = await this.call(id, body, kind === "write" ? (key ?? newKey()) : undefined);
    return decodeMessage(result, answer) as Result<M>;
  }

  live<N extends MessageName>(
    topic: string,
    message: N,
    live: Live<Messages[N]>,
    since?: number,
  ): () => void {
    const push = (payload: unknown): void => {
      try {
        live.push(decodeMessage(message, payload));
      } catch (error) {
        // One bad push must not end the page; what it spoke of is read the ordinary way.
        if (errorCode(error) !== "garbled") throw error;
        console.error(error);
        live.gap();
      }
    };
    return this.watch(topic, { push, gap: live.gap }, since);
  }
}

/** By which the server knows a repetition. */
export function newKey(): string {
  return crypto.randomUUID();
}
