// An operator at work: an admin page that finds its way back whatever dies, and the topics of the operators' group.
import { ErrorCode, METHODS, PayoutState, type Argument, type Messages, type MethodName, type Result, RejectReason } from "../../ui/src/wire/protocol.ts";
import { PAYOUT_FORUM, SUPPORT_FORUM, type System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, Refusal, Visitor } from "../system/gateway-client.ts";

const PATIENCE_MS = 60_000;
/** Not an answer of the rules: the same with the same key, later. */
const AGAIN = new Set<number>([ErrorCode.UNAVAILABLE, ErrorCode.BUSY, ErrorCode.TIMEOUT]);

export const OPERATOR = 501;
export const OPERATOR_NAME = "Ольга";

export type Moving = "negotiation" | "paid" | "rejected";

export class Desk {
  readonly #system: System;
  #visitor: Visitor | undefined;
  #page: Page | undefined;
  #opening: Promise<Page> | undefined;
  #admin = 0;
  /** Writes that were acknowledged. */
  acknowledged = 0;

  constructor(system: System) {
    this.#system = system;
  }

  async open(): Promise<void> {
    const { control } = this.#system.telegram;
    control.addPerson({ id: OPERATOR, first_name: OPERATOR_NAME });
    for (const forum of [PAYOUT_FORUM, SUPPORT_FORUM]) control.addOperator({ forum, person: OPERATOR });
    await this.#system.ctlOk("admins", "add", String(OPERATOR), OPERATOR_NAME, "owner,payout,support");
    const { admins } = JSON.parse(await this.#system.ctlOk("admins", "list", "--json")) as { admins: { id: number }[] };
    this.#admin = admins[0]?.id ?? 0;
  }

  /** Once, however often it takes to say so. Refusals of the rules are thrown. */
  async call<M extends MethodName>(method: M, argument: Argument<M>): Promise<Result<M>> {
    const key = crypto.randomUUID();
    const answer = await until(`an answer to ${method}`, async () => {
      try {
        const page = await this.#open();
        return { result: await page.call(method, argument, key) };
      } catch (error) {
        const ended = error instanceof Refusal && error.detail.startsWith("session: "); // time was moved
        if (ended) this.#visitor = undefined;
        if (ended || !(error instanceof Refusal)) this.#leave();
        else if (!AGAIN.has(error.code)) return { error };
        throw error;
      }
    }, PATIENCE_MS);
    if (answer.error) throw answer.error;
    if (METHODS[method].kind === "write") this.acknowledged++;
    return answer.result as Result<M>;
  }

  /** False: somebody else was faster, or it cannot go there. */
  async move(payout: number, to: Moving): Promise<boolean> {
    const { row } = await this.call("payout.card", { payout });
    try {
      await this.call("payout.move", {
        payout, rev: row.rev, to: PayoutState[to], note: "по решению старшего",
        ...(to === "rejected" && { reason: RejectReason.other }),
      });
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** All of them. */
  async payouts(): Promise<Messages["payout_row"][]> {
    const all: Messages["payout_row"][] = [];
    for (let before: number | undefined; ;) {
      const { rows = [], next } = await this.call("payouts.list", { limit: 100, ...(before !== undefined && { before }) });
      all.push(...rows);
      if (next === undefined) return all;
      before = next;
    }
  }

  /** Of all conversations, as they are in the ledger. */
  async said(): Promise<Messages["message_row"][]> {
    const all: Messages["message_row"][] = [];
    for (let id = 1; ; id++) {
      const { messages } = await this.call("conversation.messages", { id, limit: 100 }).catch(() => ({ messages: [] }));
      if (!messages?.length) return all;
      all.push(...messages);
      for (let before = messages[0]!.n; before > 1;) {
        const { messages: older = [] } = await this.call("conversation.messages", { id, before, limit: 100 });
        if (!older.length) break;
        all.push(...older);
        before = Math.min(...older.map((one) => one.n));
      }
    }
  }

  close(): void {
    this.#leave();
  }

  /** One page for all who ask at the same time. */
  async #open(): Promise<Page> {
    if (this.#page && this.#page.closed === undefined) return this.#page;
    this.#opening ??= this.#login().finally(() => { this.#opening = undefined; });
    return await this.#opening;
  }

  async #login(): Promise<Page> {
    if (!this.#visitor) {
      const visitor = new Visitor(this.#system.adminUrl);
      const { state } = await visitor.useTicket(await this.#system.ctlOk("login", String(this.#admin)));
      if (state !== "done") throw new Error(`logging in: ${state}`); // the ledger died meanwhile: with another ticket
      this.#visitor = visitor;
    }
    const page = this.#visitor.page();
    await page.hello().catch(() => page.untilClosed());
    if (page.closed === 4401) this.#visitor = undefined; // time was moved: log in again
    if (page.closed !== undefined) throw new Error(`the page was closed: ${page.closed}, HTTP ${page.status ?? "-"}`);
    this.#page = page;
    return page;
  }

  #leave(): void {
    this.#page?.close();
    this.#page = undefined;
  }
}
