// An upgrade while everybody is at work: each process, one after another, is stopped as systemd stops it and started
// again, then once more with kill -9, then with new keys. Participants have their answers, the pages that are open in the
// office show no error, and nothing is lost or done twice.
//
//   REFSYS_SEED=n  the same decisions again (what they meet depends on the machine's timing)
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Messages } from "../../ui/src/wire/protocol.ts";
import { keyOf } from "../harness/caller.ts";
import { ALL, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { OPERATOR } from "./desk.ts";
import { allTold, compare, countTold } from "./judge.ts";
import type { Member, Town } from "./member.ts";
import { Onlooker } from "./onlooker.ts";
import { Panel } from "./panel.ts";
import { reportOf } from "./report.ts";
import { begin, listens, makeTown, quiet, settle } from "./town.ts";

const seed = Number(process.env["REFSYS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const STEP = { acts: 12, asked: 12 }; // between one process and the next, of participants and of pages
const ENDINGS = 3; // of each process
/** Messages that a bot has under way at once: when it ends, nobody knows of these whether they arrived. */
const FLYING_MAX = 8;
const LOOK_PAUSE_MS = 100;
const KEY_DAYS = 3650; // of Ozon's key: time goes by days here
const SECOND = { id: 502, name: "Пётр" };

const ozon = { keyExpiresAt: Date.now() + KEY_DAYS * 24 * 3600 * 1000 };
/** What is preset: a test's broker beats faster. */
const preset = (config: string): string => config.replace(/heartbeat_ms = \d+\n/, "");

/** Everybody at work, until it is over. */
class Work {
  acts = 0;
  readonly town: Town;
  readonly panel: Panel;
  #over = false;
  readonly #all: Promise<unknown>;

  constructor(town: Town, panel: Panel, members: Member[]) {
    this.town = town;
    this.panel = panel;
    this.#all = Promise.all([
      ...members.map((member) => this.#again(async () => { await member.act(); this.acts++; })),
      ...panel.pages.map((_, n) => {
        const random = new Random(seedOf(seed, "operator", n));
        return this.#again(async () => { await random.pick(members).serve(random); });
      }),
      this.#again(async () => { await this.#look(); listens(town); await pause(LOOK_PAUSE_MS); }),
    ]);
    this.#all.catch(() => { this.#over = true; }); // awaited in the end
  }

  async goesOn(): Promise<void> {
    const [acts, asked] = [this.acts + STEP.acts, this.panel.asked + STEP.asked];
    await until("everybody to go on", () => this.#over || (this.acts >= acts && this.panel.asked >= asked), 120_000);
    if (this.#over) await this.end();
  }

  async end(): Promise<void> {
    this.#over = true;
    await this.#all;
  }

  /** What an operator looks at who does nothing in particular. */
  async #look(): Promise<void> {
    await this.panel.call("payouts.list", { limit: 50 });
    const { rows: people = [] } = await this.panel.call("participants.list", { limit: 50 });
    if (people[0]) await this.panel.call("participant.editable", { participant: people[0].id });
    const newest = this.town.model.payouts.at(-1);
    if (newest) await this.panel.call("payout.card", { payout: newest.id });
  }

  async #again(what: () => Promise<void>): Promise<void> {
    while (!this.#over) await what();
  }
}

/** The process that runs now, as the broker sees it. */
async function isBack(system: System, name: string): Promise<boolean> {
  const { pid, starts } = system.process(name);
  if (name.startsWith("broker")) return system.process(name).logText().split(/listens at .*requests/).length > starts;
  const { stdout } = await system.ctl("status", "--json");
  const { actors = [] } = JSON.parse(stdout) as { actors?: { name: string; pid: number }[] };
  return actors.some((one) => one.name === name && one.pid === pid);
}

/** While a gateway is away somebody presses a button whose code has not been loaded. */
async function restart(system: System, name: string, signal: "SIGTERM" | "SIGKILL", onlooker: Onlooker): Promise<void> {
  const one = system.process(name);
  const serves = name.startsWith("gateway");
  if (serves) await onlooker.stand();
  await one.stop(signal);
  assert.equal(one.lastExit, signal === "SIGTERM" ? 0 : signal, `${name} ends`);
  if (serves) await onlooker.press();
  one.start();
  await until(`${name} is back`, async () => await isBack(system, name));
  if (serves) await onlooker.sees();
  await onlooker.goRound();
}

/** In the order of an upgrade: those who answer before those who ask. */
function byKind(system: System): string[][] {
  return ALL.map((kind) => [...system.processes.keys()].filter((name) => kindOf(name) === kind));
}

const kindOf = (name: string): string => name.replace(/@.*/, "");

/** As the guide says. What the broker has is known to everybody, and stays. */
async function newKeys(system: System, name: string): Promise<void> {
  const kind = kindOf(name);
  if (kind === "broker") return;
  const old = keyOf(system, `${kind}.pub`);
  for (const file of [`${kind}.key`, `${kind}.pub`]) rmSync(join(system.dir, "keys", file));
  await system.ctlOk("keys");
  assert.notEqual(keyOf(system, `${kind}.pub`), old);
}

/** Where a request stands, and since which fact. */
function standing({ id, rev, state, points }: Messages["payout_row"]): object {
  return { id, rev, state, points };
}

async function open(town: Town): Promise<Panel> {
  const { system } = town;
  await system.ctlOk("admins", "add", String(SECOND.id), SECOND.name, "owner,payout,support");
  const { admins } = JSON.parse(await system.ctlOk("admins", "list", "--json")) as { admins: { id: number }[] };
  const panel = new Panel(system);
  await panel.openFor(admins.map((one) => one.id));
  return panel;
}

/** What everybody hears and sees of it goes on from one process to the next. */
class Upgrade {
  readonly town: Town;
  readonly panel: Panel;
  readonly onlooker: Onlooker;
  readonly work: Work;

  constructor(town: Town, panel: Panel, onlooker: Onlooker, members: Member[]) {
    this.town = town;
    this.panel = panel;
    this.onlooker = onlooker;
    this.work = new Work(town, panel, members);
  }

  async restartAll(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    for (const name of byKind(this.town.system).flat()) {
      this.town.note(`${signal} to ${name}`);
      await restart(this.town.system, name, signal, this.onlooker);
      await this.goesOn();
    }
  }

  /** The broker comes last: what has the old key is not known to it any more. */
  async changeKeys(): Promise<void> {
    for (const names of byKind(this.town.system).reverse()) {
      this.town.note(`new keys for ${names.join(", ")}`);
      await newKeys(this.town.system, names[0]!);
      for (const name of names) await restart(this.town.system, name, "SIGTERM", this.onlooker);
      await this.goesOn();
    }
  }

  async goesOn(): Promise<void> {
    await this.work.goesOn();
    assert.deepEqual([...this.panel.errors, ...(await this.onlooker.errors())], []);
  }

  /** Each page shows every request as it is, by what it was told alone. */
  async end(): Promise<void> {
    await this.work.end();
    await allTold(this.town);
    for (const [n, page] of this.panel.pages.entries()) {
      await until("the page to be online", () => page.wire.phase.name === "online");
      const rows = (await this.panel.payouts()).sort((a, b) => a.id - b.id);
      await until(`page ${n} to show every request as it is`, () => {
        assert.deepEqual(page.shown().map(standing), rows.map(standing));
        return true;
      });
    }
    assert.deepEqual(this.panel.errors, []);
    this.#tellFigures();
  }

  #tellFigures(): void {
    const { told, twice } = countTold(this.town);
    const { processes } = this.town.system;
    console.log([
      `seed ${seed}: ${processes.size} processes, each ended ${ENDINGS} times; ${this.work.acts} times participants did something`,
      `${this.panel.asked} requests of pages, the slowest after ${Math.round(this.panel.longestMs)} ms`,
      `connections of pages lost: ${this.panel.pages.map((one) => one.losses).join(" and ")}; ${told} messages told (${twice} came twice)`,
    ].map((line) => `# ${line}`).join("\n"));
    const bots = [...processes.keys()].filter((name) => /^(telegram|support)/.test(name)).length;
    assert.ok(twice <= FLYING_MAX * ENDINGS * bots, `${twice} messages came twice`);
  }
}

test(`with one of each, whatever is started anew, nobody sees an error and nothing is lost or done twice (seed ${seed})`, { timeout: 900_000 }, async () => {
  const system = await System.start({ edit: preset, ozon });
  const journal: string[] = [];
  const began = performance.now();
  const note = (what: string): void => { journal.push(`${((performance.now() - began) / 1000).toFixed(2)} ${what}`); };
  const town = makeTown(system, note);
  const members: Member[] = [];
  const desk = town.desk;
  let panel: Panel | undefined;
  let onlooker: Onlooker | undefined;
  let upgrade: Upgrade | undefined;
  try {
    await settle(town, seed, members);
    await begin(town, members);
    panel = await open(town);
    onlooker = await Onlooker.open(system, OPERATOR);
    town.desk = panel;
    upgrade = new Upgrade(town, panel, onlooker, members);
    await upgrade.goesOn();
    await upgrade.restartAll("SIGTERM");
    await upgrade.restartAll("SIGKILL");
    await upgrade.changeKeys();
    await upgrade.end();
    town.desk = desk;
    await quiet(town, members, new Random(seed));
    assert.deepEqual(await compare(town, members), []);
    assert.deepEqual(countTold(town).never, []);
    for (const one of system.processes.values()) assert.equal(one.starts, 1 + ENDINGS, `${one.name} ends only when it is told to`);
    await system.verify();
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(error);
    console.log((await reportOf(town, members).catch((more: unknown) => [String(more)])).join("\n"));
    console.log(journal.slice(-200).join("\n"));
    console.log(panel?.errors.join("\n"));
    console.log(system.logs());
    throw error;
  } finally {
    await upgrade?.work.end().catch(() => undefined); // what it fails with has been told
    await onlooker?.close();
    panel?.close();
    desk.close();
    await system.close();
  }
});
