// Reading by one, two and four readers, and by as many gateways, while orders come in at a steady rate. See README.md.
//
//     ./refsys bench scaling [--json] [--quick]
//     REFSYS_TOWN=FOLDER ./refsys bench scaling     (over a ledger that town_gen has made there; its journal grows)
import { execFile } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { ParticipantColumn } from "../../ui/src/wire/protocol.ts";
import { bin, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, Visitor } from "../system/gateway-client.ts";
import { median } from "./figures.ts";
import { cpuMs } from "./processes.ts";
import { print, quick, rounded } from "./report.ts";
import { makeTown } from "./town.ts";

const PEOPLE = quick ? 20_000 : 200_000;
const SECONDS = quick ? 2 : 8;
const ROUNDS = quick ? 1 : 3;
const COUNTS = quick ? [1, 2] : [1, 2, 4];
const PAGES_EACH = 16; // of one administrator at one gateway
const ADMINS = [1, 2];
const ASKED_AT_ONCE = 2; // by a page
const ORDERS_A_SECOND = 200;
const START_MS = 600_000;

type Run = { answers: number; p95: number; cpu: Record<string, number>; write_p50: number; write_p99: number };

const COLUMNS = Object.values(ParticipantColumn).filter((column) => column !== ParticipantColumn.name && column !== ParticipantColumn.nick);
let order = 1;

/** A page of the list by any column, again and again until the end; how long each took. */
async function keepAsking(page: Page, end: number, taken: number[]): Promise<void> {
  for (let n = taken.length; performance.now() < end; n++) {
    const began = performance.now();
    await page.call("participants.list", { sort: COLUMNS[n % COLUMNS.length]!, down: n % 2 === 0, limit: 100 });
    taken.push(performance.now() - began);
  }
}

/** Orders one after another at a steady rate, beside everything else. */
async function keepWriting(system: System): Promise<{ p50_ms: number; p99_ms: number }> {
  const orders = ORDERS_A_SECOND * SECONDS;
  const options = { config: system.config, participants: PEOPLE, page: 1, outstanding: 1, orders, rate: ORDERS_A_SECOND, first: order };
  order += orders + 1;
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const { stdout } = await promisify(execFile)(join(bin, "../bench/accrual_bench"), args, { cwd: system.dir });
  return JSON.parse(stdout) as { p50_ms: number; p99_ms: number };
}

const kind = (name: string): string => name.replace(/@.*/, "");

async function measure(system: System, pages: Page[]): Promise<Run> {
  const processes = [...system.processes.values()].filter(({ pid }) => pid !== undefined);
  const used = () => processes.map(({ name, pid }) => ({ name: kind(name), ms: cpuMs([pid!]) }));
  const before = used();
  const taken: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  const asking = pages.flatMap((page) => Array.from({ length: ASKED_AT_ONCE }, () => keepAsking(page, end, taken)));
  const [written] = await Promise.all([keepWriting(system), ...asking]);
  const cpu: Record<string, number> = {};
  used().forEach(({ name, ms }, n) => (cpu[name] = (cpu[name] ?? 0) + (ms - before[n]!.ms) / taken.length));
  for (const [name, ms] of Object.entries(cpu)) cpu[name] = rounded(ms);
  const p95 = taken.toSorted((a, b) => a - b)[Math.floor(taken.length * 0.95)]!;
  return { answers: taken.length / SECONDS, p95, cpu, write_p50: written.p50_ms, write_p99: written.p99_ms };
}

/** Exactly so many of a kind run and have caught up. */
async function have(system: System, name: string, count: number): Promise<void> {
  for (let n = 1; n <= Math.max(...COUNTS); n++) {
    const each = n === 1 ? name : `${name}@${n}`;
    if (n <= count && !system.processes.has(each)) system.add(each).start();
    if (n > count && system.processes.has(each)) {
      await system.process(each).stop();
      system.processes.delete(each);
    }
  }
  await until(`${count} of ${name}`, async () => {
    const { actors } = JSON.parse((await system.ctl("status", "--json")).stdout) as { actors: { name: string; ready: boolean }[] };
    return actors.filter((one) => kind(one.name) === name && one.ready).length === count;
  }, START_MS);
}

async function openPages(system: System, gateways: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (let n = 0; n < gateways; n++) {
    const url = `http://127.0.0.1:${system.port + n}`; // an instance listens one further than the one before
    for (const admin of ADMINS) {
      const visitor = new Visitor(url, system.adminUrl);
      await until(`gateway ${n + 1}`, async () => (await visitor.useTicket(await system.ctlOk("login", String(admin)))).state === "done");
      for (let page = 0; page < PAGES_EACH / gateways; page++) pages.push(await visitor.openPage());
    }
  }
  for (const page of pages) await until("a list", async () => await page.call("participants.list", { limit: 1 }), START_MS);
  return pages;
}

async function compare(system: System, what: "reader" | "gateway"): Promise<void> {
  const runs = new Map<number, Run[]>(COUNTS.map((count) => [count, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const count of COUNTS) {
      await have(system, what, count);
      const pages = await openPages(system, what === "gateway" ? count : 1);
      runs.get(count)!.push(await measure(system, pages));
      for (const page of pages) page.socket.terminate();
    }
  const of = (count: number, pick: (run: Run) => number): number => median(runs.get(count)!.map(pick));
  for (const count of COUNTS)
    print({
      name: `lists a second, ${count} ${what}${count > 1 ? "s" : ""}`, value: Math.round(of(count, (run) => run.answers)), unit: "answers/s",
      goal: "orders at most half as slow again as beside one", met: of(count, (run) => run.write_p50) <= 1.5 * of(1, (run) => run.write_p50),
      ratio: rounded(of(count, (run) => run.answers) / of(1, (run) => run.answers)), p95_ms: rounded(of(count, (run) => run.p95)),
      order_p50_ms: rounded(of(count, (run) => run.write_p50)), order_p99_ms: rounded(of(count, (run) => run.write_p99)),
      cpu_ms_an_answer: runs.get(count)!.at(-1)!.cpu, participants: PEOPLE,
    });
}

/** Room for a large ledger, and the patience of production. */
const edit = (config: string): string => config.replace("map_gib = 1", "map_gib = 64").replace("heartbeat_ms = 200\n", "");
const system = await System.start({ actors: [], edit });
try {
  const ledger = join(system.dir, "ledger");
  rmSync(ledger, { recursive: true });
  const made = process.env["REFSYS_TOWN"];
  if (made) symlinkSync(resolve(made), ledger);
  else makeTown(ledger, { participants: PEOPLE, facts: 5 * PEOPLE });
  for (const name of ["broker", "ledger", "reader", "gateway"]) system.add(name).start();
  for (const admin of ADMINS) await system.ctlOk("admins", "add", `${9000 + admin}`, `Оператор ${admin}`, "owner");
  await compare(system, "reader");
  await have(system, "reader", 2);
  await compare(system, "gateway");
} finally {
  await system.close();
}
