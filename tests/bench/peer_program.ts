// The unit of work in another engine, which a program of ours embeds or starts (peer.h): orders that become points, durably.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bin } from "../harness/system.ts";
import type { Way } from "./peer_ledger.ts";

const COUNTER_BYTES = 8;
const SHARES = 4; // of an order: the buyer and three inviters
const WAYS = {
  SQLite: [{ clients: 1, batch: 100 }, { clients: 1, batch: 1000 }], // one may write
  Redis: [{ clients: 1, batch: 100 }, { clients: 2, batch: 100 }, { clients: 1, batch: 1000 }, { clients: 2, batch: 1000 }],
};

type Sums = { orders: number; entries: number; entry_points: number; balance_points: number; month_points: number };

export class PeerProgram {
  readonly #engine: keyof typeof WAYS;
  readonly #folder = mkdtempSync(join(tmpdir(), "refsys-bench-peer-"));
  readonly #counter = join(this.#folder, "syncs");
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  #nextOrder = 1;

  private constructor(engine: keyof typeof WAYS, people: number) {
    const store = join(this.#folder, "store");
    mkdirSync(store);
    writeFileSync(this.#counter, Buffer.alloc(COUNTER_BYTES));
    this.#engine = engine;
    this.#child = spawn(join(bin, `../bench/${engine.toLowerCase()}_bench`), [`--folder=${store}`, `--participants=${people}`], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, LD_PRELOAD: join(bin, "../bench/libsync_count.so"), SYNC_COUNT: this.#counter },
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    process.once("exit", () => this.close());
  }

  /** Ready when everybody is in it. */
  static async start(engine: keyof typeof WAYS, people: number): Promise<PeerProgram> {
    const peer = new PeerProgram(engine, people);
    await peer.#line();
    return peer;
  }

  get ways(): Way[] {
    return WAYS[this.#engine];
  }

  name({ clients, batch }: Way): string {
    return `${this.#engine}, clients: ${clients}, a batch: ${batch}`;
  }

  /** Orders a second. */
  async run({ clients, batch }: Way, orders: number): Promise<number> {
    const before = this.#syncs();
    this.#child.stdin!.write(`${this.#nextOrder} ${orders} ${batch} ${clients}\n`);
    this.#nextOrder += orders;
    const { seconds } = (await this.#line()) as { seconds: number };
    // Clients may share an fsync; fewer than one for all of them, and it was not durable.
    assert.ok(this.#syncs() - before >= orders / batch / clients, `every commit of ${this.#engine} was synced`);
    return orders / seconds;
  }

  /** What it must have done: each order stored once, its shares written, and balances that are their sums. */
  async check(): Promise<void> {
    this.#child.stdin!.end();
    const sums = (await this.#line()) as Sums;
    assert.equal(sums.orders, this.#nextOrder - 1);
    assert.ok(sums.entries > sums.orders * (SHARES - 0.1), `${sums.entries} entries`);
    assert.equal(sums.balance_points, sums.entry_points);
    assert.equal(sums.month_points, sums.entry_points);
  }

  close(): void {
    this.#child.kill("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 }); // its server ends a moment later
  }

  #syncs(): number {
    return Number(readFileSync(this.#counter).readBigUInt64LE());
  }

  async #line(): Promise<unknown> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.#engine}'s program ended`);
    return JSON.parse(value);
  }
}
