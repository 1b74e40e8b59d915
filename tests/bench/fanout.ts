// Pushes to thousands of open admin pages by the gateway, beside Node's ws and send() alone, in turn in one run. See README.md.
//
//     ./refsys bench fanout [--json] [--quick]
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { encode } from "@msgpack/msgpack";
import { OPS, Right } from "../../ui/src/wire/protocol.ts";
import { Caller } from "../harness/caller.ts";
import { bin, System } from "../harness/system.ts";
import { type Page, Visitor } from "../system/gateway-client.ts";
import { median, spread } from "./figures.ts";
import { cpuMs, memory } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";

const LISTENERS = quick ? 1000 : 5000;
const ROUNDS = quick ? 3 : 5;
const SPEAKERS = 32; // a page may ask 50 times a second; so many in turn are not slowed down
const PAGES_EACH = 16; // of one administrator
const KEEP_MS = 15_000; // who looks at a request has to say so again before 45 s are over
/** How many pushes are on their way at once: one after another, and as many as come when much happens. In a round every
 *  speaker says both of its frames, and again: it ends as it began. */
const TURN = 2 * SPEAKERS;
const WAYS = { single: { pushes: quick ? TURN : 2 * TURN, window: 1 }, burst: { pushes: 2 * TURN, window: TURN } };
const GOAL = { single: 1.3, burst: 5, memory: 0.5 };
const PATIENCE_MS = 120_000;

type Way = keyof typeof WAYS;
/** What one round said: pushes a second, microseconds of the server's processor for each. */
type Round = { rate: number; cpu: number };
type Played = { seconds: number; pushes: number; sum: string };

// ---------------------------------------------------------------------------- the pages

/** The pages of one server: fanout_bench. */
class Crowd {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly server: number;

  constructor(server: number, folder: string, options: { port: number; origin: string; cookies: string[]; join: Uint8Array[]; say: [Uint8Array, Uint8Array][] }) {
    const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");
    const file = (name: string, lines: string[]): string => {
      writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(""), { mode: 0o600 });
      return join(folder, name);
    };
    const args = {
      port: options.port, origin: options.origin, listeners: LISTENERS, cookies: file("cookies", options.cookies),
      join: file("join", options.join.map(hex)), say: file("say", options.say.map((pair) => pair.map(hex).join(" "))),
    };
    this.server = server;
    this.#child = spawn(join(bin, "../bench/fanout_bench"), Object.entries(args).map(([name, value]) => `--${name}=${value}`), { stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  async line(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the pages have ended");
    return JSON.parse(value) as unknown;
  }

  async play(way: Way): Promise<Round & { sum: string }> {
    const { pushes, window } = WAYS[way];
    const before = cpuMs([this.server]);
    this.#child.stdin!.write(`${pushes} ${window}\n`);
    const got = (await this.line()) as Played;
    assert.equal(got.pushes, pushes * LISTENERS);
    return { rate: got.pushes / got.seconds, cpu: ((cpuMs([this.server]) - before) * 1000) / got.pushes, sum: got.sum };
  }

  end(): void {
    this.#child.kill();
  }
}

const request = (id: number, op: keyof typeof OPS, argument: object): Uint8Array => encode([id, OPS[op].id, argument]);
const JOIN = [request(1, "hello", { protocol: 1, build: "bench", gathers: true }), request(2, "sub", { topic: "payouts.presence" }), request(3, "ping", {})];

// ---------------------------------------------------------------------------- ours

type Person = { admin: number; name: string; visitor: Visitor };

/** Administrators who are logged in, by a ticket of the console each. */
async function people(system: System, names: string[]): Promise<Person[]> {
  const console = new Caller(system, "ctl");
  const tickets = names.map(() => randomBytes(32));
  await console.askAll(names.map((name, n) => ["admin.set", { tg: 1000 + n, name, rights: Right.analyst }]), PATIENCE_MS);
  await console.askAll(tickets.map((ticket, n) => ["login.grant", { admin: n + 1, ticket: createHash("sha256").update(ticket).digest() }]), PATIENCE_MS);
  console.close();
  const logged: Person[] = [];
  for (const [n, ticket] of tickets.entries()) {
    const visitor = new Visitor(system.adminUrl);
    const { me } = await visitor.useTicket(`#${ticket.toString("base64url")}`);
    assert.ok(me);
    assert.equal(me.name, names[n]);
    logged.push({ admin: me.admin, name: me.name, visitor });
  }
  return logged;
}

/** Somebody looks at each request all the time, so that every push has who looks in it. */
async function keepers(people: Person[]): Promise<() => void> {
  const pages: Page[] = [];
  for (let n = 0; n < SPEAKERS; n++) pages.push(await people[Math.floor(n / PAGES_EACH)]!.visitor.openPage());
  const look = async (): Promise<void> => {
    for (const [n, page] of pages.entries()) await page.op("presence", { payout: n + 1 });
  };
  await look();
  const timer = setInterval(() => void look(), KEEP_MS);
  return () => { clearInterval(timer); };
}

const count = Math.ceil((LISTENERS + SPEAKERS) / PAGES_EACH);
const keepersCount = SPEAKERS / PAGES_EACH;
const names = [...Array.from({ length: count }, (_, n) => `${n} ${"speaks ".repeat(5)}`.trim()), ...Array.from({ length: keepersCount }, (_, n) => `${n} ${"keeps looking ".repeat(7)}`.trim())];

