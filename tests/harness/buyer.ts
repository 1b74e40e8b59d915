// A buyer of the shop who takes part in the programme: what they order, and how they join.
import assert from "node:assert/strict";
import { Person } from "./people.ts";
import { DAY_MS, type System } from "./system.ts";

/** Buys on Ozon, and takes part. */
export class Buyer {
  readonly person: Person;
  readonly #account: string;

  constructor(system: System, id: number, name: string) {
    this.person = new Person(system, id, name);
    this.#account = system.ozon.control.createBuyer({}).account;
  }

  #order(price: number, quantity: number, createdAt?: number): { number: string; postings: string[] } {
    const { control } = this.person.system.ozon;
    const [good] = control.goods();
    assert.ok(good);
    return control.placeOrder({
      account: this.#account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity, price }], ...(createdAt ? { createdAt } : {}),
    });
  }

  /** By the number of an order from before. Gives their own link. */
  async join(link?: string): Promise<string> {
    await this.person.register(this.#order(10_000, 1, this.person.system.clock.now() - 3 * DAY_MS).number, link);
    return await this.person.link();
  }

  /** An order at so many kopecks a piece, on its way. Gives the posting. */
  order(price: number, quantity = 1): string {
    const [posting] = this.#order(price, quantity).postings;
    assert.ok(posting);
    return posting;
  }

  receive(posting: string): void {
    this.person.system.ozon.control.deliver(posting);
  }

  /** Ordered and received. */
  buy(price: number, quantity = 1): string {
    const posting = this.order(price, quantity);
    this.receive(posting);
    return posting;
  }

  /** All of a posting comes back. */
  giveBack(posting: string): void {
    this.person.system.ozon.control.returnItems({ posting, type: "ClientReturn" });
  }
}
