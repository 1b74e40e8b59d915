// Orders that become points in PostgreSQL, durably: points alone, the unit of work of all engines (ledger.sql), and everything
// that refsys keeps of an order (ledger_whole.sql).
import assert from "node:assert/strict";
import { join } from "node:path";
import { Postgres } from "./postgres.ts";

const SHARES = 4; // of an order: the buyer and three inviters
const FACTS = SHARES + 2; // of an order in the journal of ledger_whole.sql: seen, shared, and who got what

/** `whole`: all that refsys keeps, not points alone. */
export type Way = { clients: number; batch: number; whole?: boolean };
/** How PostgreSQL is asked for many orders; the best of these counts. */
export const WAYS: Way[] = [{ clients: 1, batch: 100 }, { clients: 2, batch: 100 }, { clients: 1, batch: 1000 }, { clients: 2, batch: 1000 }];
export const WHOLE_WAYS = WAYS.map((way): Way => ({ ...way, whole: true }));

export class PeerLedger {
  readonly #people: number;
  readonly #postgres = new Postgres();
  readonly #next = { bare: 1, whole: 1 }; // orders

  constructor(people: number) {
    this.#people = people;
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => {
        this.close();
        process.exit(1);
      });
    for (const file of ["ledger.sql", "ledger_whole.sql"]) this.#postgres.file(join(import.meta.dirname, file));
    this.#postgres.sql(`call fill(${people}); call fill_whole(${people}); vacuum analyze;`);
  }

  name({ clients, batch, whole }: Way): string {
    return `PostgreSQL ${this.#postgres.version}, ${whole ? "all that refsys keeps, " : ""}clients: ${clients}, a batch: ${batch}`;
  }

  /** Orders a second. The clients loop inside the server, which spares them the way there and back. */
  async run({ clients, batch, whole }: Way, orders: number): Promise<number> {
    const unit = whole ? "whole" : "bare";
    const each = Math.max(1, Math.floor(orders / clients / batch)) * batch;
    const syncs = (): number => Number(this.#postgres.sql("select wal_sync from pg_stat_wal"));
    const before = syncs();
    const texts = Array.from({ length: clients }, () => {
      const first = this.#next[unit];
      this.#next[unit] += each;
      return `do $$ begin for n in 0..${each / batch - 1} loop
        perform ${whole ? "accrue_whole" : "accrue"}(${first} + n * ${batch}, ${batch}, ${this.#people}); commit; end loop; end $$;`;
    });
    const seconds = await this.#postgres.together(texts);
    // Clients may share an fsync; fewer than one for all of them, and it was not durable.
    assert.ok(syncs() - before >= each / batch / 2, "every commit of PostgreSQL was synced");
    return (each * clients) / seconds;
  }

  /** What it must have done: each order stored once, its shares written, and balances that are their sums. */
  check(): void {
    const orders = this.#next.bare - 1;
    const entries = this.#number("select count(*) from entries");
    assert.equal(this.#number("select count(*) from orders"), orders);
    assert.ok(entries > orders * (SHARES - 0.1), `${entries} entries`);
    this.#same(["select sum(points) from entries", "select sum(frozen) from balances", "select sum(points) from months"]);
    this.#checkWhole(this.#next.whole - 1);
  }

  #checkWhole(orders: number): void {
    const facts = this.#number("select count(*) from whole.journal");
    assert.ok(facts > orders * (FACTS - 0.1), `${facts} facts`);
    assert.equal(this.#number("select seq from whole.chain"), facts);
    for (const table of ["postings", "orders"]) assert.equal(this.#number(`select count(*) from whole.${table}`), orders);
    this.#same([
      "select sum(points) from whole.journal", "select sum(held) from whole.shares", "select sum(held) from whole.accounts",
      "select sum(own + level1 + level2 + level3) from whole.accounts", "select sum(accrued) from whole.days",
      "select sum(accrued) from whole.months", "select -balance from whole.system_accounts",
    ]);
    this.#same(["select sum(buyers) from whole.days", "select sum(buyers) from whole.waits", "select count(*) from whole.accounts where orders > 0"]);
    this.#same(["select sum(orders) from whole.days", "select sum(orders) from whole.accounts", `select ${orders}`]);
  }

  #number(query: string): number {
    return Number(this.#postgres.sql(query));
  }

  #same(queries: string[]): void {
    const found = queries.map((query) => this.#postgres.sql(query));
    assert.deepEqual(found, found.map(() => found[0]), queries.join("; "));
  }

  close(): void {
    this.#postgres.close();
  }
}
