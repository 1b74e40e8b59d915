// The one connection of the page: a websocket that comes back by itself.
//
// What the rest of the page sees is `call` (a request and its outcome within ten seconds), `watch` (a
// topic, without holes or with a word about them) and `phase`. Everything about losing and regaining
// the connection stays in here: calls.ts keeps what waits for an answer, topics.ts what is listened to.
import { backoff } from "./backoff.ts";
import { Calls } from "./calls.ts";
import { decodeMessage, encodeMessage } from "./codec.ts";
import { WireError } from "./errors.ts";
import { readFrames } from "./frames.ts";
import {
  type Hello,
  type HelloArgs,
  OPS,
  type OpArgument,
  type OpName,
  type OpResult,
  PROTOCOL_VERSION,
} from "./protocol.ts";
import { type Topic, Topics, type Watcher } from "./topics.ts";

export type Phase =
  | { name: "connecting" }
  | { name: "online" }
  | { name: "offline" }
  /** login: no session or no longer; blocked: by an owner; outdated: this page is of another release. */
  | { name: "ended"; why: "login" | "blocked" | "outdated" };

/** The part of WebSocket that is used, so that tests can bring their own. */
export interface Channel {
  binaryType: string;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  send(data: Uint8Array): void;
  close(code?: number): void;
}

export interface SocketOptions {
  open: () => Channel;
  /** What to say first, and what to do with the answer: throws if it cannot be worked with. */
  hello: () => HelloArgs;
  greeted: (hello: Hello) => void;
  random?: () => number;
  /** Called when a connection could not even be opened: why not, if that is known. */
  probe?: () => Promise<"login" | "blocked" | undefined>;
}

const CLOSE_LOGIN = 4401;
const CLOSE_BLOCKED = 4403;
const CLOSE_GARBLED = 4400; // ours: we heard what we cannot understand, or nothing at all
/** Somebody who was in a moment ago is not sent to the login for a server that is full or restarting. */
const REFUSALS_MAX = 4;
const PING_EVERY_MS = 20_000;
const PING_PATIENCE_MS = 8_000;

export class Socket {
  private readonly options: SocketOptions;
  private readonly calls: Calls;
  private readonly topics = new Topics();
  private readonly listeners = new Set<() => void>();
  private current: Phase = { name: "connecting" };
  private channel: Channel | undefined;
  private attempt = 0;
  private welcomed = false;
  private refusals = 0;
  private ahead = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private pinging: ReturnType<typeof setInterval> | undefined;

  constructor(options: SocketOptions) {
    this.options = options;
    this.calls = new Calls((frame) => this.channel?.send(frame));
  }

  get phase(): Phase {
    return this.current;
  }

  /** For useSyncExternalStore. */
  readonly onPhase = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  start(): void {
    if (this.channel !== undefined || this.retry !== undefined) return;
    this.become({ name: "connecting" });
    this.connect();
  }

  stop(): void {
    this.drop(1000);
    clearInterval(this.pinging);
    clearTimeout(this.retry);
    this.retry = undefined;
    this.calls.failAll(new WireError("offline"));
  }

  /** The network seems to be back: do not wait for the next attempt. */
  hurry(): void {
    if (this.current.name === "online") {
      this.ping();
    } else if (this.retry !== undefined) {
      clearTimeout(this.retry);
      this.connect();
    }
  }

  call(op: number, argument: unknown, key?: string): Promise<unknown> {
    if (this.current.name === "ended") return Promise.reject(new WireError("offline"));
    return this.calls.make(op, argument, key === undefined ? {} : { key });
  }

  /** An op that belongs to this connection: it is not repeated on the next one. */
  say<O extends OpName>(op: O, argument: OpArgument<O>, patience?: number): Promise<OpResult<O>> {
    const { id, argument: sent, result } = OPS[op];
    const options = { bound: true, ...(patience !== undefined && { patience }) };
    return this.calls
      .make(id, encodeMessage(sent, argument), options)
      .then((answer) => decodeMessage(result, answer) as OpResult<O>);
  }

  /** `since`: what the page has seen already, if that has a number. */
  watch(topic: Topic, watcher: Watcher, since?: number): () => void {
    if (this.topics.add(topic, watcher, since) && this.current.name === "online") {
      this.subscribe(topic, since);
    }
    return () => {
      if (this.topics.remove(topic, watcher) && this.current.name === "online") {
        this.say("unsub", { topic }).catch(ignore);
      }
    };
  }

