// A simulated Ozon: the Seller API of one shop over a world that lives by itself, a control API for
// tests and a page for people. See README.md.
import type { AddressInfo } from "node:net";
import type { Clock } from "../clock.ts";
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

const DAY = 86_400_000;
const TICK_MS = 1000;

export async function startOzonSim(options: OzonSimOptions, clock: Clock): Promise<OzonSim> {
  const now = clock.now();
  const fresh = {
    version: 1, seed: options.seed ?? 20261122, postings: options.postings ?? 3000, autoLife: options.autoLife ?? true,
    founded: now,
  } as const;
  const journal = Journal.open(options.stateFile, fresh);
  const world = new World(journal.founding);
  for (const entry of journal.entries) {
    world.advanceTo(entry.at);
    runCommand(world, entry.command as keyof CommandArgs, entry.args);
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
