// The whole system for a test: broker, ledger, reader, bots, poller, gateway as real processes, and the two
// simulators in this one.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Clock } from "../sim/clock.ts";
import { startOzonSim, type OzonSimOptions } from "../sim/ozon/index.ts";
import { startTelegramSim, type TelegramSim } from "../sim/telegram/index.ts";
import { ownPorts } from "./ports.ts";
import { Process } from "./process.ts";
import { until } from "./until.ts";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const bin = resolve(process.env["REFSYS_BIN"] ?? join(root, "build/release/bin"));

export const BOT = "shop_ref_bot";
export const HELP_BOT = "shop_help_bot";
export const PAYOUT_FORUM = -1002222000001;
export const SUPPORT_FORUM = -1002222000002;
export const DAY_MS = 24 * 60 * 60 * 1000;

export const SECRETS = {
  telegram: "7000000001:AAtest-participants-bot-token-0000001",
  support: "7000000002:AAtest-support-bot-token-000000000002",
  ozon: "0f8fad5b-d9cb-469f-a165-70867728950e",
};

export type ActorName = "broker" | "ledger" | "reader" | "telegram" | "support" | "ozon" | "gateway";
export const ALL: ActorName[] = ["broker", "ledger", "reader", "telegram", "support", "ozon", "gateway"];

export type SystemOptions = {
  actors?: ActorName[];
  config?: string;
  /** Changes the configuration before anything is started. */
  edit?: (config: string) => string;
  /** More files with secrets, by name. */
  secrets?: Record<string, string>;
  telegramApi?: string;
  /** Words in front of the program of a process, as for another host (network.ts). */
  before?: Partial<Record<ActorName, string[]>>;
  /** Of the simulated Ozon: how much history it has, how it answers. */
  ozon?: Partial<OzonSimOptions>;
};

export type CtlResult = { code: number; stdout: string; stderr: string };

function sections(options: { port: number; telegram: string; ozon: string; extra: string }): string {
  return `
[broker]
requests = "ipc://requests"
publish = "ipc://publish"
subscribe = "ipc://subscribe"
keys = "keys"
heartbeat_ms = 200
[ledger]
path = "ledger"
map_gib = 1
[telegram]
token_file = "telegram-token"
api = "${options.telegram}"
operators_chat = ${PAYOUT_FORUM}
poll_s = 5
[support]
token_file = "support-token"
api = "${options.telegram}"
operators_chat = ${SUPPORT_FORUM}
username = "${HELP_BOT}"
poll_s = 5
[ozon]
client_id = 7376
api_key_file = "ozon-api-key"
api = "${options.ozon}"
poll_s = 1
open_s = 1
returns_s = 1
requests_per_s = 50
backfill_days = 30
[gateway]
port = ${options.port}
origin = "http://127.0.0.1:${options.port}"
assets = "${join(root, "ui/dist")}"
bot = "${BOT}"
bot_link = "${options.telegram}"
[incidents]
head_hour = 0
[clock]
offset_file = "clock"
${options.extra}
`;
}

/** Addresses for two brokers; each takes the first that is free. */
export function twoBrokers(config: string): string {
  return config.replace(/"ipc:\/\/(\w+)"/g, '"ipc://$1 ipc://$1-2"');
}

export class System {
  readonly dir: string;
  readonly clock: Clock;
  readonly telegram: TelegramSim;
  readonly ozon: Awaited<ReturnType<typeof startOzonSim>>;
  readonly port: number;
  readonly processes = new Map<string, Process>();
  readonly #before: NonNullable<SystemOptions["before"]>;

  private constructor(dir: string, clock: Clock, telegram: TelegramSim, ozon: System["ozon"], port: number, before: NonNullable<SystemOptions["before"]>) {
    this.dir = dir;
    this.#before = before;
    this.clock = clock;
    this.telegram = telegram;
    this.ozon = ozon;
    this.port = port;
  }

  static async start(options: SystemOptions = {}): Promise<System> {
    const dir = mkdtempSync(join(tmpdir(), "refsys-"));
    const clock = new Clock(join(dir, "clock"));
    const telegram = await startTelegramSim(
      {
        bots: [
          { token: SECRETS.telegram, username: BOT, first_name: "Баллы" },
          { token: SECRETS.support, username: HELP_BOT, first_name: "Поддержка" },
        ],
        forums: [
          { id: PAYOUT_FORUM, title: "Выплаты", bots: [SECRETS.telegram], operators: [] },
          { id: SUPPORT_FORUM, title: "Поддержка", bots: [SECRETS.support], operators: [] },
        ],
      },
      clock,
    );
    const ozon = await startOzonSim(
      { port: 0, clientId: "7376", apiKey: SECRETS.ozon, postings: 0, autoLife: false, ...options.ozon },
      clock,
    );
    const system = new System(dir, clock, telegram, ozon, await ownPorts(1), options.before ?? {});
    system.#writeFiles(options);
    for (const name of options.actors ?? ALL) system.add(name);
    for (const one of system.processes.values()) one.start();
    return system;
  }

  get adminUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get config(): string {
    return join(this.dir, "refsys.toml");
  }

