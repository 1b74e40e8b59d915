// The Bot API as HTTP: /bot<token>/<method> and /file/bot<token>/<path>. Every call is checked against
// the official tables; what they do not allow is answered with an error and kept as a violation,
// which a test must find empty.
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import { convert, readRaw, type Raw } from "./body.ts";
import { ApiError, badRequest } from "./errors.ts";
import type { Fault, Faults } from "./faults.ts";
import { fileAt } from "./files.ts";
import { POLL_SECONDS_MAX } from "./queue.ts";
import { checkFields, check, methods, type Problem } from "./table.ts";
import { Call, type Method } from "./api/call.ts";
import { editMethods } from "./api/edit.ts";
import { profileMethods } from "./api/profile.ts";
import { sendMethods } from "./api/send.ts";
import { topicMethods } from "./api/topics.ts";
import { CONFLICT_WEBHOOK, setAllowed, updateMethods } from "./api/updates.ts";
import type { Bot, World } from "./world.ts";
import type { Json, JsonObject } from "./wire.ts";

const CALLS_KEPT = 50_000;
const CONFLICT_MS = 3000;
const handlers: Record<string, Method> = { ...profileMethods, ...updateMethods, ...sendMethods, ...editMethods, ...topicMethods };

export type CallRecord = {
  seq: number; at: number; bot: string; method: string; params: JsonObject;
  status: number; description?: string; result?: Json | object; fault?: string;
};
export type Violation = { at: number; bot: string; method: string; kind: Problem["kind"] | "unknown_method" | "malformed"; detail: string };

/** What the real server says of a missing parameter; elsewhere "... is empty" of its own. */
const MISSING = new Map([["chat_id", "chat_id is empty"], ["text", "message text is empty"], ["message_id", "message identifier is not specified"],
  ["from_chat_id", "from_chat_id is empty"], ["photo", "there is no photo in the request"], ["document", "there is no document in the request"],
  ["user_id", "invalid user_id specified"], ["callback_query_id", "query is too old and response timeout expired or query ID is invalid"]]);

export class BotApi {
  readonly #world: World;
  readonly #faults: Faults;
  readonly strict: boolean;
  calls: CallRecord[] = [];
  violations: Violation[] = [];
  #seq = 0;

  constructor(world: World, faults: Faults, strict: boolean) {
    this.#world = world;
    this.#faults = faults;
    this.strict = strict;
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(url.pathname);
    if (file) return await this.#download(request, response, decodeURIComponent(file[1]!), decodeURIComponent(file[2]!));
    const path = /^\/bot([^/]+)\/([^/]*)\/?$/.exec(url.pathname);
    const token = path ? decodeURIComponent(path[1]!) : "";
    if (!path || !/^\d+:/.test(token) || token.length > 80) return answer(response, 404, { ok: false, error_code: 404, description: "Not Found" });
    const bot = this.#world.bots.get(token);
    if (!bot) return answer(response, 401, { ok: false, error_code: 401, description: "Unauthorized" });
    if (request.method !== "GET" && request.method !== "POST")
      return answer(response, 405, { ok: false, error_code: 405, description: "Method Not Allowed" });
    await this.#call(request, response, url, bot, path[2]!);
  }

  async #call(request: IncomingMessage, response: ServerResponse, url: URL, bot: Bot, named: string): Promise<void> {
    const table = methods.get(named.toLowerCase());
    const record: CallRecord = { seq: ++this.#seq, at: this.#world.now(), bot: bot.user.username ?? "", method: table?.name ?? named, params: {}, status: 0 };
    let fault: Fault | undefined;
    let status = 200;
    let body: string;
    try {
      const raw = await readRaw(request, url.searchParams);
      if (!table) {
        this.#violation(record, "unknown_method", `${named} is no method of the simulator's tables`);
        throw new ApiError(404, "Not Found: method not found");
      }
      this.#read(record, raw, table.params);
      fault = this.#faults.hit(record.bot, table.name, record.params);
      if (fault) record.fault = fault.kind;
      if (fault?.kind === "reset_before") return this.#reset(response, record);
      if (fault?.kind === "bad_gateway") return this.#badGateway(response, record);
      if (fault?.kind === "server_error") throw new ApiError(500, "Internal Server Error");
      if (fault?.kind === "refused") throw badRequest(fault.description ?? "the message can't be copied");
      if (fault?.kind === "revoked") throw new ApiError(401, "Unauthorized");
      if (fault?.kind === "too_many") throw new ApiError(429, `Too Many Requests: retry after ${fault.seconds ?? 5}`, { retry_after: fault.seconds ?? 5 });
      if (fault?.kind === "moved") throw new ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", { migrate_to_chat_id: fault.migrate_to ?? 0 });
      const call = new Call(this.#world, bot, record.params, raw.uploads);
      if (table.name === "getUpdates") {
        body = `{"ok":true,"result":${await poll(call, response)}}`;
      } else {
        const result = await handlers[table.name]!(call);
        record.result = result;
        body = JSON.stringify({ ok: true, result, ...(/^(set|delete)Webhook$/.test(table.name) && { description: "Webhook was " + (bot.webhook ? "set" : "deleted") }) });
      }
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      status = error.code;
      record.description = error.message;
      if (error.parameters?.["retry_after"] !== undefined) response.setHeader("Retry-After", String(error.parameters["retry_after"]));
      body = JSON.stringify(error.body());
    }
    record.status = status;
    if (fault?.kind === "reset_after") return this.#reset(response, record);
    if (fault?.kind === "bad_gateway_after") return this.#badGateway(response, record);
    if (record.method !== "getUpdates" || status !== 200 || fault) this.#keep(record);
    if (status === 409) await this.#holdConflict(bot);
    if (fault?.kind === "slow") await setTimeout(fault.ms ?? 1000, undefined, { ref: false });
    if (fault?.kind === "truncated") return truncate(response, body);
    answer(response, status, body);
  }

  /** Raw parameters into checked ones. */
  #read(record: CallRecord, raw: Raw, fields: Map<string, { types: string; required: boolean }>): void {
    const params = record.params;
    if (raw.malformed !== undefined) this.#violation(record, "malformed", raw.malformed);
    for (const [name, { value, text }] of raw.values) {
      const field = fields.get(name);
      params[name] = field ? convert(field, value, text) : value;
    }
    for (const name of raw.uploads.keys()) {
      const field = fields.get(name);
      if (field && field.types.includes("InputFile")) params[name] = `attach://${name}`;
    }
    // A part of the form that no parameter is named after is meant by an attach:// somewhere.
    const present: JsonObject = { ...params };
    const problems = checkFields(fields, present, "").filter((p) => !(p.kind === "wrong_type" && raw.uploads.has(p.path)));
    for (const problem of problems) this.#violation(record, problem.kind, problem.detail);
    const missing = problems.find((p) => p.kind === "missing" && fields.has(p.path));
    if (missing) throw badRequest(MISSING.get(missing.path) ?? `${missing.path} is empty`);
    const other = problems[0];
    if (other && this.strict) throw badRequest(`simulator: ${other.detail}`);
    if (!this.strict) this.#lenient(params, fields);
  }