  /** The server's clock, as far as it is known: times on the page are counted from it. */
  now(): number {
    return Date.now() + this.ahead;
  }

  private connect(): void {
    this.retry = undefined;
    const channel = this.options.open();
    let opened = false;
    channel.binaryType = "arraybuffer";
    channel.onopen = () => {
      opened = true;
      this.greet();
    };
    channel.onmessage = (event) => this.receive(event.data);
    channel.onclose = (event) => {
      if (opened) this.lost(event.code);
      else this.refused();
    };
    this.channel = channel;
  }

  private greet(): void {
    this.say("hello", this.options.hello()).then(
      (hello) => {
        if (hello.protocol !== PROTOCOL_VERSION) return this.end("outdated");
        this.options.greeted(hello);
        this.welcomed = true;
        this.refusals = 0;
        this.become({ name: "online" });
        for (const [topic, since] of this.topics.all()) this.subscribe(topic, since);
        this.calls.connected();
        this.pinging = setInterval(() => this.ping(), PING_EVERY_MS);
        this.ping();
      },
      (error: WireError) => {
        if (error.code !== "offline") this.lose(CLOSE_GARBLED);
      },
    );
  }

  private subscribe(topic: Topic, since: number | undefined): void {
    this.say("sub", since === undefined ? { topic } : { topic, since })
      .then(({ seq, gap = false }) => this.topics.subscribed(topic, seq, gap))
      .catch((error: WireError) => {
        // Lost with its connection: the next one subscribes again. Anything else is a fault of ours
        // or theirs, and a page that silently stops being live would be worse than a reconnect.
        if (error.code !== "offline" && this.topics.has(topic)) this.lose(CLOSE_GARBLED);
      });
  }

  private receive(data: unknown): void {
    const { channel } = this;
    try {
      for (const frame of readFrames(data)) {
        if (this.channel !== channel) return; // what came before was its end
        if (frame.kind === "answer") this.calls.answered(frame.id, frame.code, frame.body);
        else this.topics.pushed(frame.topic, frame.seq, frame.payload);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.lose(CLOSE_GARBLED);
    }
  }

  private ping(): void {
    const { channel } = this;
    const asked = Date.now();
    this.say("ping", {}, PING_PATIENCE_MS).then(
      ({ at }) => {
        this.attempt = 0;
        this.ahead = at - Math.round((asked + Date.now()) / 2);
      },
      (error: WireError) => {
        // A dead connection may take minutes to be noticed by the system.
        if (error.code === "timeout" && this.channel === channel) this.lose(CLOSE_GARBLED);
      },
    );
  }

  /** We give the connection up; the handshake of closing may never come. */
  private lose(code: number): void {
    this.drop(code);
    this.lost(code);
  }

  private drop(code: number): void {
    const { channel } = this;
    this.channel = undefined;
    if (channel === undefined) return;
    channel.onopen = null;
    channel.onmessage = null;
    channel.onclose = null;
    channel.close(code);
  }

  private lost(code: number): void {
    if (code === CLOSE_LOGIN) this.end("login");
    else if (code === CLOSE_BLOCKED) this.end("blocked");
    else this.again();
  }

  /** The server did not accept the connection, or there is no server. */
  private async refused(): Promise<void> {
    const { channel } = this;
    this.refusals += 1;
    if (this.welcomed && this.refusals < REFUSALS_MAX) {
      this.again();
      return;
    }
    const why = await this.options.probe?.().catch(() => undefined);
    if (this.channel !== channel || channel === undefined) return;
    if (why !== undefined) this.end(why);
    else this.again();
  }

  private again(): void {
    this.leave();
    this.become({ name: "offline" });
    const { random = Math.random } = this.options;
    this.retry = setTimeout(() => this.connect(), backoff(this.attempt, random()));
    this.attempt += 1;
  }

  private end(why: "login" | "blocked" | "outdated"): void {
    this.drop(1000);
    this.leave();
    this.calls.failAll(new WireError("offline"));
    this.become({ name: "ended", why });
  }

  private leave(): void {
    this.channel = undefined;
    clearInterval(this.pinging);
    this.calls.lost();
  }

  private become(phase: Phase): void {
    this.current = phase;
    for (const listener of [...this.listeners]) listener();
  }
}

function ignore(): void {}
