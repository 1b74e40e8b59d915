// The page for people: static files of page/, pictures, and server-sent events that keep it live.
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { ICONS } from "./api/topics.ts";
import { REACTIONS } from "./api/edit.ts";
import { fileById } from "./files.ts";
import { viewBot, viewPerson, viewPost, viewRoom } from "./views.ts";
import type { World, WorldEvent } from "./world.ts";

const TYPES = new Map([["html", "text/html; charset=utf-8"], ["css", "text/css; charset=utf-8"], ["js", "text/javascript; charset=utf-8"], ["svg", "image/svg+xml"]]);
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const PING_MS = 20_000;

export class Page {
  readonly #world: World;
  #links: { title: string; url: string }[];
  readonly #streams = new Set<ServerResponse>();
  readonly #stopWatching: () => void;
  readonly #ping: NodeJS.Timeout;

  constructor(world: World, links: { title: string; url: string }[]) {
    this.#world = world;
    this.#links = links;
    this.#stopWatching = world.watch((event) => this.#broadcast(event));
    this.#ping = setInterval(() => this.#write(": alive\n\n"), PING_MS);
  }

  setLinks(links: { title: string; url: string }[]): void {
    this.#links = links;
  }

  close(): void {
    clearInterval(this.#ping);
    this.#stopWatching();
    for (const stream of this.#streams) stream.end();
  }

  serve(request: IncomingMessage, response: ServerResponse, url: URL): void {
    if (request.method !== "GET") {
      response.writeHead(405).end();
      return;
    }
    if (url.pathname === "/events") return this.#stream(response);
    if (url.pathname === "/setup") return this.#setup(response);
    if (url.pathname.startsWith("/picture/")) return this.#picture(response, decodeURIComponent(url.pathname.slice("/picture/".length)));
    // http://host/<bot>?start=... and /share/url open like their namesakes at t.me.
    const lands = url.pathname === "/" || url.pathname === "/share/url" || this.#world.botNames.has(url.pathname.slice(1).toLowerCase());
    const name = lands ? "index.html" : url.pathname.slice(1);
    const type = /^[a-z-]+\.(\w+)$/.exec(name)?.[1];
    try {
      if (type === undefined || !TYPES.has(type)) throw new Error("no such file");
      const body = readFileSync(new URL(`./page/${name}`, import.meta.url));
      response.writeHead(200, {
        "Content-Type": TYPES.get(type)!, "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-cache",
      }).end(body);
    } catch {
      response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" }).end("Нет такой страницы\n");
    }
  }

  #setup(response: ServerResponse): void {
    const body = {
      bots: [...this.#world.bots.values()].map(viewBot),
      links: this.#links, icons: Object.fromEntries(ICONS), reactions: REACTIONS,
      clock: { now: this.#world.now(), offset: this.#world.clock.offsetMs() },
    };
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  #picture(response: ServerResponse, id: string): void {
    const file = fileById(this.#world, id);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const image = ["image/png", "image/jpeg", "image/webp", "image/gif"].includes(file.mime) || file.path.startsWith("photos/");
    response.writeHead(200, {
      "Content-Type": image ? (file.bytes[0] === 0xff ? "image/jpeg" : "image/png") : "application/octet-stream", "X-Content-Type-Options": "nosniff",
      "Content-Disposition": image ? "inline" : `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`, "Cache-Control": "private, max-age=3600",
    }).end(file.bytes);
  }

  #stream(response: ServerResponse): void {
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 1000\n\n");
    this.#streams.add(response);
    response.on("close", () => this.#streams.delete(response));
  }

  #broadcast(event: WorldEvent): void {
    if (this.#streams.size > 0) this.#write(`data: ${JSON.stringify(this.#view(event))}\n\n`);
  }

  #write(text: string): void {
    for (const stream of this.#streams) stream.write(text);
  }

  #view(event: WorldEvent): object {
    switch (event.type) {
      case "post":
      case "change": return { type: event.type, room: viewRoom(this.#world, event.room, false), message: viewPost(event.room, event.post) };
      case "delete": return { type: "delete", room: viewRoom(this.#world, event.room, false), id: event.id };
      case "room": return { type: "room", room: viewRoom(this.#world, event.room) };
      case "person": return { type: "person", person: viewPerson(this.#world, event.person) };
      case "answer": return { type: "answer", query: event.query.id, person: event.query.person.id, room: event.room.key, answer: event.query.answer };
      case "bot": return { type: "bot", bot: viewBot(event.bot) };
      case "clock": return { type: "clock", now: this.#world.now(), offset: this.#world.clock.offsetMs() };
    }
  }
}
