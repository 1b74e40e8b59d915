// The admin panel over a large ledger: pages of lists and journals at the gateway, tables as files. See README.md.
//
//     ./refsys bench panel [--json] [--quick]
//     REFSYS_TOWN=FOLDER ./refsys bench panel     (over a ledger that town_gen has made there; its journal grows)
import assert from "node:assert/strict";
import { rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  Action, type Argument, ExportFormat, ExportState, FilterHow, type Messages, type MethodName, ObjectKind,
  ParticipantColumn, PayoutSort, PayoutState, RankingBy, type Result, TransferKind,
} from "../../ui/src/wire/protocol.ts";
import { type ActorName, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, Visitor } from "../system/gateway-client.ts";
import { type Answer, PanelPeer, type Question, shown } from "./panel_peer.ts";
import { cpuMs, cpuSeconds, memory, Watch } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";
import { makeTown } from "./town.ts";

const PEOPLE = quick ? 50_000 : 1_000_000;
const FACTS = 10 * PEOPLE;
const GOAL_MS = 30;
const GOAL_EXPORT_S = 60;
const GOAL_EXPORT_MB = 100;
const PAGES = 12; // a page may ask 50 times a second; so many in turn are not slowed down
const ROUNDS = quick ? 2 : 3; // beside PostgreSQL
const GOAL_PEER = 10; // times as fast
const IDS_AT_ONCE = 200;
const SAMPLES = 30; // of a question that is about somebody: of so many people
const START_MS = 600_000;
const ACTORS: ActorName[] = ["broker", "ledger", "reader", "gateway"];
const TEXTS = new Set<number>([ParticipantColumn.name, ParticipantColumn.nick]);

type Filter = NonNullable<Argument<"participants.list">["filters"]>[number];
type Line = Messages["participant_line"];

const say = (text: string): void => console.error(text);

/** What one kind of question took. */
class Times {
  readonly #taken: { ms: number; cpu: number; what: string }[] = [];
  readonly #pids: () => number[];

  constructor(pids: () => number[]) {
    this.#pids = pids;
  }

  async all(questions: { what: string; ask: () => Promise<unknown> }[]): Promise<void> {
    const pids = this.#pids();
    for (const { what, ask } of questions) {
      const cpu = cpuMs(pids);
      const began = performance.now();
      await ask();
      const ms = performance.now() - began;
      this.#taken.push({ ms, cpu: cpuMs(pids) - cpu, what });
    }
  }

  report(name: string, more: Record<string, unknown> = {}): void {
    const at = (of: "ms" | "cpu", share: number) =>
      this.#taken.toSorted((a, b) => a[of] - b[of])[Math.floor((this.#taken.length - 1) * share)]!;
    const value = rounded(at("ms", 0.95).ms);
    print({
      name, value, unit: "ms, p95", goal: `<= ${GOAL_MS}`, met: value <= GOAL_MS,
      p50: rounded(at("ms", 0.5).ms), max: rounded(at("ms", 1).ms), requests: this.#taken.length,
      cpu_p50: rounded(at("cpu", 0.5).cpu), cpu_p95: rounded(at("cpu", 0.95).cpu), cpu_max: rounded(at("cpu", 1).cpu),
      dearest: at("cpu", 1).what, ...more,
    });
  }
}

class Panel {
  readonly system: System;
  readonly #pages: Page[];
  #turn = 0;

  constructor(system: System, pages: Page[]) {
    this.system = system;
    this.#pages = pages;
  }

  async call<M extends MethodName>(method: M, argument: Argument<M>): Promise<Result<M>> {
    return await this.page().call(method, argument);
  }

  page(): Page {
    return this.#pages[this.#turn++ % PAGES]!;
  }

  pid(name: ActorName): number {
    return this.system.process(name).pid!;
  }

  times(): Times {
    return new Times(() => ACTORS.map((name) => this.pid(name)));
  }
}

// ---------------------------------------------------------------------------- the list

/** Half of all have as much, or more; of a text: those who have one. */
async function filterOf(panel: Panel, name: keyof Line, column: ParticipantColumn, people: number): Promise<Filter> {
  if (TEXTS.has(column)) return { column, how: FilterHow.filled };
  const { rows } = await panel.call("participants.list", { sort: column, offset: Math.floor(people / 2), limit: 1 });
  return { column, how: FilterHow.from, from: Number(rows?.[0]?.[name] ?? 0) };
}

