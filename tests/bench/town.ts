// A ledger of a made-up year, of any size: town_gen makes it (town.h).
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { bin } from "../harness/system.ts";

export type TownOptions = { participants: number; facts?: number; seed?: number; end?: number; checkpoint?: number };
/** What was made; seconds and peak_mb are of the making. */
export type Town = { participants: number; facts: number; orders: number; payouts: number; seconds: number; peak_mb: number; head: string };

/** `folder` is made, and has no ledger yet. */
export function makeTown(folder: string, options: TownOptions): Town {
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return JSON.parse(execFileSync(join(bin, "../bench/town_gen"), ["--json", ...args, folder], { encoding: "utf8" })) as Town;
}
