// An admin page as the gateway sees it: posts of the login and a websocket, without a browser, so that a test can
// also send what no page of ours would.
import { request } from "node:http";
import { request as requestOverTls } from "node:https";
import { decodeMulti, encode } from "@msgpack/msgpack";
import WebSocket from "ws";
import { until } from "../harness/until.ts";
import {
  type Argument, ErrorCode, METHODS, type MethodName, OPS, type OpArgument, type OpName, type OpResult, type Result,
} from "../../ui/src/wire/protocol.ts";

export const SUBPROTOCOL = "refsys.v1.msgpack";

export type Push = { topic: string; seq: number; payload: unknown };

export class Refusal extends Error {
  readonly code: number;
  readonly detail: string;
  constructor(code: number, detail: string) {
    super(`${code} ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** For assert.rejects. */
export function refusedAs(name: keyof typeof ErrorCode, detail?: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && error.code === ErrorCode[name] && (!detail || detail.test(error.detail));
}

export type Posted = { status: number; headers: Record<string, string | string[] | undefined>; text: string; body: Buffer };

let visitors = 0;

/** A browser's jar for the cookies of the gateway, and its posts; from a loopback address of its own. */
export class Visitor {
  readonly url: string;
  /** Of the address that browsers use, if a proxy stands between. */
  readonly origin: string;
  readonly address: string;
  readonly cookies = new Map<string, string>();
  /** The Set-Cookie lines of the last answer. */
  lastSet: string[] = [];

  constructor(url: string, origin = url) {
    visitors += 1;
    this.url = url;
    this.origin = origin;
    this.address = `127.1.${visitors >> 8}.${visitors & 255}`;
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Posted> {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const common = { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(text)), Origin: this.origin };
    return await this.#request("POST", path, { ...common, ...headers }, text);
  }

  /** Follows no redirect. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Posted> {
    return await this.#request("GET", path, headers);
  }

  async #request(method: string, path: string, headers: Record<string, string>, text?: string): Promise<Posted> {
    const answer = await new Promise<Posted>((done, failed) => {
      const options = { method, localAddress: this.address, headers: { Cookie: this.cookie, ...headers } };
      const asked = (this.url.startsWith("https:") ? requestOverTls : request)(this.url + path, options, (got) => {
        const parts: Buffer[] = [];
        got.on("data", (part: Buffer) => parts.push(part));
        got.on("end", () => {
          const body = Buffer.concat(parts);
          done({ status: got.statusCode ?? 0, headers: got.headers, text: body.toString(), body });
        });
        got.on("error", failed);
      });
      asked.on("error", failed);
      asked.end(text);
    });
    const set = answer.headers["set-cookie"];
    this.lastSet = Array.isArray(set) ? set : [];
    for (const line of this.lastSet) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Trades the link of `refsysctl login` for a session. */
  async useTicket(link: string): Promise<{ state: string; me?: { admin: number; name: string; rights: number } }> {
    const ticket = /#(\S+)/.exec(link)?.[1];
    const answer = await this.post("/auth/ticket", { ticket });
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
    return JSON.parse(answer.text) as { state: string };
  }

  /** A page of this visitor; `closed` at once if it is not let in. */
  page(options: PageOptions = {}): Page {
    return new Page(this.url, { cookie: this.cookie, address: this.address, origin: this.origin, ...options });
  }

  /** ... that has said hello. */
  async openPage(options: PageOptions = {}): Promise<Page> {
    const page = this.page(options);
    await page.hello();
    return page;
  }
}

export type PageOptions = { address?: string; cookie?: string; origin?: string | null; path?: string; protocol?: string; autoPong?: boolean };

export class Page {
  readonly socket: WebSocket;
  readonly pushes: Push[] = [];
  /** That have come: one may hold several answers and pushes. */
  frames = 0;
  /** Of the upgrade, if it was refused. */
  status: number | undefined;
  /** Of the close frame; 1006 where there was none. */
  closed: number | undefined;
  readonly #waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  #lastId = 0;

  constructor(url: string, options: PageOptions) {
    const headers: Record<string, string> = {};
    if (options.cookie) headers["Cookie"] = options.cookie;
    if (options.origin !== null) headers["Origin"] = options.origin ?? url;
    this.socket = new WebSocket(url.replace("http", "ws") + (options.path ?? "/ws"), options.protocol ?? SUBPROTOCOL, {
      headers, perMessageDeflate: false, autoPong: options.autoPong ?? true, ...(options.address !== undefined && { localAddress: options.address }),
    });
    this.socket.on("message", (data: Buffer) => {
      this.frames += 1;
      for (const value of decodeMulti(data)) this.#receive(value as unknown[]);
    });
    this.socket.on("unexpected-response", (_request, answer) => {
      this.status = answer.statusCode;
      this.#end(1006);
    });
    this.socket.on("error", () => undefined); // a close follows
    this.socket.on("close", (code) => this.#end(code));
  }

  /** Requests without an answer yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  async hello(protocol = 1): Promise<OpResult<"hello">> {
    return await this.op("hello", { protocol, build: "test", gathers: true });
  }

  async op<O extends OpName>(name: O, argument: OpArgument<O>): Promise<OpResult<O>> {
    return (await this.ask(OPS[name].id, argument)) as OpResult<O>;
  }

  async call<M extends MethodName>(name: M, argument: Argument<M>, key = crypto.randomUUID()): Promise<Result<M>> {
    const method = METHODS[name];
    return (await this.ask(method.id, argument, method.kind === "write" ? key : undefined)) as Result<M>;
  }

  async ask(method: number, argument: unknown, key?: string): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise((done, failed) => this.#waiting.set(id, { done, failed }));
    answer.catch(() => undefined); // it may come before the sending is over; it is awaited below
    await this.send(encode(key === undefined ? [id, method, argument] : [id, method, argument, key]));
    return await answer;
  }

  /** Bytes as they are, once the socket is open. */
  async send(data: Uint8Array | string): Promise<void> {
    await until("the websocket to open", () => this.socket.readyState !== WebSocket.CONNECTING);
    this.socket.send(data, () => undefined);
  }

  pushed(topic: string): Push[] {
    return this.pushes.filter((push) => push.topic === topic);
  }

  async untilClosed(): Promise<number> {
    return await until("the websocket to be closed", () => this.closed);
  }

  close(): void {
    this.socket.terminate();
  }

  #receive(frame: unknown[]): void {
    const [id, second, third, fourth] = frame;
    if (id === 0) {
      this.pushes.push({ topic: second as string, seq: third as number, payload: fourth });
      return;
    }
    const waiting = this.#waiting.get(id as number);
    this.#waiting.delete(id as number);
    if (second === 0) waiting?.done(third);
    else waiting?.failed(new Refusal(second as number, third as string));
  }

  #end(code: number): void {
    this.closed ??= code;
    for (const { failed } of this.#waiting.values()) failed(new Error(`closed: ${code}`));
    this.#waiting.clear();
  }
}