// ---------------------------------------------------------------------------- the run

const folder = mkdtempSync(join(tmpdir(), "refsys-bench-fanout-"));
const system = await System.start({
  actors: ["broker", "ledger", "reader", "gateway"],
  edit: (config) => config.replace("heartbeat_ms = 200\n", "").replace("[gateway]", `[gateway]\nsessions_max = ${LISTENERS + 1000}`),
});
/** The others do the same for the same frames, and say on which port. `floor`: what the kernel alone allows. */
const others = {
  ws: { name: "Node ws", child: spawn(process.execPath, [join(import.meta.dirname, "ws_peer.ts")], { stdio: ["ignore", "pipe", "inherit"] }) },
  floor: { name: "send() alone", child: spawn(join(bin, "../bench/fanout_floor_bench"), { stdio: ["ignore", "pipe", "inherit"] }) },
};
type Side = "ours" | keyof typeof others;
const sides: Side[] = ["ours", "ws", "floor"];
const crowds = new Map<Side, Crowd>();

try {
  await system.ctlOk("admins", "list");
  const all = await people(system, names);
  const speaking = all.slice(0, count);
  const stop = await keepers(all.slice(count));
  // Page n has the cookie n modulo their count: so a speaker is always the same person.
  const speaker = (n: number): Person => speaking[(LISTENERS + n) % count]!;
  const view = ({ admin, name }: Person) => ({ admin, name });
  const keeper = (n: number): Person => all[count + Math.floor(n / PAGES_EACH)]!;
  const told = (n: number, viewers: Person[]): Uint8Array =>
    Buffer.concat([Buffer.of(0), encode([0, "payouts.presence", 0, { payout: n + 1, viewers: viewers.map(view) }])]);
  const each = Array.from({ length: SPEAKERS }, (_, n) => n);
  const gateway = system.process("gateway").pid!;
  for (const side of sides) mkdirSync(join(folder, side));
  const ours = new Crowd(gateway, join(folder, "ours"), {
    port: system.port, origin: system.adminUrl, cookies: speaking.map(({ visitor }) => visitor.cookie), join: JOIN,
    say: each.map((n) => [request(9, "presence", { payout: n + 1 }), request(9, "presence", {})]),
  });
  crowds.set("ours", ours);
  const came = (await ours.line()) as { pages: number; seconds: number };
  for (const [side, { child }] of Object.entries(others) as [keyof typeof others, (typeof others)["ws"]][]) {
    const port = Number((await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value);
    const theirs = new Crowd(child.pid!, join(folder, side), {
      port, origin: `http://127.0.0.1:${port}`, cookies: speaking.map(() => "none"), join: JOIN,
      say: each.map((n) => [told(n, [keeper(n), speaker(n)]), told(n, [keeper(n)])]),
    });
    crowds.set(side, theirs);
    await theirs.line();
  }
  const rounds = new Map(sides.map((side) => [side, { single: [] as Round[], burst: [] as Round[] }]));
  for (let round = 0; round < ROUNDS; round++)
    for (const way of Object.keys(WAYS) as Way[]) {
      const sums = new Set<string>();
      for (const side of sides) {
        const played = await crowds.get(side)!.play(way);
        sums.add(played.sum);
        rounds.get(side)![way].push(played);
      }
      assert.equal(sums.size, 1, "all servers have pushed the same");
    }
  stop();
  const figures = (all: Round[]) => ({ ...spread(all.map((one) => one.rate)), cpu_us: rounded(median(all.map((one) => one.cpu))) });
  for (const way of Object.keys(WAYS) as Way[]) {
    const own = figures(rounds.get("ours")![way]);
    const theirs = figures(rounds.get("ws")![way]);
    const least = figures(rounds.get("floor")![way]);
    const ratio = rounded(own.median / theirs.median);
    print({
      name: `fan-out to ${LISTENERS} pages, ${WAYS[way].window} on their way`, value: own.median, unit: "deliveries/s", min: own.min, max: own.max,
      cpu_us: own.cpu_us, ratio, cpu_ratio: rounded(theirs.cpu_us / own.cpu_us),
      floor_ratio: rounded(least.median / theirs.median), floor_cpu_ratio: rounded(theirs.cpu_us / least.cpu_us),
      goal: `>= ${GOAL[way]} x`, met: ratio >= GOAL[way], peers: { [others.ws.name]: theirs, [others.floor.name]: least },
    });
  }
  const held = rounded(memory(gateway).resident, 1);
  const there = rounded(memory(others.ws.child.pid!).resident, 1);
  const least = rounded(memory(others.floor.child.pid!).resident, 1);
  print({
    name: `memory of the server of ${came.pages} pages`, value: held, unit: "MB", ratio: rounded(held / there), goal: `<= ${GOAL.memory} x`,
    met: held <= GOAL.memory * there, pages_a_s: Math.round(came.pages / came.seconds),
    peers: { [others.ws.name]: { resident: there }, [others.floor.name]: { resident: least } },
  });
} catch (error) {
  console.error(system.logs());
  throw error;
} finally {
  for (const crowd of crowds.values()) crowd.end();
  for (const { child } of Object.values(others)) child.kill();
  await system.close();
  rmSync(folder, { recursive: true });
}
