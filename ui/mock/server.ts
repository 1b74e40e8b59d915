// A server that speaks the protocol of the gateway without anything behind it: for working on the
// page (`npm run mock`, then `npm run dev`, or the built page on the mock's own port) and for
// pictures of it (screens.ts).
//
//   /mock/login?as=2     a session for administrator 2, then the page
//   /mock/new            a new request        /mock/drop    every connection is cut
import { randomUUID } from "node:crypto";
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { servePage } from "./page.ts";
import { Talk } from "./talk.ts";
import { type Admin, World } from "./world.ts";

const REPLAY_MAX = 200;

interface Attempt {
  state: "waiting" | "refused" | "expired" | "done";
  number: number;
}

export class Server {
  readonly world: World;
  /** Answers by key: a write that is repeated is not done twice. */
  readonly answers = new Map<string, object>();
  /** How long every answer takes; set by those who want to see the page wait. */
  delayMs = 0;
  /** Hears and says nothing. */
  silent = false;
  private readonly http: HttpServer;
  private readonly talks = new Set<Talk>();
  private readonly sessions = new Map<string, Admin>();
  private readonly attempts = new Map<string, Attempt>();
  private readonly past: { topic: string; seq: number; payload: object }[] = [];

  constructor(world: World) {
    this.world = world;
    world.onEvent = (topic, seq, payload) => this.happened(topic, seq, payload);
    this.http = createServer((request, response) => {
      this.serve(request, response).catch((error) => response.writeHead(500).end(String(error)));
    });
    const sockets = new WebSocketServer({ noServer: true, maxPayload: 196_608 });
    this.http.on("upgrade", (request, socket, head) => {
      const admin = this.adminOf(request);
      if (admin === undefined) {
        socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        return;
      }
      sockets.handleUpgrade(request, socket, head, (ws) => {
        this.talks.add(new Talk(this, ws, admin));
      });
    });
  }

  listen(port: number): Promise<string> {
    return new Promise((resolve) => {
      this.http.listen(port, "127.0.0.1", () => {
        resolve(`http://127.0.0.1:${(this.http.address() as AddressInfo).port}`);
      });
    });
  }

  async close(): Promise<void> {
    for (const talk of this.talks) talk.close(1001);
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  async pause(): Promise<void> {
    if (this.delayMs > 0) await sleep(this.delayMs);
  }

  drop(code = 1012): void {
    for (const talk of this.talks) talk.close(code);
  }

  decide(state: Attempt["state"]): void {
    for (const attempt of this.attempts.values()) attempt.state = state;
  }

  left(talk: Talk): void {
    this.talks.delete(talk);
    this.looks(talk, undefined);
  }

  looks(talk: Talk, payout: number | undefined): void {
    const before = talk.looking;
    if (before === payout) return;
    talk.looking = payout;
    for (const each of [before, payout]) if (each !== undefined) this.showPresence(each);
  }

  replay(talk: Talk, argument: object): void {
    const { topic, since } = argument as { topic: string; since?: number };
    if (topic === "payouts.presence") {
      for (const other of this.talks) if (other.looking) this.showPresence(other.looking);
    }
    if (since === undefined) return;
    for (const event of this.past) {
      if (event.topic === topic && event.seq > since) talk.push(topic, event.seq, event.payload);
    }
  }

  private showPresence(payout: number): void {
    const viewers = [...this.talks]
      .filter((talk) => talk.looking === payout)
      .map((talk) => ({ admin: talk.admin.id, name: talk.admin.name }));
    for (const talk of this.talks) talk.push("payouts.presence", 0, { payout, viewers });
  }

  private happened(topic: string, seq: number, payload: object): void {
    this.past.push({ topic, seq, payload: { ...payload } });
    if (this.past.length > REPLAY_MAX) this.past.shift();
    for (const talk of this.talks) talk.push(topic, seq, payload);
  }

  private adminOf(request: IncomingMessage): Admin | undefined {
    const sid = /(?:^|; )sid=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
    return sid === undefined ? undefined : this.sessions.get(sid);
  }

  private letIn(response: ServerResponse, id: number): void {
    const admin = this.world.admins.find((each) => each.id === id);
    if (admin === undefined) throw new Error("no such administrator");
    const sid = randomUUID();
    this.sessions.set(sid, admin);
    response.setHeader("Set-Cookie", `sid=${sid}; HttpOnly; SameSite=Strict; Path=/`);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://mock");
    if (url.pathname === "/healthz") response.end("ok\n");
    else if (url.pathname.startsWith("/auth/")) await this.auth(url.pathname, request, response);
    else if (url.pathname.startsWith("/mock/")) this.control(url, response);
    else await servePage(url.pathname, response);
  }

  private async auth(path: string, request: IncomingMessage, response: ServerResponse) {
    let text = "";
    for await (const chunk of request) text += chunk;
    const body = JSON.parse(text) as { attempt?: string };
    const json = (value: object): void => {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(value));
    };
    if (path === "/auth/begin") {
      const attempt = randomUUID();
      this.attempts.set(attempt, { state: "waiting", number: 42 });
      const link = `http://${request.headers.host}/mock/confirm?attempt=${attempt}`;
      json({ attempt, number: 42, link, expires: Date.now() + 300_000 });
    } else if (path === "/auth/finish") {
      const state = this.attempts.get(body.attempt ?? "")?.state ?? "expired";
      if (state === "done") this.letIn(response, 1);
      json({ state });
    } else if (path === "/auth/ticket") {
      json({ state: "expired" });
    } else {
      response.setHeader("Set-Cookie", "sid=; Max-Age=0; Path=/");
      response.writeHead(204).end();
    }
  }

  private control(url: URL, response: ServerResponse): void {
    if (url.pathname === "/mock/login") {
      this.letIn(response, Number(url.searchParams.get("as") ?? 1));
      response.writeHead(303, { Location: url.searchParams.get("to") ?? "/" }).end();
      return;
    }
    if (url.pathname === "/mock/confirm") {
      const attempt = this.attempts.get(url.searchParams.get("attempt") ?? "");
      if (attempt !== undefined) attempt.state = "done";
    } else if (url.pathname === "/mock/new") {
      const person = this.world.people[this.world.seq % this.world.people.length];
      if (person !== undefined) this.world.open(person, 777_700);
    } else if (url.pathname === "/mock/drop") {
      this.drop();
    }
    response.end("done\n");
  }
}

if (import.meta.main) {
  const origin = await new Server(new World()).listen(Number(process.env.PORT ?? 8090));
  console.log(`mock: ${origin}/mock/login?as=1`);
}
