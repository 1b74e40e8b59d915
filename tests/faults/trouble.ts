// What goes wrong while people go about their business: processes die or stand still, a broker stays away, Telegram and
// Ozon misbehave. Every choice comes from the seed; what was done when is kept for the report of a failure.
import { setTimeout as pause } from "node:timers/promises";
import { ALL, BOT, HELP_BOT, type System } from "../harness/system.ts";
import type { FaultKind as OzonFault } from "../sim/ozon/faults.ts";
import { Random } from "../sim/ozon/random.ts";
import type { FaultKind as TelegramFault } from "../sim/telegram/faults.ts";

const PAUSE_MS = { least: 80, most: 900 };
/** A bot needs some seconds to come back: Telegram makes whoever asks again wait. */
export const VICTIMS: string[] = [...ALL, "broker", "ledger", "reader", "ozon", "gateway"];
const WEIGHTS = { kill: 10, two: 2, freeze: 3, away: 1, telegram: 6, ozon: 4, again: 1 };
const NOTHING: typeof WEIGHTS = { kill: 0, two: 0, freeze: 0, away: 0, telegram: 0, ozon: 0, again: 0 };
/** On both sides of what the broker takes for dead: four heartbeats missed. */
const FREEZE_MS = { least: 50, most: 3000 };
const AWAY_MS = { least: 300, most: 4000 };

const TELEGRAM: TelegramFault[] = [
  "too_many", "bad_gateway", "bad_gateway_after", "server_error", "reset_before", "reset_after", "slow", "truncated",
];
/** Of these a message may come twice: nobody can know that it was sent. */
const AFTER_THE_EFFECT = new Set<TelegramFault>(["bad_gateway_after", "reset_after", "truncated"]);
const METHODS = ["sendMessage", "sendMessage", "getUpdates", "createForumTopic", "editMessageReplyMarkup", undefined];

const OZON: OzonFault[] = [
  "rate_limited", "http_500", "http_502", "http_503", "internal_error", "cut", "cut_half", "slow", "truncated", "empty",
  "error_as_200", "repeated_page",
];

export class Trouble {
  readonly kills = new Map<string, number>();
  /** Processes stopped (SIGSTOP) and continued later. */
  freezes = 0;
  /** How often one of two brokers was away for a while. */
  failovers = 0;
  readonly lies = { telegram: 0, ozon: 0 };
  /** Calls of Telegram whose effect was, or may have been, kept from the caller. */
  hidden = 0;
  /** Updates that Telegram delivered once more. */
  again = 0;
  readonly journal: string[] = [];
  /** What ends by itself: processes that stand still, a broker that is away. */
  readonly #ending = new Set<Promise<void>>();
  readonly #away = new Set<string>();
  readonly #absences = new Map<string, number>();
  readonly #system: System;
  readonly #random: Random;
  readonly #victims: string[];
  readonly #weights: typeof WEIGHTS;
  readonly #began = performance.now();
  #over = false;
  #running: Promise<void> | undefined;

  /** By default everybody dies, and more often than anything else goes wrong. */
  constructor(system: System, random: Random, options: { victims?: string[]; weights?: Partial<typeof WEIGHTS> } = {}) {
    this.#system = system;
    this.#random = random;
    this.#victims = options.victims ?? VICTIMS;
    this.#weights = { ...NOTHING, ...(options.weights ?? WEIGHTS) };
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Nothing goes wrong from here on. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#running;
    await Promise.all([...this.#ending]);
    this.#system.telegram.control.clearFaults();
    this.#system.ozon.control.clearFaults();
  }

  note(what: string): void {
    this.journal.push(`${((performance.now() - this.#began) / 1000).toFixed(2)} ${what}`);
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      await pause(this.#random.int(PAUSE_MS.least, PAUSE_MS.most));
      const what = this.#random.weighted(this.#weights);
      if (what === "kill") await this.kill(this.#random.pick(this.#victims));
      else if (what === "two") await Promise.all([this.kill(this.#random.pick(ALL.slice(0, 3))), this.kill(this.#random.pick(ALL.slice(3)))]);
      else if (what === "freeze") this.#background(this.#freeze(this.#random.pick(this.#victims)));
      else if (what === "away") this.#background(this.#failover());
      else if (what === "telegram") this.#telegram();
      else if (what === "ozon") this.#ozon();
      else this.#again();
    }
  }

  get killed(): number {
    return [...this.kills.values()].reduce((sum, one) => sum + one, 0);
  }

  /** How often this process was ended, in whatever way. */
  endings(name: string): number {
    return (this.kills.get(name) ?? 0) + (this.#absences.get(name) ?? 0);
  }

  async kill(name: string): Promise<void> {
    if (this.#away.has(name)) return;
    this.note(`kill -9 ${name}`);
    this.kills.set(name, (this.kills.get(name) ?? 0) + 1);
    await this.#system.kill(name);
  }

  #background(work: Promise<void>): void {
    const one = work.finally(() => this.#ending.delete(one));
    this.#ending.add(one);
  }

  /** It may be killed meanwhile; then there is nobody to wake. */
  async #freeze(name: string): Promise<void> {
    const ms = this.#random.int(FREEZE_MS.least, FREEZE_MS.most);
    const { pid } = this.#system.process(name);
    if (pid === undefined || !signal(pid, "SIGSTOP")) return;
    this.freezes++;
    this.note(`stop ${name} for ${ms} ms`);
    await pause(ms);
    signal(pid, "SIGCONT");
  }

  /** With two brokers one of them is not missed. */
  async #failover(): Promise<void> {
    const brokers = [...this.#system.processes.keys()].filter((name) => name.startsWith("broker"));
    if (brokers.length < 2 || this.#away.size) return;
    const name = this.#random.pick(brokers);
    const ms = this.#random.int(AWAY_MS.least, AWAY_MS.most);
    this.#away.add(name);
    this.failovers++;
    this.#absences.set(name, (this.#absences.get(name) ?? 0) + 1);
    this.note(`${name} is away for ${ms} ms`);
    await this.#system.process(name).stop("SIGKILL");
    await pause(ms);
    this.#system.process(name).start();
    this.#away.delete(name);
  }

  #telegram(): void {
    const kind = this.#random.pick(TELEGRAM);
    const bot = this.#random.pick([BOT, HELP_BOT]);
    const method = this.#random.pick(METHODS);
    const count = this.#random.int(1, 2);
    this.note(`telegram: ${count} x ${kind} for ${method ?? "anything"} of ${bot}`);
    this.lies.telegram += count;
    if (AFTER_THE_EFFECT.has(kind)) this.hidden += count;
    this.#system.telegram.control.fault({ kind, bot, count, seconds: 1, ms: 700, skip: this.#random.int(0, 2), ...(method && { method }) });
  }

  #ozon(): void {
    const kind = this.#random.pick(OZON);
    const times = this.#random.int(1, 3);
    this.note(`ozon: ${times} x ${kind}`);
    this.lies.ozon += times;
    this.#system.ozon.control.addFault({ kind, times, delayMs: 700, retryAfterS: 1 });
  }

  #again(): void {
    const bot = this.#random.pick([BOT, HELP_BOT]);
    const count = this.#random.int(1, 3);
    this.note(`telegram: ${count} updates of ${bot} once more`);
    this.again += count;
    this.#system.telegram.control.redeliver({ bot, count });
  }
}

/** False: it is gone. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}
