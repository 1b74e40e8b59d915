// What goes wrong while people go about their business: processes die, Telegram and Ozon misbehave. Every choice comes
// from the seed; what was done when is kept for the report of a failure.
import { setTimeout as pause } from "node:timers/promises";
import { ALL, BOT, HELP_BOT, type ActorName, type System } from "../harness/system.ts";
import type { FaultKind as OzonFault } from "../sim/ozon/faults.ts";
import { Random } from "../sim/ozon/random.ts";
import type { FaultKind as TelegramFault } from "../sim/telegram/faults.ts";

const PAUSE_MS = { least: 80, most: 900 };
/** A bot needs some seconds to come back: Telegram makes whoever asks again wait. */
const VICTIMS: ActorName[] = [...ALL, "broker", "ledger", "reader", "ozon", "gateway"];
const WEIGHTS = { kill: 10, two: 2, telegram: 6, ozon: 4, again: 1 };

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
  readonly kills = new Map<ActorName, number>(ALL.map((name) => [name, 0]));
  /** Calls of Telegram whose effect was, or may have been, kept from the caller. */
  hidden = 0;
  /** Updates that Telegram delivered once more. */
  again = 0;
  readonly journal: string[] = [];
  readonly #system: System;
  readonly #random: Random;
  readonly #victims: ActorName[];
  readonly #weights: typeof WEIGHTS;
  readonly #began = performance.now();
  #over = false;
  #running: Promise<void> | undefined;

  /** By default everybody dies, and more often than anything else goes wrong. */
  constructor(system: System, random: Random, { victims = VICTIMS, weights = WEIGHTS } = {}) {
    this.#system = system;
    this.#random = random;
    this.#victims = victims;
    this.#weights = weights;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Nothing goes wrong from here on. */
  async stop(): Promise<void> {
    this.#over = true;
    await this.#running;
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
      else if (what === "telegram") this.#telegram();
      else if (what === "ozon") this.#ozon();
      else this.#again();
    }
  }

  async kill(name: ActorName): Promise<void> {
    this.note(`kill -9 ${name}`);
    this.kills.set(name, (this.kills.get(name) ?? 0) + 1);
    await this.#system.kill(name);
  }

  #telegram(): void {
    const kind = this.#random.pick(TELEGRAM);
    const bot = this.#random.pick([BOT, HELP_BOT]);
    const method = this.#random.pick(METHODS);
    const count = this.#random.int(1, 2);
    this.note(`telegram: ${count} x ${kind} for ${method ?? "anything"} of ${bot}`);
    if (AFTER_THE_EFFECT.has(kind)) this.hidden += count;
    this.#system.telegram.control.fault({ kind, bot, count, seconds: 1, ms: 700, skip: this.#random.int(0, 2), ...(method && { method }) });
  }

  #ozon(): void {
    const kind = this.#random.pick(OZON);
    this.note(`ozon: ${kind}`);
    this.#system.ozon.control.addFault({ kind, times: this.#random.int(1, 3), delayMs: 700, retryAfterS: 1 });
  }

  #again(): void {
    const bot = this.#random.pick([BOT, HELP_BOT]);
    const count = this.#random.int(1, 3);
    this.note(`telegram: ${count} updates of ${bot} once more`);
    this.again += count;
    this.#system.telegram.control.redeliver({ bot, count });
  }
}
