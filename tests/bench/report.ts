// How a bench was asked, and how it says what it has found.
import { load } from "./processes.ts";

export const quick = process.argv.includes("--quick");
const json = process.argv.includes("--json");

/** `peers`: what the others did; everything else that is worth knowing stands beside. Not every figure has a goal. */
export type Line = { name: string; value: number; unit: string; goal?: string; met?: boolean; peers?: object } & Record<string, unknown>;

export function print(line: Line): void {
  const { name, value, unit, goal, met, peers = {}, ...others } = line;
  const more = { ...others, load: Number(load().toFixed(1)) };
  if (json) {
    console.log(JSON.stringify({ name, value, unit, peers, goal, met, ...more }));
    return;
  }
  const verdict = goal ? `; goal ${goal}: ${met ? "met" : "missed"}` : "";
  console.log(`${name}: ${value} ${unit}${verdict} ${JSON.stringify(more)}`);
  for (const [peer, figures] of Object.entries(peers)) console.log(`  ${peer}: ${JSON.stringify(figures)}`);
}

export const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
