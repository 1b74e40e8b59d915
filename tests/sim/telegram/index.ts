// The simulated Telegram: the Bot API for bots, the control API for tests, a page for people.
//   const sim = await startTelegramSim({ bots: [...], forums: [...], people: [...] }, clock);
//   sim.url, sim.control.send({...}), await sim.control.wait({...}), await sim.close()
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../clock.ts";
import { readBytes, UPLOAD_BYTES_MAX } from "./body.ts";
import { BotApi } from "./botapi.ts";
import { Control } from "./control.ts";
import { ActError, ApiError } from "./errors.ts";
import { Faults } from "./faults.ts";
import { Login } from "./login.ts";
import { Page } from "./page.ts";
import type { LimitSettings } from "./limits.ts";
import { World, type BotOptions, type ForumOptions, type PersonOptions } from "./world.ts";

export type TelegramSimOptions = {
  port?: number;
  host?: string;
  bots: BotOptions[];
  forums?: ForumOptions[];
  people?: PersonOptions[];
  limits?: Partial<LimitSettings>;
  /** Refuse what the official tables do not allow (default); false: ignore it as the real server does. Recorded either way. */
  strict?: boolean;
  /** Links shown on the page. */
  links?: { title: string; url: string }[];
};

export type TelegramSim = { url: string; control: Control; world: World; login: Login; close(): Promise<void>; setLinks(links: { title: string; url: string }[]): void };

export async function startTelegramSim(options: TelegramSimOptions, clock: Clock): Promise<TelegramSim> {
  const world = new World(clock, options.limits);
  for (const bot of options.bots) world.addBot(bot);
  for (const person of options.people ?? []) world.addPerson(person);
  for (const forum of options.forums ?? []) world.addForum(forum);
  const faults = new Faults();
  const api = new BotApi(world, faults, options.strict ?? true);
  const control = new Control(world, api, faults);
  const login = new Login(world);
  const page = new Page(world, options.links ?? []);

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://simulator");
    serve(request, response, url).catch((error: unknown) => {
      process.stderr.write(`telegram simulator: ${request.method} ${url.pathname.replace(/bot[^/]+/, "bot...")}: ${(error as Error).stack}\n`);
      if (!response.headersSent) response.writeHead(500).end();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (url.pathname.startsWith("/bot") || url.pathname.startsWith("/file/bot")) await api.serve(request, response, url);
    else if (url.pathname.startsWith("/control/")) await serveControl(control, request, response, url.pathname.slice("/control/".length));
    else if (login.serves(url.pathname)) await login.serve(request, response, url);
    else page.serve(request, response, url);
  }

  server.keepAliveTimeout = 75_000;
  server.requestTimeout = 0;
  await new Promise<void>((done, fail) => {
    server.once("error", fail);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", done);
  });
  const { address, port } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(":") ? `[${address}]` : address}:${port}`,
    control, world, login,
    setLinks: (links) => page.setLinks(links),
    async close() {
      for (const bot of world.bots.values()) {
        bot.unhook();
        bot.queue.close();
      }
      page.close();
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serveControl(control: Control, request: IncomingMessage, response: ServerResponse, verb: string): Promise<void> {
  const reply = (status: number, body: object): void => {
    if (!response.destroyed) response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  };
  // A page of another site must not drive the simulator: those can send no JSON without asking first.
  if (request.method !== "POST" || !(request.headers["content-type"] ?? "").startsWith("application/json"))
    return reply(405, { error: "POST JSON to /control/<verb>" });
  const method = verb !== "constructor" && Object.hasOwn(Control.prototype, verb) ? control[verb as keyof Control] as (options: object) => unknown : undefined;
  if (!method) return reply(404, { error: `no verb ${verb}` });
  const body = (await readBytes(request, UPLOAD_BYTES_MAX)).toString();
  try {
    const options = JSON.parse(body || "{}") as unknown;
    if (typeof options !== "object" || options === null) throw new ActError("options are a JSON object");
    reply(200, { result: await method.call(control, options) ?? null });
  } catch (error) {
    if (error instanceof ActError || error instanceof ApiError || error instanceof SyntaxError) return reply(400, { error: error.message });
    throw error;
  }
}
