// A system whose journal is in PostgreSQL, with a second machine: a configuration and a folder of the ledger of its own.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Postgres } from "./postgres.ts";
import { bin, type CtlResult, System, type SystemOptions } from "./system.ts";

const OTHER = "other.toml";

/** In the section of the ledger. */
export function inPostgres(config: string): string {
  return config.replace('path = "ledger"', 'path = "ledger"\njournal = "postgres"\npostgres_file = "postgres"\ncheckpoint_idle_ms = 300');
}

export async function startMachines(servers: Postgres[], options: SystemOptions): Promise<System> {
  const system = await System.start({ ...options, edit: inPostgres, secrets: { postgres: Postgres.uri(...servers) } });
  const there = join(system.dir, "ledger-2");
  mkdirSync(there, { mode: 0o700 });
  writeFileSync(join(system.dir, OTHER), readFileSync(system.config, "utf8").replace('path = "ledger"', 'path = "ledger-2"'));
  return system;
}

/** A process of the second machine, started by the caller. */
export function addThere(system: System, name: string): ReturnType<System["add"]> {
  return system.add(name, ["--config", join(system.dir, OTHER)]);
}

/** A job of the ledger's program on the second machine. */
export function doThere(system: System, job: string): CtlResult {
  const { status, stdout, stderr } = spawnSync(join(bin, "refsys-ledger"), ["--config", join(system.dir, OTHER), job], { cwd: system.dir, encoding: "utf8" });
  return { code: status ?? 1, stdout, stderr };
}
