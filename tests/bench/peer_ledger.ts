// The unit of work in PostgreSQL, as ledger.sql has it: orders that become points, durably.
import assert from "node:assert/strict";
import { join } from "node:path";
import { Postgres } from "./postgres.ts";

const SHARES = 4; // of an order: the buyer and three inviters
export type Way = { clients: number; batch: number };
/** How PostgreSQL is asked for many orders; the best of these counts. */
export const WAYS: Way[] = [{ clients: 1, batch: 100 }, { clients: 2, batch: 100 }, { clients: 1, batch: 1000 }, { clients: 2, batch: 1000 }];

export class PeerLedger {
  readonly #people: number;
  readonly #postgres = new Postgres();
  #nextOrder = 1;

  constructor(people: number) {
    this.#people = people;
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => {
        this.close();
        process.exit(1);
      });
    this.#postgres.file(join(import.meta.dirname, "ledger.sql"));
    this.#postgres.sql(`call fill(${people}); vacuum analyze;`);
  }

  name({ clients, batch }: Way): string {
    return `PostgreSQL ${this.#postgres.version}, clients: ${clients}, a batch: ${batch}`;
  }

  /** Orders a second. The clients loop inside the server, which spares them the way there and back. */
  async run({ clients, batch }: Way, orders: number): Promise<number> {
    const each = Math.max(1, Math.floor(orders / clients / batch)) * batch;
    const syncs = (): number => Number(this.#postgres.sql("select wal_sync from pg_stat_wal"));
    const before = syncs();
    const texts = Array.from({ length: clients }, () => {
      const first = this.#nextOrder;
      this.#nextOrder += each;
      return `do $$ begin for n in 0..${each / batch - 1} loop
        perform accrue(${first} + n * ${batch}, ${batch}, ${this.#people}); commit; end loop; end $$;`;
    });
    const seconds = await this.#postgres.together(texts);
    // Clients may share an fsync; fewer than one for all of them, and it was not durable.
    assert.ok(syncs() - before >= each / batch / 2, "every commit of PostgreSQL was synced");
    return (each * clients) / seconds;
  }

  /** What it must have done: each order stored once, its shares written, and balances that are their sums. */
  check(): void {
    const sql = (text: string): string => this.#postgres.sql(text);
    assert.equal(Number(sql("select count(*) from orders")), this.#nextOrder - 1);
    const entries = Number(sql("select count(*) from entries"));
    assert.ok(entries > (this.#nextOrder - 1) * (SHARES - 0.1), `${entries} entries`);
    assert.equal(sql("select (select sum(points) from entries) = (select sum(frozen) from balances)"), "t");
    assert.equal(sql("select (select sum(points) from entries) = (select sum(points) from months)"), "t");
  }

  close(): void {
    this.#postgres.close();
  }
}
