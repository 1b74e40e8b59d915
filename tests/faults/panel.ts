// Operators with the admin panel open: the panel's own connection (ui/src/wire), with its patience and its ways of coming
// back, on the cookie of a login. Whatever it would show as an error is kept.
import WebSocket from "ws";
import { WireError } from "../../ui/src/wire/errors.ts";
import { type Argument, ErrorCode, METHODS, type Messages, type MethodName, type Result } from "../../ui/src/wire/protocol.ts";
import type { Channel } from "../../ui/src/wire/socket.ts";
import { Wire } from "../../ui/src/wire/wire.ts";
import type { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Refusal, SUBPROTOCOL, Visitor } from "../system/gateway-client.ts";
import { Desk, type Moving } from "./desk.ts";

type Payout = Messages["payout_row"];

/** What the rules say, and no fault of anything. */
const RULES = new Set<string>(["conflict", "not_found", "refused"]);

/** One page: what it shows is the list of requests, kept up to date by what it is told. */
class OpenPage {
  readonly wire: Wire;
  readonly #payouts = new Map<number, Payout>();
  /** How often the connection was lost. */
  losses = 0;
  /** It was told that something is missing, and read the list again. */
  gaps = 0;

  constructor(system: System, visitor: Visitor) {
    this.wire = new Wire({ open: () => open(system.adminUrl, visitor), hello: () => ({ protocol: 1, gathers: true }), greeted: () => undefined });
    this.wire.onPhase(() => { if (this.wire.phase.name === "offline") this.losses++; });
    this.wire.live("payouts", "payout_row", { push: (row) => this.#learn(row), gap: () => { this.gaps++; void this.read(); } });
    this.wire.start();
  }

  async read(): Promise<void> {
    for (let before: number | undefined; ;) {
      const { rows = [], next } = await this.wire.request("payouts.list", { limit: 100, ...(before !== undefined && { before }) });
      for (const row of rows) this.#learn(row);
      if (next === undefined) return;
      before = next;
    }
  }

  /** By their numbers. */
  shown(): Payout[] {
    return [...this.#payouts.values()].sort((a, b) => a.id - b.id);
  }

  #learn(row: Payout): void {
    const known = this.#payouts.get(row.id);
    if (!known || row.rev >= known.rev) this.#payouts.set(row.id, row);
  }
}

function open(url: string, visitor: Visitor): Channel {
  const socket = new WebSocket(`${url.replace("http", "ws")}/ws`, SUBPROTOCOL, {
    headers: { Cookie: visitor.cookie, Origin: url }, localAddress: visitor.address, perMessageDeflate: false,
  });
  socket.on("error", () => undefined); // a close follows
  return socket as unknown as Channel; // a Channel but for its handlers, which it gives more than ours take
}

/** The desk of several operators at once; what is written in dialogues comes from the first. */
export class Panel extends Desk {
  readonly pages: OpenPage[] = [];
  /** What a person at one of the pages would have seen. */
  readonly errors: string[] = [];
  /** The longest that anybody had to look at a clock. */
  longestMs = 0;
  asked = 0;
  readonly #system: System;

  constructor(system: System) {
    super(system);
    this.#system = system;
  }

  /** A page for each of these administrators. */
  async openFor(admins: number[]): Promise<void> {
    for (const admin of admins) {
      const visitor = new Visitor(this.#system.adminUrl);
      await visitor.useTicket(await this.#system.ctlOk("login", String(admin)));
      const page = new OpenPage(this.#system, visitor);
      this.pages.push(page);
      await until("the page to be online", () => page.wire.phase.name === "online");
      await page.read();
    }
  }

  override async call<M extends MethodName>(method: M, argument: Argument<M>): Promise<Result<M>> {
    const page = this.#pageOf(method, argument);
    this.asked++;
    const began = performance.now();
    try {
      const result = await page.wire.request(method, argument);
      if (METHODS[method].kind === "write") this.acknowledged++;
      return result;
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (!RULES.has(error.code)) this.errors.push(`${method} after ${Math.round(performance.now() - began)} ms: ${error.message}`);
      throw new Refusal(ErrorCode[error.code.toUpperCase() as keyof typeof ErrorCode] ?? 0, error.detail);
    } finally {
      this.longestMs = Math.max(this.longestMs, performance.now() - began);
    }
  }

  /** Of two who look at one request the second is told to look again. */
  override async move(payout: number, to: Moving): Promise<boolean> {
    return await until(`request ${payout} to be moved`, async () => await super.move(payout, to));
  }

  /** A request is one operator's, from the first to the last. */
  #pageOf(method: MethodName, argument: object): OpenPage {
    const turn = "payout" in argument ? Number(argument.payout) : this.asked;
    return this.pages[method === "conversation.write" ? 0 : turn % this.pages.length]!;
  }

  override close(): void {
    for (const page of this.pages) page.wire.stop();
    super.close();
  }
}