  /** As the real server: unknown parameters are ignored, null is the text "null", a wrong type reads as absent. */
  #lenient(params: JsonObject, fields: Map<string, { types: string; required: boolean }>): void {
    for (const [name, value] of Object.entries(params)) {
      const field = fields.get(name);
      if (value === null && field?.types.includes("String")) params[name] = "null";
      else if (!field || (value !== undefined && check(field.types, value, name).some((p) => p.kind !== "unknown"))) delete params[name];
    }
  }

  /** Pollers that fight get their second 409 within three seconds three seconds late. */
  async #holdConflict(bot: Bot): Promise<void> {
    const now = performance.now();
    if (now < bot.nextConflictAt) await setTimeout(CONFLICT_MS, undefined, { ref: false });
    else bot.nextConflictAt = now + CONFLICT_MS;
  }

  #violation(record: CallRecord, kind: Violation["kind"], detail: string): void {
    this.violations.push({ at: record.at, bot: record.bot, method: record.method, kind, detail });
  }

  #keep(record: CallRecord): void {
    this.calls.push(record);
    if (this.calls.length > CALLS_KEPT * 1.5) this.calls = this.calls.slice(-CALLS_KEPT);
  }

  #reset(response: ServerResponse, record: CallRecord): void {
    this.#keep(record);
    response.socket?.resetAndDestroy();
  }

  #badGateway(response: ServerResponse, record: CallRecord): void {
    this.#keep({ ...record, status: 502 });
    response.writeHead(502, { "Content-Type": "text/html" });
    response.end("<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n");
  }

  /** As nginx serves a file: all of it, or one range. In the fault script this is the method "download". */
  async #download(request: IncomingMessage, response: ServerResponse, token: string, path: string): Promise<void> {
    const bot = this.#world.bots.get(token);
    if (!bot) return answer(response, 401, { ok: false, error_code: 401, description: "Unauthorized" });
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const params: JsonObject = { path, ...(range && { from: Number(range[1]), to: Number(range[2]) }) };
    const record: CallRecord = { seq: ++this.#seq, at: this.#world.now(), bot: bot.user.username ?? "", method: "download", params, status: 200 };
    const fault = this.#faults.hit(record.bot, "download", params);
    if (fault) record.fault = fault.kind;
    if (fault?.kind === "reset_before") return this.#reset(response, record);
    if (fault?.kind === "bad_gateway") return this.#badGateway(response, record);
    if (fault?.kind === "slow") await setTimeout(fault.ms ?? 1000, undefined, { ref: false });
    const bytes = fault?.kind === "gone" ? undefined : fileAt(bot, path)?.bytes;
    record.status = !bytes ? 404 : range && fault?.kind !== "no_ranges" ? 206 : 200;
    this.#keep(record);
    if (!bytes) return answer(response, 404, { ok: false, error_code: 404, description: "Not Found" });
    const part = range && record.status === 206 ? bytes.subarray(Number(range[1]), Number(range[2]) + 1) : bytes;
    response.writeHead(record.status, {
      "Content-Type": "application/octet-stream", "Content-Length": part.length, "Accept-Ranges": "bytes",
      ...(record.status === 206 && { "Content-Range": `bytes ${range![1]}-${Number(range![1]) + part.length - 1}/${bytes.length}` }),
    });
    if (fault?.kind === "truncated") return void response.write(part.subarray(0, part.length >> 1), () => response.socket?.destroy());
    response.end(part);
  }
}

async function poll(call: Call, response: ServerResponse): Promise<string> {
  const { bot } = call;
  if (bot.webhook) throw new ApiError(409, `Conflict: ${CONFLICT_WEBHOOK}`);
  setAllowed(call);
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const limit = Math.min(100, Math.max(1, call.int("limit") ?? 100));
  const timeout = Math.min(POLL_SECONDS_MAX, Math.max(0, call.int("timeout") ?? 0));
  return bot.queue.get(call.int("offset") ?? 0, limit, timeout, gone.signal);
}

function answer(response: ServerResponse, status: number, body: JsonObject | string): void {
  if (response.destroyed) return;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  response.end(text);
}

function truncate(response: ServerResponse, body: string): void {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.write(body.slice(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