/** Every filter with every order: the same rows behind each order, and those of the page in it. */
async function askList(panel: Panel, people: number): Promise<void> {
  const columns = Object.entries(ParticipantColumn) as [keyof Line, ParticipantColumn][];
  const times = panel.times();
  for (const [name, column] of [[undefined, undefined], ...columns] as const) {
    const filters = name === undefined ? [] : [await filterOf(panel, name, column, people)];
    let all: number | undefined;
    await times.all(columns.flatMap(([order, sort]) => [false, true].map((down) => ({
      what: `${name ?? "no"} filter by ${order}${down ? ", down" : ""}`,
      ask: async () => {
        const { rows = [], total = 0 } = await panel.call("participants.list", { filters, sort, down });
        all ??= total;
        assert.equal(total, all);
        assert.equal(rows.length, Math.min(all, 100));
        if (TEXTS.has(sort)) return;
        const values = rows.map((row) => Number(row[order] ?? 0));
        assert.ok(values.every((value, n) => n === 0 || (down ? values[n - 1]! >= value : values[n - 1]! <= value)), order);
      },
    }))));
  }
  times.report("list of participants, any filter and order");

  const more = panel.times();
  const questions: Argument<"participants.list">[] = [
    { text: "а" }, { text: "ольг" }, { text: "ольга ким" }, { text: "user12345" }, { text: "100" }, { text: "никого с таким" },
    { under: 1 }, { under: 1, level: 1 }, { under: 1, level: 3, sort: ParticipantColumn.sum, down: true }, { under: 7 },
    { offset: people - 100 }, { offset: people - 100, sort: ParticipantColumn.name }, { offset: people >> 1, sort: ParticipantColumn.network_sum },
  ];
  const both = questions.flatMap((one) => [one, { ...one, filters: [{ column: ParticipantColumn.total, how: FilterHow.from, from: 100 }] }]);
  await more.all([...both, ...both].map((one) => ({ what: JSON.stringify(one), ask: () => panel.call("participants.list", one) })));
  more.report("list of participants, texts, networks, last pages");
}

// ---------------------------------------------------------------------------- the list beside PostgreSQL

const SERVED = "one range, which its index serves";
const WORDS = ["ольг", "ольга ким", "а", "ер", "рин сед", "user1234", "никого с таким"];

/** By kind: everything but the first is what no single index has an answer to. */
async function peerQuestions(panel: Panel, people: number): Promise<Map<string, Question[]>> {
  const columns = (Object.entries(ParticipantColumn) as [keyof Line, ParticipantColumn][]).filter(([, column]) => !TEXTS.has(column));
  const halves: Filter[] = [];
  for (const [name, column] of columns) halves.push(await filterOf(panel, name, column, people));
  const filled = Object.values(ParticipantColumn).map((column): Filter => ({ column, how: FilterHow.filled }));
  const few: Filter[] = [{ column: ParticipantColumn.total, how: FilterHow.from, from: 100 }, { column: ParticipantColumn.inviter, how: FilterHow.filled }];
  const step = 7; // another order with each filter, and both ways
  const ordered = (what: Omit<Question, "sort">, n: number): Question => ({ ...what, sort: columns[(n * step + 3) % columns.length]![1], down: n % 2 === 0 });
  return new Map([
    [SERVED, halves.map((one, n) => ordered({ filters: [one] }, n))],
    ["one column, not empty", filled.map((one, n) => ordered({ filters: [one] }, n))],
    ["two columns", halves.map((one, n) => ordered({ filters: [one, halves[(n + step) % halves.length]!] }, n))],
    ["three columns", halves.map((one, n) => ordered({ filters: [one, halves[(n + step) % halves.length]!, filled[n]!] }, n))],
    ["parts of names", WORDS.map((text, n) => ordered({ text }, n))],
    ["parts of names and two columns", WORDS.map((text, n) => ordered({ text, filters: few }, n))],
  ]);
}

/** Every row of the list, for the peer to have the same. */
async function readAll(panel: Panel, people: number): Promise<Line[]> {
  const lines: Line[] = [];
  let next = 1;
  await Promise.all(Array.from({ length: PAGES }, async () => {
    const page = panel.page();
    while (next <= people) {
      const first = next;
      next += IDS_AT_ONCE;
      const ids = Array.from({ length: Math.min(IDS_AT_ONCE, people - first + 1) }, (_, n) => first + n);
      lines.push(...((await page.call("participants.rows", { ids })).rows ?? []));
    }
  }));
  assert.equal(lines.length, people);
  return lines;
}

async function timed<T>(into: number[], ask: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const got = await ask();
  into.push(performance.now() - began);
  return got;
}

type Compared = { own: number[]; theirs: number[] };

/** The same question to both in turn, first without a clock; the same rows in the same order, and the same total. */
async function compareOne(panel: Panel, peer: PanelPeer, question: Question, into: Compared): Promise<void> {
  const ask = await peer.prepare(question);
  const asked = { ...question, limit: 100 };
  for (let round = 0; round <= ROUNDS; round++) {
    const { own, theirs } = round === 0 ? { own: [], theirs: [] } : into;
    const { rows = [], total = 0 } = await timed(own, () => panel.call("participants.list", asked));
    const answer: Answer = await timed(theirs, ask);
    if (round === 0) assert.deepEqual(answer, { rows: rows.map(shown), total }, JSON.stringify(question));
  }
}

