// A server at hand for tests: channels that are opened, fed and closed by the test itself.
import { decode, encode } from "@msgpack/msgpack";
import { OPS, PROTOCOL_VERSION } from "./protocol.ts";
import type { Channel } from "./socket.ts";

export class FakeChannel implements Channel {
  binaryType = "blob";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: [id: number, op: number, argument: unknown, key?: string][] = [];
  closedWith: number | undefined;

  send(data: Uint8Array): void {
    this.sent.push(decode(data) as [number, number, unknown, string?]);
  }

  close(code?: number): void {
    this.closedWith = code ?? 1000;
  }

  /** All of them in one frame. */
  receive(...values: unknown[]): void {
    const bytes = new Uint8Array(values.flatMap((value) => [...encode(value)]));
    this.onmessage?.({ data: bytes.buffer });
  }

  /** The last request of that op or method; it must have been made. */
  last(op: number): [id: number, op: number, argument: unknown, key?: string] {
    const found = this.sent.findLast((frame) => frame[1] === op);
    if (found === undefined) throw new Error(`op ${op} was not sent`);
    return found;
  }

  asked(op: number): number {
    return this.sent.filter((frame) => frame[1] === op).length;
  }

  answer(op: number, result: unknown): void {
    this.receive([this.last(op)[0], 0, result]);
  }

  refuse(op: number, code: number, detail = ""): void {
    this.receive([this.last(op)[0], code, detail]);
  }

  /** Opens, and answers hello and the first ping. */
  async welcome(hello: object = HELLO): Promise<void> {
    this.onopen?.();
    this.answer(OPS.hello.id, hello);
    await settle();
    if (this.asked(OPS.ping.id) > 0) this.answer(OPS.ping.id, { at: Date.now() });
    await settle();
  }
}

export const HELLO = {
  me: { admin: 7, name: "Лена К.", rights: 1, expires: 1_800_000_000_000 },
  protocol: PROTOCOL_VERSION,
  serverBuild: "0.1.0",
  tz: "Europe/Moscow",
  limits: { frame: 196_608, rate: 50, burst: 100, outstanding: 64, topics: 64, presence: 20000 },
};

/** Until everything that was promised has happened. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 10; i += 1) await Promise.resolve();
}
