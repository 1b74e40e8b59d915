// A load that shows what was lost or done twice: many make one operator after another, each with the same key until
// there is an answer; in the end the list of administrators is exactly what was acknowledged.
import assert from "node:assert/strict";
import type { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ErrorCode } from "../../ui/src/wire/protocol.ts";
import { type Page, Refusal, Visitor } from "./gateway-client.ts";

const WORKERS = 12;
const STEP = 8; // operators acknowledged between two kills at least
const PATIENCE_MS = 60_000;
const FIRST_TG = 10_000;
const AGAIN = new Set<number>([ErrorCode.UNAVAILABLE, ErrorCode.BUSY, ErrorCode.TIMEOUT]);

/** The owner's page; the gateway may still be starting. */
export async function logIn(system: System): Promise<Page> {
  await until("the gateway to listen", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  return await visitor.openPage();
}

export class Hiring {
  readonly #page: Page;
  readonly #acknowledged = new Map<number, number>(); // Telegram id -> number of the administrator
  readonly #keys = new Map<number, ReturnType<typeof crypto.randomUUID>>();
  readonly #workers: Promise<void>[];
  #next = FIRST_TG;
  #over = false;

  /** Begins at once. `page`: of an owner. */
  constructor(page: Page) {
    this.#page = page;
    this.#workers = Array.from({ length: WORKERS }, () => this.#work());
  }

  /** Until some more have been acknowledged. */
  async goesOn(): Promise<void> {
    const enough = this.#acknowledged.size + STEP;
    await until(`operator number ${enough}`, () => this.#acknowledged.size >= enough, PATIENCE_MS);
  }

  /** Ends it; everybody who was acknowledged is there, once, and nobody else but the owner. */
  async end(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#workers);
    const { admins = [] } = await this.#page.call("admins.list", {});
    const listed = new Map(admins.map((one) => [one.tg ?? 0, one.id]));
    assert.equal(listed.size, admins.length, "nobody is there twice");
    assert.ok(this.#acknowledged.size >= WORKERS);
    for (const [tg, id] of this.#acknowledged) assert.equal(listed.get(tg), id, `operator ${tg}`);
    assert.equal(admins.length, this.#acknowledged.size + 1, "and nobody else");
  }

  /** The same of more than a list can show: asked again with its key each is who it was, and the next one has the next number. */
  async endOfMany(): Promise<void> {
    this.#over = true;
    await Promise.all(this.#workers);
    const size = this.#acknowledged.size;
    assert.equal(new Set(this.#acknowledged.values()).size, size, "nobody is there twice");
    for (const [tg, id] of this.#acknowledged) assert.equal((await this.#hire(tg)).id, id, `operator ${tg}`);
    assert.equal((await this.#hire(this.#next)).id, size + 2, "and nobody else but the owner");
  }

  async #hire(tg: number): Promise<{ id: number }> {
    const key = this.#keys.get(tg) ?? crypto.randomUUID();
    this.#keys.set(tg, key);
    return await this.#page.call("admin.set", { tg, name: `Оператор ${tg}`, rights: 4 }, key);
  }

  async #work(): Promise<void> {
    while (!this.#over) {
      const tg = this.#next++;
      const made = await until(`operator ${tg}`, async () => {
        try {
          return await this.#hire(tg);
        } catch (error) {
          if (error instanceof Refusal && !AGAIN.has(error.code)) assert.fail(error.message);
          throw error;
        }
      }, PATIENCE_MS);
      assert.ok(!this.#acknowledged.has(tg));
      this.#acknowledged.set(tg, made.id);
    }
  }
}
