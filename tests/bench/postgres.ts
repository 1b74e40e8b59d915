// PostgreSQL of a bench: a cluster of its own in a temporary folder, by a user without rights, tuned, and durable.
import { type ChildProcessWithoutNullStreams, execFileSync, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { childrenOf } from "./processes.ts";
import { asUser, folderOf } from "./servers.ts";

const USER = "postgres"; // the programs refuse to run as root
const DEBIAN = "/usr/lib/postgresql";
const TUNED = {
  listen_addresses: "",
  shared_buffers: "2GB",
  max_wal_size: "8GB",
  checkpoint_timeout: "15min",
  wal_buffers: "64MB",
  wal_compression: "lz4",
  random_page_cost: "1.1",
  effective_io_concurrency: "200",
  work_mem: "64MB",
  enable_hashjoin: "off", // a page of orders touches hundreds of rows of a million: never read them all
  enable_mergejoin: "off",
  jit: "off",
  plan_cache_mode: "force_generic_plan",
  // Durable: these two are the defaults, and stay.
  fsync: "on",
  synchronous_commit: "on",
};

export class Postgres {
  readonly #dir: string;
  readonly #bin: string;
  readonly version: string;

  constructor() {
    this.version = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a))[0]!;
    this.#bin = join(DEBIAN, this.version, "bin");
    this.#dir = folderOf(USER);
    this.#run("initdb", ["-D", join(this.#dir, "data"), "-E", "UTF8", "--locale=C", "--lc-ctype=C.UTF-8", "-A", "trust", "-U", "bench"]);
    const options = Object.entries({ ...TUNED, unix_socket_directories: this.#dir }).map(([key, value]) => `-c ${key}='${value}'`);
    this.#run("pg_ctl", ["-D", join(this.#dir, "data"), "-w", "-l", join(this.#dir, "log"), "-o", options.join(" "), "start"]);
  }

  sql(text: string): string {
    const [command, args] = asUser(USER, "psql", this.#psql);
    return execFileSync(command, args, { input: text, encoding: "utf8", cwd: "/" }).trim();
  }

  file(name: string): void {
    this.sql(readFileSync(name, "utf8"));
  }

  /** Each text in a client of its own, at the same time; how long all of them took, in seconds. */
  async together(texts: string[]): Promise<number> {
    const began = performance.now();
    await Promise.all(texts.map((text) => new Promise<void>((done, failed) => {
      const [command, args] = asUser(USER, "psql", this.#psql);
      const child = spawn(command, args, { cwd: "/", stdio: ["pipe", "ignore", "inherit"] });
      child.on("close", (code) => (code === 0 ? done() : failed(new Error(`psql ended with ${code}`))));
      child.stdin.end(text);
    })));
    return (performance.now() - began) / 1000;
  }

  /** A client that stays. */
  session(): Session {
    return new Session(...asUser(USER, "psql", this.#psql));
  }

  /** The folder of its socket. */
  get host(): string {
    return this.#dir;
  }

  /** Of all its processes at this moment. */
  pids(): number[] {
    const first = Number(readFileSync(join(this.#dir, "data/postmaster.pid"), "utf8").split("\n")[0]);
    return [first, ...childrenOf(first)];
  }

  close(): void {
    const [command, args] = asUser(USER, join(this.#bin, "pg_ctl"), ["-D", join(this.#dir, "data"), "-m", "immediate", "-w", "stop"]);
    spawnSync(command, args, { cwd: "/" });
    rmSync(this.#dir, { recursive: true, force: true });
  }

  get #psql(): string[] {
    return ["-h", this.#dir, "-U", "bench", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1"];
  }

  #run(program: string, args: string[]): void {
    const [command, words] = asUser(USER, join(this.#bin, program), args);
    execFileSync(command, words, { cwd: "/", stdio: ["ignore", "ignore", "inherit"] });
  }
}

const END = "-- end of the answer --";

/** Of psql, which is written to and read from as it runs. */
export class Session {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: string[]) {
    this.#child = spawn(command, args, { cwd: "/" });
    this.#child.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The rows of all answers to it, fields joined by "|". */
  async ask(text: string): Promise<string[]> {
    this.#child.stdin.write(`${text}\n\\echo ${END}\n`);
    const rows: string[] = [];
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`psql ended at: ${text.slice(0, 200)}`);
      if (value === END) return rows;
      rows.push(value);
    }
  }

  /** Rows for a table, as COPY reads them. */
  async copy(table: string, rows: Iterable<string>): Promise<void> {
    this.#child.stdin.write(`copy ${table} from stdin;\n`);
    await pipeline(Readable.from(rows), this.#child.stdin, { end: false });
    await this.ask("\\.");
  }

  close(): void {
    this.#child.stdin.end();
  }
}
