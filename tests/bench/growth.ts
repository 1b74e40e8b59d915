// What an accrual and a page of the list cost with ten and a hundred times the people. See README.md.
//
//     ./refsys bench growth [--json] [--quick]
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { bin } from "../harness/system.ts";
import { median } from "./figures.ts";
import { print, quick, rounded } from "./report.ts";

const SIZES = quick ? [10_000, 100_000] : [100_000, 1_000_000, 10_000_000];
const ROUNDS = quick ? 1 : 3;
const LARGE = 1_000_000; // beyond that once: to make it takes minutes
const ORDERS = quick ? 10_000 : 100_000;
const GOAL = 1.3;
const GOAL_SLOPE = 1; // the list: no worse than the rows it looks at

type Figures = { orders: number[]; list: number[] };

function run(program: string, options: Record<string, number>): Record<string, number> {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return JSON.parse(execFileSync(join(bin, "../bench", program), ["--json", ...args], { encoding: "utf8" })) as Record<string, number>;
}

const found = new Map(SIZES.map((size): [number, Figures] => [size, { orders: [], list: [] }]));
for (let round = 0; round < ROUNDS; round++)
  for (const [participants, { orders, list }] of found) {
    if (round > 0 && participants > LARGE) continue;
    orders.push(run("ledger_bench", { participants, orders: ORDERS, batch: 100 })["order_cpu_us"]!);
    list.push(run("list_bench", { participants })["p95_ms"]!);
  }

const at = (of: keyof Figures): Record<string, number> =>
  Object.fromEntries([...found].map(([size, figures]) => [size, rounded(median(figures[of]))]));
const orders = at("orders");
const [least, most] = [SIZES[0]!, SIZES.at(-1)!];
const ratio = rounded(orders[most]! / orders[least]!);
print({ name: `cost of an accrual, ${most} participants to ${least}`, value: ratio, unit: "x", goal: `<= ${GOAL} x`, met: ratio <= GOAL, cpu_us: orders });
const pages = at("list");
// Of twice the logarithm twice the cost: 1 is linear.
const slope = rounded(Math.log(pages[most]! / pages[least]!) / Math.log(most / least));
print({
  name: `growth of a page of the list, any filter and order, ${least} to ${most}`, value: slope, unit: "power of the rows", goal: `<= ${GOAL_SLOPE}`,
  met: slope <= GOAL_SLOPE, cpu_p95_ms: pages, ns_a_row: rounded((pages[most]! * 1e6) / most, 1),
});