const share = (of: number[], part: number): number => rounded(of.toSorted((a, b) => a - b)[Math.floor((of.length - 1) * part)]!);

function printPeer(kind: string, peer: PanelPeer, { own, theirs }: Compared, goal?: number): void {
  const ratio = rounded(share(theirs, 0.95) / share(own, 0.95));
  print({
    name: `list beside PostgreSQL, ${kind}`, value: ratio, unit: "x as fast, p95", ...(goal && { goal: `>= ${goal} x`, met: ratio >= goal }),
    ratio, ratio_p50: rounded(share(theirs, 0.5) / share(own, 0.5)), p50_ms: share(own, 0.5), p95_ms: share(own, 0.95), requests: own.length,
    peers: { [peer.name]: { p50_ms: share(theirs, 0.5), p95_ms: share(theirs, 0.95) } },
  });
}

async function askPeer(panel: Panel, people: number): Promise<void> {
  const peer = new PanelPeer();
  try {
    await peer.fill(await readAll(panel, people));
    const unserved: Compared = { own: [], theirs: [] };
    for (const [kind, questions] of await peerQuestions(panel, people)) {
      const found: Compared = { own: [], theirs: [] };
      for (const question of questions) await compareOne(panel, peer, question, found);
      printPeer(kind, peer, found);
      if (kind === SERVED) continue;
      unserved.own.push(...found.own);
      unserved.theirs.push(...found.theirs);
    }
    printPeer("whatever no single index serves", peer, unserved, GOAL_PEER);
  } finally {
    peer.close();
  }
}

// ---------------------------------------------------------------------------- journals

const limit = 100;

async function askOf<M extends MethodName>(panel: Panel, name: string, method: M, questions: Argument<M>[]): Promise<void> {
  const times = panel.times();
  const warm = questions.length >= SAMPLES ? 1 : Math.ceil(SAMPLES / questions.length);
  const repeated = Array.from({ length: warm }, () => questions).flat();
  await times.all(repeated.map((one) => ({ what: JSON.stringify(one), ask: () => panel.call(method, one) })));
  times.report(name);
}

async function askJournals(panel: Panel, people: number): Promise<void> {
  const now = Date.now();
  const day = 24 * 60 * 60 * 1000;
  const some = Array.from({ length: SAMPLES }, (_, n) => 1 + Math.floor(((n * n) / (SAMPLES * SAMPLES)) * people));
  const kinds = Object.values(TransferKind);
  await askOf(panel, "journal of accruals and debits", "journal.list", [
    { limit }, ...kinds.map((kind) => ({ kinds: [kind], limit })), ...[0, 1, 2, 3].map((level) => ({ levels: [level], limit })),
    { least: 100_000, limit }, { least: 100_000_000_00, limit }, { most: 100, limit },
    { since: now - day, limit }, { until: now - 180 * day, limit }, { kinds: [TransferKind.correction], until: now - 300 * day, limit },
    { posting: 1, limit }, { payout: 1, limit }, {},
  ]);
  await askOf(panel, "journal of actions", "audit.list", [
    { limit }, ...Object.values(Action).map((action) => ({ action, limit })), ...Object.values(ObjectKind).map((object) => ({ object, limit })),
    { admin: 1, limit }, { admin: 3, limit }, { console: true, limit }, { until: now - 180 * day, limit },
  ]);
  await askOf(panel, "payout requests", "payouts.list", [
    ...Object.values(PayoutSort).flatMap((sort) => [{ sort, limit }, { sort, up: true, limit }]),
    ...Object.values(PayoutState).map((state) => ({ states: [state], limit })),
    { operator: 2, limit }, { points_from: 1_000_00, limit }, { money_to: 100_00, limit }, { from: now - 30 * day, limit }, { to: now - 300 * day, limit },
  ]);
  await askOf(panel, "card: points", "journal.of", some.map((participant) => ({ participant, limit })));
  await askOf(panel, "card: orders", "orders.of", some.map((participant) => ({ participant, limit: 100 })));
  await askOf(panel, "card: actions", "audit.list", some.map((id) => ({ object: ObjectKind.participant, id, limit })));
  await askOf(panel, "card: requests", "payouts.list", some.map((participant) => ({ participant, limit })));
  await askOf(panel, "card: network", "tree.levels", some.map((participant) => ({ participant })));
  await askOf(panel, "card: referrals", "tree.referrals", some.flatMap((participant) => [1, 2, 3].map((level) => ({ participant, level }))));
  await askOf(panel, "rankings, all time", "ranking.top", Object.values(RankingBy).map((by) => ({ by })));
  await askOf(panel, "rankings, a month", "ranking.top", Object.values(RankingBy).map((by) => ({ by, from: now - 30 * day })));
  await askOf(panel, "dashboard", "stats.dashboard", [{}]);
}