  /** A process of the system under its name ("gateway@2" is a second one); started by the caller. */
  add(name: string, more: string[] = []): Process {
    const role = name.replace(/@.*/, "");
    const program = role === "reader" ? "refsys-ledger" : `refsys-${role}`;
    const args = ["--config", this.config, ...more];
    if (role === "reader") args.push("--role", "reader");
    if (name !== role && role !== "broker") args.push("--name", name); // brokers have addresses
    const [command = "", ...words] = [...(this.#before[role as ActorName] ?? []), join(bin, program), ...args];
    const one = new Process(name, command, words, this.dir, join(this.dir, `${name}.log`));
    this.processes.set(name, one);
    return one;
  }

  process(name: string): Process {
    const found = this.processes.get(name);
    if (!found) throw new Error(`no process ${name}`);
    return found;
  }

  /** kill -9, and up again. */
  async kill(name: string): Promise<void> {
    await this.process(name).kill();
  }

  async ctl(...args: string[]): Promise<CtlResult> {
    return await this.ctlTyping("", ...args);
  }

  /** With this on its standard input, and nothing behind it. */
  async ctlTyping(text: string, ...args: string[]): Promise<CtlResult> {
    return await new Promise((done) => {
      const child = execFile(join(bin, "refsysctl"), [...args, "--config", this.config], { cwd: this.dir }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
        done({ code, stdout, stderr });
      });
      child.stdin?.on("error", () => undefined); // it may not read to the end
      child.stdin?.end(text);
    });
  }

  /** The same, and it has to work. Asked again while the system is still coming up. */
  async ctlOk(...args: string[]): Promise<string> {
    return await until(`refsysctl ${args.join(" ")}`, async () => {
      const result = await this.ctl(...args);
      if (result.code !== 0) throw new Error(result.stderr || result.stdout || `exit code ${result.code}`);
      return result.stdout || " ";
    });
  }

  /** Whether the ledger has seen an order: only then its number proves anything. */
  async knowsOrder(number: string): Promise<boolean> {
    const told = await this.ctl("explain", number);
    return told.code === 0 && !told.stdout.includes("not seen yet");
  }

  /** Everything answers. */
  async ready(): Promise<void> {
    await this.ctlOk("status");
  }

  /** What a process counted, when it last said so (shared/counters.def). */
  async counter(of: string, what: string): Promise<number> {
    type Actor = { name: string; counters: { name: string; value: number }[] };
    const { actors } = JSON.parse((await this.ctl("status", "--json")).stdout) as { actors: Actor[] };
    return actors.find((one) => one.name === of)?.counters.find((one) => one.name === what)?.value ?? 0;
  }

  async verify(): Promise<void> {
    await this.ctlOk("verify");
  }

  /** What must hold at the end of every scenario: no foreign parameter, no secret anywhere. */
  problems(): string[] {
    const found: string[] = [];
    for (const violation of this.telegram.control.violations()) found.push(`telegram: ${JSON.stringify(violation)}`);
    for (const violation of this.ozon.control.violations()) found.push(`ozon: ${JSON.stringify(violation)}`);
    for (const one of this.processes.values()) {
      const text = one.logText();
      for (const secret of Object.values(SECRETS)) if (text.includes(secret)) found.push(`${one.name}: a secret in its log`);
      for (const line of text.split("\n"))
        if (/panic|Sanitizer|runtime error|Assertion/.test(line)) found.push(`${one.name}: ${line}`);
    }
    return found;
  }

  logs(): string {
    return [...this.processes.values()].map((one) => `--- ${one.name}\n${one.logText().slice(-4000)}`).join("\n");
  }

  /** Runs it to the end of the system: with what must hold then, and with the logs when something does not. */
  async during(body: () => Promise<void> | void): Promise<void> {
    try {
      await body();
      await this.verify();
      assert.deepEqual(this.problems(), []);
    } catch (error) {
      console.log(this.logs());
      throw error;
    } finally {
      await this.close();
    }
  }

  /** The end of a file's tests, with what else must hold. */
  async finish(more: () => void = () => undefined): Promise<void> {
    await this.during(more);
  }

  async close(): Promise<void> {
    await Promise.all([...this.processes.values()].map((one) => one.stop()));
    await this.telegram.close();
    await this.ozon.close();
    this.clock.close();
    if (!process.env["REFSYS_KEEP"]) rmSync(this.dir, { recursive: true, force: true });
  }

  #writeFiles(options: SystemOptions): void {
    mkdirSync(join(this.dir, "ledger"), { mode: 0o700 });
    for (const [name, secret] of [["telegram-token", SECRETS.telegram], ["support-token", SECRETS.support], ["ozon-api-key", SECRETS.ozon]] as const)
      writeFileSync(join(this.dir, name), `${secret}\n`, { mode: 0o600 });
    for (const [name, secret] of Object.entries(options.secrets ?? {})) writeFileSync(join(this.dir, name), `${secret}\n`, { mode: 0o600 });
    const config = sections({
      port: this.port,
      telegram: options.telegramApi ?? this.telegram.url,
      ozon: this.ozon.url,
      extra: options.config ?? "",
    });
    writeFileSync(this.config, options.edit ? options.edit(config) : config);
  }
}
