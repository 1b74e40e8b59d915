// A simulated Ozon: the Seller API of one shop over a world that lives by itself, a control API for
// tests and a page for people. See README.md.
import type { AddressInfo } from "node:net";
import type { Clock } from "../clock.ts";
import { check } from "./check.ts";
import type { Schema } from "./check.ts";
import { runCommand } from "./commands.ts";
import type { CommandArgs } from "./commands.ts";
import { Events } from "./control-http.ts";
import { OzonControl } from "./control.ts";
import { Gate } from "./gate.ts";
import { Journal } from "./journal.ts";
import type { Style } from "./render.ts";
import { makeServer } from "./server.ts";
import { World } from "./world.ts";

export { ControlError } from "./commands.ts";
export { OzonControl } from "./control.ts";
export type { Call, FaultArgs, KeyArgs, StyleArgs, Violation } from "./control.ts";
export type { PlaceOrder, ReturnItems } from "./commands.ts";
export type { BuyerView, OrderView, PostingView, ReturnView } from "./views.ts";

export type OzonSimOptions = {
  /** 0: any free port. */
  port: number;
  host?: string;
  /** The shop's Client-Id and key. The key comes from a file or the test, never from argv. */
  clientId: string;
  apiKey: string;
  seed?: number;
  /** About how many postings the year of history has. 3000; 0: an empty shop without trade of its own. */
  postings?: number;
  /** Whether orders come and go on by themselves. On. */
  autoLife?: boolean;
  /** Requests a second; 0: no limit. 50, as Ozon's. */
  rateLimit?: number;
  /** Longest period of the FBS list in days. 366; some sellers were refused more than 30. */
  fbsPeriodDays?: number;
  /** When the key ends, ms. 180 days from now. */
  keyExpiresAt?: number;
  int64?: Style["int64"];
  extraFields?: boolean;
  /** Where the page's link to the simulated Telegram leads. */
  telegramUrl?: string;
  /** Remembers the commands given, so that a restart finds the same world. Left out: forgets. */
  stateFile?: string;
};

export type OzonSim = { url: string; world: World; control: OzonControl; close(): Promise<void> };

const text = (maxLength: number): Schema => ({ type: "string", maxLength });
const integer = (minimum: number, maximum: number): Schema => ({ type: "int64", minimum, maximum });

/** The options come out of a file: what is wrong there is said by name. */
const OPTIONS: Schema = {
  type: "object",
  required: ["port", "clientId", "apiKey"],
  properties: {
    port: integer(0, 65_535), host: text(255), clientId: text(19), apiKey: text(200), seed: integer(0, 2 ** 32 - 1),
    postings: integer(0, 1_000_000), autoLife: { type: "boolean" }, rateLimit: integer(0, 1_000_000),
    fbsPeriodDays: integer(1, 366), keyExpiresAt: integer(0, 32_503_680_000_000),
    int64: { type: "string", enum: ["number", "string"] }, extraFields: { type: "boolean" }, telegramUrl: text(2000),
    stateFile: text(4000),
  },
};

const DAY = 86_400_000;
const TICK_MS = 1000;

export async function startOzonSim(options: OzonSimOptions, clock: Clock): Promise<OzonSim> {
  const fault = check(OPTIONS, options)[0];
  if (fault !== undefined) throw new Error(`options of the simulated Ozon: ${fault.message}`);
  const now = clock.now();
  const fresh = {
    version: 1, seed: options.seed ?? 20261122, postings: options.postings ?? 3000, autoLife: options.autoLife ?? true,
    founded: now,
  } as const;
  const journal = Journal.open(options.stateFile, fresh);
  const world = new World(journal.founding);
  for (const entry of journal.entries) {
    world.advanceTo(entry.at);
    try {
      runCommand(world, entry.command as keyof CommandArgs, entry.args);
    } catch (error) {
      throw new Error(`${options.stateFile} is of another simulator: ${entry.command} cannot be done again`, { cause: error });
    }
  }

  const gate = new Gate(
    options.clientId, options.apiKey, options.keyExpiresAt ?? now + 180 * DAY, options.rateLimit ?? 50,
  );
  const style: Style = { int64: options.int64 ?? "number", extraFields: options.extraFields ?? true };
  const control = new OzonControl(world, gate, style, options.fbsPeriodDays ?? 366, clock, journal);
  const events = new Events(control);
  const server = makeServer(control, events, options.telegramUrl ?? "");
  const tick = setInterval(() => control.now(), TICK_MS);
  tick.unref();

  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host}:${port}`,
    world,
    control,
    async close() {
      clearInterval(tick);
      events.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
