// The hand on the simulated Ozon: what a test or the page may do to it and see of it. Everything
// here is also to be had over HTTP (control-http.ts).
import type { Clock } from "../clock.ts";
import { ControlError, argumentFault, runCommand } from "./commands.ts";
import type { CommandArgs, PlaceOrder, ReturnItems } from "./commands.ts";
import { Faults } from "./faults.ts";
import type { Fault, FaultKind } from "./faults.ts";
import type { Block, Gate, Role } from "./gate.ts";
import type { Journal } from "./journal.ts";
import { GOODS } from "./goods.ts";
import type { CancellationName } from "./model.ts";
import type { Style } from "./render.ts";
import { applicationView, buyerView, goodView, postingView, returnView } from "./views.ts";
import type { ApplicationView, BuyerView, GoodView, OrderView, PostingView, ReturnView } from "./views.ts";
import type { World } from "./world.ts";

/** A request to the Seller API as it was; its key is not kept. */
export type Call = { at: number; method: string; status: number; fault: FaultKind | null; body: unknown };

/** A request that Ozon's method tables do not allow. Tests find none. */
export type Violation = { at: number; method: string; what: string };

export type FaultArgs = {
  kind: FaultKind;
  method?: string;
  /** How many calls it hits; 1 unless it lasts for a time. */
  times?: number;
  forMs?: number;
  delayMs?: number;
  retryAfterS?: number;
};

export type KeyArgs = { apiKey?: string; expiresAt?: number; roles?: Role[]; block?: Block };

/** How answers look and how much is let through. */
export type StyleArgs = { int64?: Style["int64"]; extraFields?: boolean; rateLimit?: number; fbsPeriodDays?: number };

const VIOLATIONS_KEPT = 1000;

export class OzonControl {
  readonly world: World;
  readonly gate: Gate;
  readonly faults = new Faults();
  readonly style: Style;
  fbsPeriodDays: number;
  /** The older half goes when there are more. */
  callsKept = 20_000;
  #calls: Call[] = [];
  #violations: Violation[] = [];
  readonly #clock: Clock;
  readonly #journal: Journal;

  constructor(world: World, gate: Gate, style: Style, fbsPeriodDays: number, clock: Clock, journal: Journal) {
    this.world = world;
    this.gate = gate;
    this.style = style;
    this.fbsPeriodDays = fbsPeriodDays;
    this.#clock = clock;
    this.#journal = journal;
  }

