// One HTTP server: the Seller API under its own paths, the control API under /control/, the page at /.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { answerControl } from "./control-http.ts";
import type { Events } from "./control-http.ts";
import { ControlError } from "./commands.ts";
import type { OzonControl } from "./control.ts";
import { ApiError, invalid } from "./errors.ts";
import type { Fault } from "./faults.ts";
import { tooMany } from "./gate.ts";
import { HANDLERS, METHODS, REMOVED, checkRequest } from "./seller-api.ts";

const BODY_MAX = 1_000_000;

const PAGE: Record<string, [file: string, type: string]> = {
  "/": ["index.html", "text/html; charset=utf-8"],
  "/page.css": ["page.css", "text/css; charset=utf-8"],
  "/page.js": ["page.js", "text/javascript; charset=utf-8"],
  "/posting.js": ["posting.js", "text/javascript; charset=utf-8"],
  "/dom.js": ["dom.js", "text/javascript; charset=utf-8"],
  "/icon.svg": ["icon.svg", "image/svg+xml"],
};

export function makeServer(control: OzonControl, events: Events, telegramUrl: string): Server {
  const pages = new Map<string, string>();
  const lastAnswers: LastAnswers = new Map();
  return createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://simulator");
    response.on("error", () => response.destroy());
    if (request.method === "GET" && url.pathname in PAGE) return sendPage(pages, url.pathname, telegramUrl, response);
    if (request.method === "GET" && url.pathname === "/control/events") return events.open(response);
    void readBody(request).then(
      (body) =>
        url.pathname.startsWith("/control/")
          ? serveControl(control, request, url, body, response)
          : new SellerCall(control, lastAnswers, request, url.pathname, body, response).serve(),
      () => response.destroy(),
    );
  });
}

function sendPage(pages: Map<string, string>, path: string, telegramUrl: string, response: ServerResponse): void {
  const [file, type] = PAGE[path]!;
  let content = pages.get(path);
  if (content === undefined) {
    content = readFileSync(new URL(`./page/${file}`, import.meta.url), "utf8").replaceAll("{{telegramUrl}}", escape(telegramUrl));
    pages.set(path, content);
  }
  response.writeHead(200, { "content-type": type, "cache-control": "no-cache" }).end(content);
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

function readBody(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_MAX) reject(new Error("the body is too long"));
      else chunks.push(chunk);
    });
    request.on("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    request.on("error", reject);
  });
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

function serveControl(control: OzonControl, request: IncomingMessage, url: URL, text: string, response: ServerResponse): void {
  try {
    const body = request.method === "POST" ? JSON.parse(text || "{}") : {};
    sendJson(response, 200, answerControl(control, request, url, body));
  } catch (error) {
    if (!(error instanceof ControlError || error instanceof SyntaxError)) {
      sendJson(response, 500, { error: String(error) });
      throw error;
    }
    sendJson(response, 400, { error: error.message });
  }
}

/** What each method answered last, for the fault that answers it once more. */
type LastAnswers = Map<string, object>;

/** One request to the Seller API, from its headers to its answer. */
class SellerCall {
  readonly #control: OzonControl;
  readonly #lastAnswers: LastAnswers;
  readonly #request: IncomingMessage;
  readonly #path: string;
  readonly #text: string;
  readonly #response: ServerResponse;
  readonly #now: number;
  #fault: Fault | null = null;
  #body: unknown = null;

  constructor(
    control: OzonControl, lastAnswers: LastAnswers, request: IncomingMessage, path: string, text: string, response: ServerResponse,
  ) {
    this.#control = control;
    this.#lastAnswers = lastAnswers;
    this.#request = request;
    this.#path = path;
    this.#text = text;
    this.#response = response;
    this.#now = control.now();
  }

