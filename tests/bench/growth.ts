// What an accrual and a page of the list cost with ten and a hundred times the people. See README.md.
//
//     ./refsys bench growth [--json] [--quick]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin } from "../harness/system.ts";
import { median } from "./figures.ts";
import { print, quick, rounded } from "./report.ts";

const SIZES = quick ? [10_000, 100_000] : [100_000, 1_000_000, 10_000_000];
const ROUNDS = quick ? 1 : 3;
const ORDERS = quick ? 10_000 : 100_000;
const LARGE = 10_000_000; // from here on not every order of the list with each filter, but one of ...
const EVERY = 7;
const GOAL = 1.3;
const GOAL_SLOPE = 1; // the list: no worse than the rows it looks at

type Orders = { order_cpu_us: number; facts_per_order: number; fact_cpu_us: number };
type Found = Orders & { list: number };

/** A folder of its own, ten gigabytes of which nobody shall find when the program has failed. */
function run<T>(program: string, options: Record<string, number>, ...more: string[]): T[] {
  const folder = mkdtempSync(join(tmpdir(), "refsys-bench-growth-"));
  try {
    const args = Object.entries({ ...options, folder }).map(([name, value]) => `--${name}=${value}`);
    const said = execFileSync(join(bin, "../bench", program), [...args, ...more], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    return said.trim().split("\n").map((line) => JSON.parse(line) as T);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor time of orders, the median of rounds, and of pages of the list. */
function measure(participants: number): Found {
  const rounds = run<Orders>("growth_bench", { participants, orders: ORDERS, rounds: ROUNDS });
  const of = (name: keyof Orders): number => median(rounds.map((round) => round[name]));
  const [list] = run<{ p95_ms: number }>("list_bench", { participants, every: participants >= LARGE ? EVERY : 1 }, "--json");
  return { order_cpu_us: of("order_cpu_us"), facts_per_order: of("facts_per_order"), fact_cpu_us: of("fact_cpu_us"), list: list!.p95_ms };
}

const found = new Map(SIZES.map((size) => [size, measure(size)]));
const [least, most] = [SIZES[0]!, SIZES.at(-1)!];
const at = (name: keyof Found): Record<string, number> => Object.fromEntries([...found].map(([size, figures]) => [size, rounded(figures[name])]));
const times = (name: keyof Found): number => rounded(found.get(most)![name] / found.get(least)![name]);
const value = times("fact_cpu_us");
print({
  name: `cost of an accrual, ${most} participants to ${least}, per fact`, value, unit: "x", goal: `<= ${GOAL} x`, met: value <= GOAL,
  order: times("order_cpu_us"), fact_cpu_us: at("fact_cpu_us"), order_cpu_us: at("order_cpu_us"), facts_an_order: at("facts_per_order"),
});
// Of twice the logarithm twice the cost: 1 is linear.
const slope = rounded(Math.log(times("list")) / Math.log(most / least));
print({
  name: `growth of a page of the list, any filter and order, ${least} to ${most}`, value: slope, unit: "power of the rows", goal: `<= ${GOAL_SLOPE}`,
  met: slope <= GOAL_SLOPE, cpu_p95_ms: at("list"), ns_a_row: rounded((found.get(most)!.list * 1e6) / most, 1),
});