  /** The world's present; everything due by now has happened. */
  now(): number {
    this.world.advanceTo(this.#clock.now());
    return this.world.now;
  }

  /** Time goes on for the whole simulated world, the programs under test included. */
  advanceClock(ms: number): number {
    this.#clock.advance(ms);
    return this.now();
  }

  createBuyer(args: CommandArgs["createBuyer"] = {}): BuyerView {
    return this.command("createBuyer", args) as BuyerView;
  }

  /** The postings begin as awaiting_packaging and stay so until told otherwise, or live by themselves. */
  placeOrder(args: PlaceOrder): OrderView {
    return this.command("placeOrder", args) as OrderView;
  }

  /** One step of the usual way: awaiting_packaging, awaiting_deliver, delivering, delivered. */
  advancePosting(posting: string): PostingView {
    return this.command("advancePosting", { posting }) as PostingView;
  }

  /** Any status, also one that nobody has heard of. */
  setStatus(posting: string, status: string, substatus = ""): PostingView {
    return this.command("setStatus", { posting, status, substatus }) as PostingView;
  }

  deliver(posting: string): PostingView {
    return this.command("deliver", { posting }) as PostingView;
  }

  cancel(posting: string, why: CancellationName = "client"): PostingView {
    return this.command("cancel", { posting, why }) as PostingView;
  }

  /** The seller splits an FBS posting; `splits` as in placeOrder. */
  splitPosting(posting: string, splits: number[]): OrderView {
    return this.command("splitPosting", { posting, splits }) as OrderView;
  }

  /** One return for each good (rFBS: an application). They are approved by Ozon unless said otherwise. */
  returnItems(args: ReturnItems): ReturnView[] {
    return (this.command("returnItems", args) as { returns: ReturnView[] }).returns;
  }

  setReturnStatus(id: number, status: string): ReturnView {
    return this.command("setReturnStatus", { id, status }) as ReturnView;
  }

  approveReturn(id: number): ReturnView {
    return this.setReturnStatus(id, "Approved");
  }

  rejectReturn(id: number): ReturnView {
    return this.setReturnStatus(id, "Rejected");
  }

  /** The same goods under a new id, which names the old one; the old record stays in the list. */
  reissueReturn(id: number, status = "MovingToOzon"): ReturnView {
    return this.command("reissueReturn", { id, status }) as ReturnView;
  }

  decideApplication(id: number, group: string): ApplicationView {
    return this.command("decideApplication", { id, group }) as ApplicationView;
  }

  /** Of the whole simulator, or of one posting. */
  setAutoLife(on: boolean, posting?: string): object {
    return this.command("setAutoLife", posting === undefined ? { on } : { on, posting });
  }

  /** Runs a command and writes it down. Throws ControlError when it cannot be done. */
  command<K extends keyof CommandArgs>(name: K, args: CommandArgs[K]): object {
    const fault = argumentFault(name, args);
    if (fault !== null) throw new ControlError(fault);
    const at = this.now();
    const result = runCommand(this.world, name, args);
    this.#journal.append({ at, command: name, args });
    return result;
  }

  addFault(args: FaultArgs): Fault {
    const lasts = args.forMs !== undefined;
    return this.faults.add({
      kind: args.kind,
      method: args.method ?? "*",
      left: args.times ?? (lasts ? null : 1),
      until: lasts ? this.now() + args.forMs! : null,
      delayMs: args.delayMs ?? 1000,
      retryAfterS: args.retryAfterS ?? 1,
    });
  }

  clearFaults(method?: string): void {
    this.faults.clear(method);
  }

  /** Another key, another end of its life, other roles; what is left out stays. */
  setKey(args: KeyArgs): void {
    Object.assign(this.gate, args);
  }

  setStyle(args: StyleArgs): void {
    const { rateLimit, fbsPeriodDays, ...style } = args;
    Object.assign(this.style, style);
    if (rateLimit !== undefined) this.gate.rateLimit = rateLimit;
    if (fbsPeriodDays !== undefined) this.fbsPeriodDays = fbsPeriodDays;
  }

  posting(number: string): PostingView {
    const posting = this.world.store.postings.get(number);
    if (posting === undefined) throw new ControlError(`no posting ${number}`);
    return postingView(posting);
  }

  /** The latest, newest first; of one buyer if an account is given. */
  postings(limit = 50, account?: string): PostingView[] {
    if (account === undefined) return this.world.store.latest(limit).map(postingView);
    const placed = this.world.store.buyers.get(Number(account))?.placed ?? [];
    const own = placed.slice(-limit).flatMap((order) => order.postings).sort((a, b) => b.id - a.id);
    return own.slice(0, limit).map(postingView);
  }

  returns(limit = 50): ReturnView[] {
    return this.world.store.returns.slice(-limit).reverse().map(returnView);
  }

  applications(limit = 50): ApplicationView[] {
    return this.world.store.applications.slice(-limit).reverse().map(applicationView);
  }

  /** The newest buyers, or those whose name or account contains the words. */
  buyers(limit = 30, query = ""): BuyerView[] {
    const words = query.trim().toLowerCase();
    const found: BuyerView[] = [];
    const all = this.world.store.buyerList;
    for (let i = all.length - 1; i >= 0 && found.length < limit; i--) {
      const buyer = all[i]!;
      if (buyer.account.includes(words) || buyer.name.toLowerCase().includes(words)) found.push(buyerView(buyer));
    }
    return found;
  }

  goods(): GoodView[] {
    return GOODS.map(goodView);
  }

  calls(): readonly Call[] {
    return this.#calls;
  }

  violations(): readonly Violation[] {
    return this.#violations;
  }

  /** Forgets the calls made so far, and the violations. */
  forget(): void {
    this.#calls = [];
    this.#violations = [];
  }

  recordCall(call: Call): void {
    this.#calls.push(call);
    if (this.#calls.length > this.callsKept) this.#calls.splice(0, this.callsKept / 2);
  }

  recordViolation(violation: Violation): void {
    if (this.#violations.length < VIOLATIONS_KEPT) this.#violations.push(violation);
  }

  state(): object {
    const { store } = this.world;
    return {
      now: this.now(),
      autoLife: this.world.autoLife,
      buyers: store.buyers.size,
      orders: store.orders.size,
      postings: store.postings.size,
      returns: store.returns.length,
      applications: store.applications.length,
      calls: this.#calls.length,
      violations: this.#violations.length,
      faults: this.faults.list(),
      key: { expiresAt: this.gate.expiresAt, block: this.gate.block, roles: this.gate.roles.map((r) => r.name) },
    };
  }
}