  serve(): void {
    try {
      this.#admit();
      this.#fault = this.#control.faults.take(this.#path, this.#now);
      if (this.#fault?.kind === "slow") setTimeout(() => this.#guard(() => this.#answer()), this.#fault.delayMs);
      else if (this.#fault === null || !this.#fail(this.#fault)) this.#answer();
    } catch (error) {
      this.#refuse(error);
    }
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** All that Ozon checks before it looks at its data. */
  #admit(): void {
    const { headers, method } = this.#request;
    const one = (name: string): string | undefined => headers[name]?.toString();
    this.#control.gate.admit(this.#path, one("client-id"), one("api-key"), this.#now);
    if (REMOVED.has(this.#path)) throw new ApiError(404, 5, "method is not allowed", "removed method");
    if (!(this.#path in METHODS)) throw new ApiError(404, 5, "Not found", "unknown method");
    if (method !== "POST") throw new ApiError(405, 12, "Method Not Allowed", `${method} instead of POST`);
    if (!one("content-type")?.startsWith("application/json")) throw invalid("Content-Type must be application/json", "content type");
    try {
      this.#body = JSON.parse(this.#text);
    } catch {
      throw invalid("Request validation error: the body is not JSON", "bad JSON");
    }
    checkRequest(this.#path, this.#body);
  }

  #answer(): void {
    const control = this.#control;
    control.now();
    const { world, style, gate, fbsPeriodDays } = control;
    const api = { world, style, clientId: gate.clientId, fbsPeriodDays, key: gate };
    const answer = HANDLERS[this.#path]!(api, this.#body as Record<string, unknown>);
    const repeated = this.#fault?.kind === "repeated_page" ? this.#lastAnswers.get(this.#path) : undefined;
    this.#lastAnswers.set(this.#path, repeated ?? answer);
    const text = JSON.stringify(repeated ?? answer);
    this.#record(200);
    const response = this.#response;
    const headers = { "content-type": "application/json", "ratelimit-remaining": String(gate.remaining) };
    const half = Buffer.from(text).subarray(0, Math.ceil(Buffer.byteLength(text) / 2));
    switch (this.#fault?.kind) {
      case "truncated":
        return void response.writeHead(200, { ...headers, "content-length": half.length }).end(half);
      case "cut_half":
        response.writeHead(200, { ...headers, "content-length": Buffer.byteLength(text) });
        return void response.write(half, () => response.destroy());
      case "empty":
        return void response.writeHead(200, { ...headers, "content-length": 0 }).end();
      case "error_as_200":
        return sendJson(response, 200, tooMany().body(), headers);
      default:
        return void response.writeHead(200, headers).end(text);
    }
  }

  /** Answers with the fault alone; false: the fault is one of an answer that is given all the same. */
  #fail(fault: Fault): boolean {
    switch (fault.kind) {
      case "rate_limited":
        this.#refuse(tooMany(), fault.retryAfterS);
        return true;
      case "http_500":
      case "http_502":
      case "http_503":
        this.#sendHtml(Number(fault.kind.slice(5)));
        return true;
      case "internal_error":
        this.#refuse(new ApiError(500, 13, "Internal error"));
        return true;
      case "circle_open":
        this.#refuse(new ApiError(503, 14, "Circle is open"));
        return true;
      case "page":
        this.#sendHtml(200);
        return true;
      case "removed":
        this.#refuse(new ApiError(404, 5, "method is not allowed"));
        return true;
      case "cut":
        this.#record(0);
        this.#response.destroy();
        return true;
      default:
        return false;
    }
  }

  #sendHtml(status: number): void {
    const titles: Record<number, string> = { 200: "Are you a robot?", 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable" };
    const title = `${status} ${titles[status]}`;
    this.#record(status);
    this.#response.writeHead(status, { "content-type": "text/html" });
    this.#response.end(`<html><head><title>${title}</title></head><body><center><h1>${title}</h1></center></body></html>\n`);
  }

  #refuse(error: unknown, retryAfterS = 1): void {
    if (!(error instanceof ApiError)) {
      this.#record(500);
      sendJson(this.#response, 500, { code: 13, message: "Internal error", details: [] });
      throw error;
    }
    if (error.violation !== null) {
      this.#control.recordViolation({ at: this.#now, method: this.#path, what: error.violation });
    }
    this.#record(error.http);
    const limit = { "ratelimit-remaining": "0", "retry-after": String(retryAfterS) };
    sendJson(this.#response, error.http, error.body(), error.http === 429 ? limit : {});
  }

  #record(status: number): void {
    const { kind } = this.#fault ?? { kind: null };
    this.#control.recordCall({ at: this.#now, method: this.#path, status, fault: kind, body: this.#body });
  }
}
