// PostgreSQL of a test: servers of its own in temporary folders, by a user without rights, durable, and gone with the
// test however that ends. A second one may be the synchronous standby of the first.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

const DEBIAN = "/usr/lib/postgresql";

/** The programs refuse to run as root; Debian's package brings a user for them. */
const user = process.getuid?.() === 0 ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

export class Postgres {
  readonly dir: string;
  readonly #bin: string;
  #server: ChildProcess | undefined;

  private constructor() {
    const version = readdirSync(DEBIAN).toSorted((a, b) => Number(b) - Number(a))[0]!;
    this.#bin = join(DEBIAN, version, "bin");
    this.dir = mkdtempSync(join(tmpdir(), "refsys-pg-"));
    if (user.length) execFileSync("chown", ["postgres:", this.dir]);
  }

  static async start(): Promise<Postgres> {
    const self = new Postgres();
    self.#run("initdb", "-D", self.#data, "-E", "UTF8", "--locale=C", "-A", "trust", "-U", "refsys");
    await self.up();
    return self;
  }

  /** Another server, which has every commit of this one before it is one. */
  async standby(): Promise<Postgres> {
    const other = new Postgres();
    await other.follow(this);
    return other;
  }

  /** Whatever it was before, it is the synchronous standby of this server from now on. */
  async follow(primary: Postgres): Promise<void> {
    await this.kill();
    rmSync(this.#data, { recursive: true, force: true });
    this.#run("pg_basebackup", "-h", primary.dir, "-U", "refsys", "-D", this.#data, "-R", "-c", "fast", "-X", "stream");
    await this.up();
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
    primary.sql("SELECT pg_reload_conf()");
    await until("the standby to be waited for", () => primary.sql("SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'") === "sync");
  }

  /** One line for the ledger: of these servers, the one that takes writes. */
  static uri(...servers: Postgres[]): string {
    return `postgresql://refsys@/postgres?host=${servers.map(({ dir }) => dir).join(",")}`;
  }

  async up(): Promise<void> {
    const options = Object.entries({ listen_addresses: "", unix_socket_directories: this.dir, fsync: "on" }).flatMap(([key, value]) => ["-c", `${key}=${value}`]);
    const server = spawn("setpriv", ["--pdeathsig", "INT", ...user, join(this.#bin, "postgres"), "-D", this.#data, ...options], {
      cwd: "/", stdio: ["ignore", "ignore", "pipe"], detached: true,
    });
    this.#server = server;
    server.stderr.on("data", (text: Buffer) => appendFileSync(join(this.dir, "log"), text));
    server.on("close", () => { if (this.#server === server) this.#server = undefined; });
    await until("PostgreSQL to answer", () => this.sql("SELECT 1") === "1");
  }

  /** All its processes, as when the machine stands still or goes on. */
  signal(signal: NodeJS.Signals): void {
    if (this.#server?.pid) process.kill(-this.#server.pid, signal);
  }

  /** As when the machine is gone. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await until("PostgreSQL to be gone", () => this.#server === undefined);
  }

  /** The standby is the server that takes writes from now on. */
  promote(): void {
    this.sql("SELECT pg_promote()");
  }

  sql(text: string): string {
    return execFileSync(join(this.#bin, "psql"), ["-h", this.dir, "-U", "refsys", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", text], {
      encoding: "utf8", cwd: "/", stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.dir, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.dir, "data");
  }

  #run(program: string, ...args: string[]): void {
    execFileSync("setpriv", [...user, join(this.#bin, program), ...args], { cwd: "/", stdio: ["ignore", "ignore", "pipe"] });
  }
}