// ---------------------------------------------------------------------------- files

async function takeAway(panel: Panel, people: number, format: keyof typeof ExportFormat): Promise<void> {
  const page = panel.page();
  const watch = new Watch(panel.pid("gateway"));
  const pids = (["reader", "gateway"] as const).map((name) => panel.pid(name));
  const before = { at: performance.now(), cpu: cpuSeconds(pids), gateway: memory(panel.pid("gateway")).resident };
  const job = await page.op("export", { what: { format: ExportFormat[format], participants: { limit: 1 } } });
  const topic = `export:${job.id}`;
  await page.op("sub", { topic });
  const shown = () => page.pushed(topic).map((push) => push.payload as Messages["export_job"]);
  const done = await until("the export to end", () => shown().find((one) => one.state !== ExportState.running), START_MS);
  const seconds = (performance.now() - before.at) / 1000;
  watch.end();
  assert.equal(done.state, ExportState.done, done.detail);
  assert.equal(done.rows, people);
  const progress = shown().filter((one) => one.state === ExportState.running);
  assert.ok(progress.every((one, n) => n === 0 || (one.rows ?? 0) >= (progress[n - 1]!.rows ?? 0)), "progress only grows");
  const peak = Math.max(watch.childPeak, watch.parentPeak - before.gateway);
  print({
    name: `all participants as ${format}`, value: rounded(seconds), unit: "s",
    goal: `< ${GOAL_EXPORT_S} s, < ${GOAL_EXPORT_MB} MB`, met: seconds < GOAL_EXPORT_S && peak < GOAL_EXPORT_MB,
    writer_mb: rounded(watch.childPeak), gateway_mb: rounded(watch.parentPeak), gateway_before_mb: rounded(before.gateway),
    progress: new Set(progress.map((one) => one.rows)).size, rows: done.rows, file_mb: rounded((done.size ?? 0) / 1e6),
    cpu_s: rounded(cpuSeconds(pids) - before.cpu),
  });
}

// ---------------------------------------------------------------------------- the run

/** Room for a large ledger; and the patience of production, which a busy machine needs. */
const edit = (config: string): string => config.replace("map_gib = 1", "map_gib = 64").replace("heartbeat_ms = 200\n", "");

async function startOver(folder: string | undefined): Promise<System> {
  const system = await System.start({ actors: [], edit });
  const path = join(system.dir, "ledger");
  rmSync(path, { recursive: true });
  if (folder === undefined) {
    say(`making a ledger of ${PEOPLE} participants and ${FACTS} facts`);
    const { head: _, ...made } = makeTown(path, { participants: PEOPLE, facts: FACTS });
    print({ name: "a ledger is made", value: rounded(made.facts / made.seconds), unit: "facts/s", ...made });
  } else {
    symlinkSync(resolve(folder), path);
  }
  return system;
}

/** Broker first; then from the start of ledger and reader until the page has its first list. */
async function start(system: System): Promise<Panel> {
  for (const name of ACTORS) system.add(name);
  system.process("broker").start();
  system.process("gateway").start();
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok, START_MS);
  const began = performance.now();
  system.process("ledger").start();
  const ticket = await until("the ledger to answer", async () => {
    const { code, stdout } = await system.ctl("login", "1");
    return code === 0 && stdout;
  }, START_MS);
  const written = performance.now() - began;
  system.process("reader").start();
  const reading = performance.now();
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(ticket);
  const pages: Page[] = [];
  for (let n = 0; n < PAGES; n++) pages.push(await visitor.openPage());
  const panel = new Panel(system, pages);
  await until("the first list", () => panel.call("participants.list", {}), START_MS);
  const read = performance.now() - reading;
  await until("its names", async () => ((await panel.call("participants.list", { text: "user1" })).total ?? 0) > 0, START_MS);
  print({
    name: "start", value: rounded(read / 1000), unit: "s to the first list of a reader", writer_s: rounded(written / 1000),
    names_s: rounded((performance.now() - reading) / 1000),
  });
  return panel;
}

const system = await startOver(process.env["REFSYS_TOWN"]);
try {
  const panel = await start(system);
  const people = (await panel.call("participants.list", { limit: 1 })).total ?? 0;
  await askList(panel, people);
  await askPeer(panel, people);
  await askJournals(panel, people);
  for (const format of ["xlsx", "csv"] as const) await takeAway(panel, people, format);
  for (const name of ACTORS) {
    const { own, resident } = memory(panel.pid(name));
    print({ name: `memory of ${name}`, value: rounded(own), unit: "MB", resident_mb: rounded(resident) });
  }
} catch (error) {
  say(system.logs());
  throw error;
} finally {
  await system.close();
}
