// The control API over HTTP. POST /control/<command> with a JSON object does, GET /control/<view>
// shows; /control/events is a stream of what changes. Only for the machine it runs on.
import type { IncomingMessage, ServerResponse } from "node:http";
import { check, parseInteger } from "./check.ts";
import type { Schema } from "./check.ts";
import { ControlError, isCommand } from "./commands.ts";
import type { OzonControl } from "./control.ts";
import { FAULT_KINDS } from "./faults.ts";
import { BLOCKS } from "./gate.ts";
import { applicationView, buyerView, postingView, returnView } from "./views.ts";
import type { Change } from "./store.ts";

const text: Schema = { type: "string", maxLength: 200 };
const integer = (minimum: number, maximum: number): Schema => ({ type: "int64", minimum, maximum });
const YEAR_MS = 366 * 86_400_000;

type Action = { schema: Schema; run: (control: OzonControl, args: any) => unknown };

/** What may be posted besides the commands of the world. */
const ACTIONS: Record<string, Action> = {
  addFault: {
    schema: {
      type: "object", required: ["kind"],
      properties: {
        kind: { type: "string", enum: [...FAULT_KINDS] }, method: text, times: integer(1, 1_000_000),
        forMs: integer(1, YEAR_MS), delayMs: integer(0, 600_000), retryAfterS: integer(0, 86_400),
      },
    },
    run: (control, args) => control.addFault(args),
  },
  clearFaults: {
    schema: { type: "object", properties: { method: text } },
    run: (control, args) => control.clearFaults(args.method),
  },
  setKey: {
    schema: {
      type: "object",
      properties: {
        apiKey: text, expiresAt: integer(0, 32_503_680_000_000), block: { type: "string", enum: [...BLOCKS] },
        roles: {
          type: "array", maxItems: 50,
          items: {
            type: "object", required: ["name", "methods"],
            properties: { name: text, methods: { type: "array", items: text, maxItems: 500 } },
          },
        },
      },
    },
    run: (control, args) => control.setKey(args),
  },
  setStyle: {
    schema: {
      type: "object",
      properties: {
        int64: { type: "string", enum: ["number", "string"] }, extraFields: { type: "boolean" },
        rateLimit: integer(0, 1_000_000), fbsPeriodDays: integer(1, 366),
      },
    },
    run: (control, args) => control.setStyle(args),
  },
  advanceClock: {
    schema: { type: "object", required: ["ms"], properties: { ms: integer(1, 10 * YEAR_MS) } },
    run: (control, args) => ({ now: control.advanceClock(args.ms) }),
  },
  forget: { schema: { type: "object", properties: {} }, run: (control) => control.forget() },
};

const VIEWS: Record<string, (control: OzonControl, query: URLSearchParams) => unknown> = {
  state: (control) => control.state(),
  goods: (control) => control.goods(),
  buyers: (control, query) => control.buyers(limitOf(query, 30), query.get("query") ?? ""),
  postings: (control, query) => control.postings(limitOf(query, 50), query.get("account") ?? undefined),
  posting: (control, query) => control.posting(query.get("number") ?? ""),
  returns: (control, query) => control.returns(limitOf(query, 50)),
  applications: (control, query) => control.applications(limitOf(query, 50)),
  calls: (control) => control.calls(),
  violations: (control) => control.violations(),
  faults: (control) => control.faults.list(),
};

function limitOf(query: URLSearchParams, usual: number): number {
  const given = query.get("limit");
  const limit = given === null ? usual : parseInteger(given);
  if (limit === null || limit < 1 || limit > 10_000) throw new ControlError("limit is 1..10000");
  return limit;
}

/** Answers one request under /control/ (the events excepted). `body` is the parsed JSON of a POST. */
export function answerControl(control: OzonControl, request: IncomingMessage, url: URL, body: unknown): unknown {
  const name = url.pathname.slice("/control/".length);
  control.now();
  if (request.method === "GET") {
    const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
    if (view === undefined) throw new ControlError(`no view ${name}`);
    return view(control, url.searchParams);
  }
  // A form of a foreign page cannot send this type without asking first.
  if (!request.headers["content-type"]?.startsWith("application/json")) throw new ControlError("send application/json");
  if (isCommand(name)) return control.command(name, body as never);
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) throw new ControlError(`no command ${name}`);
  const fault = check(action.schema, body)[0];
  if (fault !== undefined) throw new ControlError(fault.message);
  return action.run(control, body) ?? {};
}

const FLUSH_MS = 50;
const CHANGES_AT_ONCE = 200;
const PING_MS = 15_000;

/** Tells every open page what changes, many changes of one thing as one. */
export class Events {
  readonly #pages = new Set<ServerResponse>();
  readonly #control: OzonControl;
  readonly #stop: () => void;
  readonly #ping: NodeJS.Timeout;
  #pending = new Map<string, Change>();
  #timer: NodeJS.Timeout | null = null;

  constructor(control: OzonControl) {
    this.#control = control;
    this.#stop = control.world.store.watch((change) => this.#note(change));
    this.#ping = setInterval(() => this.#send("time", { now: control.now() }), PING_MS);
    this.#ping.unref();
  }

  open(response: ServerResponse): void {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(`event: time\ndata: ${JSON.stringify({ now: this.#control.now() })}\n\n`);
    this.#pages.add(response);
    response.on("close", () => this.#pages.delete(response));
  }

  close(): void {
    this.#stop();
    clearInterval(this.#ping);
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const page of this.#pages) page.end();
  }

  #note(change: Change): void {
    if (this.#pages.size === 0) return;
    this.#pending.set(keyOf(change), change);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS).unref();
  }

  #flush(): void {
    const changes = [...this.#pending.values()];
    this.#pending = new Map();
    this.#timer = null;
    this.#send("time", { now: this.#control.world.now });
    if (changes.length > CHANGES_AT_ONCE) this.#send("reload", {});
    else for (const change of changes) this.#send(change.kind, show(change));
  }

  #send(event: string, data: unknown): void {
    for (const page of this.#pages) page.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}

function keyOf(change: Change): string {
  switch (change.kind) {
    case "buyer":
      return `buyer ${change.buyer.account}`;
    case "posting":
      return `posting ${change.posting.number}`;
    case "return":
      return `return ${change.record.id}`;
    case "application":
      return `application ${change.application.id}`;
  }
}

/** A return or an application is seen with its posting, so the posting is sent along. */
function show(change: Change): unknown {
  switch (change.kind) {
    case "buyer":
      return buyerView(change.buyer);
    case "posting":
      return postingView(change.posting);
    case "return":
      return { ...returnView(change.record), of: postingView(change.record.posting) };
    case "application":
      return { ...applicationView(change.application), of: postingView(change.application.posting) };
  }
}
