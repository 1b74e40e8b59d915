// The ledger's engine by itself: orders a second, durably, without sockets. See ledger_bench.c.
//
//     ./refsys bench ledger [--json]
//
// REFSYS_BENCH_ARGS may hold more options of the program: "--participants 1000000 --batch 1000".
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const programs = process.env.REFSYS_BIN ?? "build/release/bin";
const more = (process.env.REFSYS_BENCH_ARGS ?? "").split(" ").filter((word) => word !== "");
const run = spawnSync(join(programs, "../bench/ledger_bench"), [...more, ...process.argv.slice(2)], {
  stdio: "inherit",
});
if (run.error) throw run.error;
process.exitCode = run.status ?? 1;
