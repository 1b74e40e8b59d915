import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CREDENTIALS, DAY, open } from "./testing.ts";
import type { Bench } from "./testing.ts";

const TABLES = JSON.parse(readFileSync(new URL("./answers.json", import.meta.url), "utf8"));

/** Not in the table of every method that has it in its sample. */
const SAMPLED = new Set(["postings[].additional_data"]);

/** An empty object stands for "nothing is stored". */
const LEFT_OUT = new Set(["returns[].storage.*"]);

const INTEGER = /^-?\d+$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6}|\.\d{9})?Z$/;

/** Compares an answer with its table; what differs goes to `faults`. */
function compare(table: any, value: any, path: string, quoted: boolean, faults: Set<string>): void {
  if (value === null) return;
  if (Array.isArray(table)) {
    if (!Array.isArray(value)) return void faults.add(`${path} is no array`);
    for (const v of value) compare(table[0], v, `${path}[]`, quoted, faults);
  } else if (typeof table === "object") {
    if (typeof value !== "object" || Array.isArray(value)) return void faults.add(`${path} is no object`);
    for (const [key, v] of Object.entries(value)) {
      const inner = path === "" ? key : `${path}.${key}`;
      if (key in table) compare(table[key], v, inner, quoted, faults);
      else if (!SAMPLED.has(inner)) faults.add(`${inner} is not in the table`);
    }
    for (const key of Object.keys(table)) {
      const inner = path === "" ? key : `${path}.${key}`;
      if (!(key in value) && !LEFT_OUT.has(`${path}.*`)) faults.add(`${inner} is missing`);
    }
  } else if (!isOfType(table, value, quoted)) {
    faults.add(`${path} is no ${table}: ${JSON.stringify(value)}`);
  }
}

function isOfType(type: string, value: unknown, quoted: boolean): boolean {
  switch (type) {
    case "int64":
      return quoted ? typeof value === "string" && INTEGER.test(value) : Number.isSafeInteger(value);
    case "int32":
      return Number.isSafeInteger(value) && Math.abs(value as number) < 2 ** 31;
    case "double":
      return typeof value === "number" || (quoted && typeof value === "string" && value !== "" && !Number.isNaN(Number(value)));
    case "date-time":
      return typeof value === "string" && TIME.test(value);
    case "string":
    case "boolean":
      return typeof value === type;
    default:
      throw new Error(`the table has a type ${type}`);
  }
}

async function faultsOf(bench: Bench, path: string, body: object, quoted: boolean, length: (b: any) => number): Promise<string[]> {
  const answer = await bench.call(path, body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(length(answer.body) > 0, `${path} answered nothing`);
  // The table has one object where the answer has a list of them, as Ozon's own sample does.
  const table = path === "/v2/returns/rfbs/list" ? { returns: [TABLES[path].returns] } : TABLES[path];
  const faults = new Set<string>();
  compare(table, answer.body, "", quoted, faults);
  return [...faults];
}

for (const int64 of ["number", "string"] as const) {
  test(`every answer has the fields and types of the official tables, 64-bit integers as ${int64}s`, async (t) => {
    const bench = await open(t, { postings: 1500, int64, extraFields: false });
    const quoted = int64 === "string";
    const { store } = bench.sim.world;
    const all = { analytics_data: true, financial_data: true, legal_info: true };
    const period = { since: bench.at(-360 * DAY), to: bench.at(0) };
    const postings = (body: any): number => body.postings.length;
    const faults = async (path: string, body: object, length: (b: any) => number): Promise<void> => {
      assert.deepEqual(await faultsOf(bench, path, body, quoted, length), [], path);
    };
    const cancelled = (p: { status: string }): boolean => p.status === "cancelled";
    const rfbs = store.listed.fbs.find((p) => p.scheme === "rfbs")!;

    await faults("/v3/posting/fbo/list", { limit: 100, filter: period, with: all }, postings);
    await faults("/v4/posting/fbs/list", { limit: 100, filter: period, with: { ...all, barcodes: true } }, postings);
    for (const p of [store.listed.fbo[0]!, store.listed.fbo.find(cancelled)!]) {
      await faults("/v2/posting/fbo/get", { posting_number: p.number, with: all }, () => 1);
    }
    const everything = { ...all, barcodes: true, product_exemplars: true, related_postings: true };
    for (const p of [store.listed.fbs[0]!, store.listed.fbs.find(cancelled)!, rfbs]) {
      await faults("/v3/posting/fbs/get", { posting_number: p.number, with: everything }, () => 1);
    }
    await faults("/v1/returns/list", { limit: 500 }, (b) => b.returns.length);
    await faults("/v2/returns/rfbs/list", { limit: 100 }, (b) => b.returns.length);
    await faults("/v3/product/list", { limit: 1000, filter: { visibility: "ALL" } }, (b) => b.result.items.length);
    await faults("/v3/product/info/list", { sku: ["827142011"] }, (b) => b.items.length);
    await faults("/v1/roles", {}, (b) => b.roles.length);
    await faults("/v1/seller/info", {}, () => 1);
    assert.deepEqual(bench.sim.control.violations(), []);
  });
}

test("a posting in the FBO list is written as Ozon writes it", async (t) => {
  const { sim, call, at } = await open(t);
  const { control } = sim;
  control.createBuyer({ account: "0132112277", orders: 101 });
  const [number] = control.placeOrder({ account: "132112277", items: [{ offerId: "HF-PL-09", quantity: 2 }] }).postings;
  assert.equal(number, "0132112277-0102-1");
  const filter = { since: at(-DAY), to: at(DAY) };
  const bare = (await call("/v3/posting/fbo/list", { limit: 10, filter })).body.postings[0];
  const { posting_number, order_number, status, substatus, cancellation, analytics_data, financial_data, legal_info } = bare;
  assert.deepEqual(
    { posting_number, order_number, status, substatus, cancellation, analytics_data, financial_data, legal_info },
    {
      posting_number: number, order_number: "0132112277-0102", status: "awaiting_packaging", substatus: "posting_created",
      cancellation: null, analytics_data: null, financial_data: null, legal_info: null,
    },
  );
  const [{ price, ...product }] = bare.products;
  assert.deepEqual(product, {
    sku: 827_142_011, offer_id: "HF-PL-09", name: "Плойка для афрокудрей 9 мм, 13 режимов", quantity: 2,
    is_marketplace_buyout: false, digital_codes: [],
  });
  assert.equal(price.currency, "RUB");
  assert.match(price.amount, /^1530(\.00|\.0000)?$/);
  assert.match(bare.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

  control.cancel(number!);
  const gone = (await call("/v3/posting/fbo/list", { limit: 10, filter })).body.postings[0];
  assert.equal(gone.status, "cancelled");
  assert.deepEqual(gone.cancellation, {
    cancel_reason: "Покупатель отменил заказ", cancellation_initiator: "Клиент", cancellation_type: "client",
  });
});

test("the three shapes of money and both of a customer's price say the same to the kopeck", async (t) => {
  const { sim, call, at } = await open(t);
  const { control } = sim;
  const { account } = control.createBuyer();
  const items = [{ offerId: "SP-RZ-05", quantity: 1, price: 69_993, customerPrice: 12_345 }];
  const [fbo] = control.placeOrder({ account, items }).postings;
  const [fbs] = control.placeOrder({ account, items, scheme: "fbs" }).postings;
  const w = { with: { financial_data: true } };
  const filter = { since: at(-DAY), to: at(DAY) };

  const listed = (await call("/v4/posting/fbs/list", { limit: 1, filter, ...w })).body.postings[0];
  assert.match(listed.products[0].price.amount, /^699\.93(00)?$/);
  assert.match(listed.financial_data.products[0].customer_price.amount, /^123\.45(00)?$/);
  const one = (await call("/v2/posting/fbo/get", { posting_number: fbo, ...w })).body.result;
  assert.deepEqual([one.products[0].price, one.products[0].currency_code], ["699.93", "RUB"]);
  assert.equal(one.financial_data.products[0].customer_price, 123.45);
  const other = (await call("/v3/posting/fbs/get", { posting_number: fbs, ...w })).body.result;
  assert.equal(other.products[0].price, "699.9300");
  const inFbo = (await call("/v3/posting/fbo/list", { limit: 1, filter, ...w })).body.postings[0];
  assert.equal("customer_price" in inFbo.financial_data.products[0], false);

  control.deliver(fbo!);
  control.returnItems({ posting: fbo! });
  const back = (await call("/v1/returns/list", { limit: 1 })).body.returns[0];
  assert.deepEqual(back.product.price, { currency_code: "RUB", price: 699.93 });
  control.setStyle({ int64: "string" });
  const quoted = (await call("/v1/returns/list", { limit: 1 })).body.returns[0];
  assert.deepEqual(quoted.product.price, { currency_code: "RUB", price: "699.93" });
  assert.equal(quoted.company_id, CREDENTIALS["client-id"]);
});

test("only the seller who delivers himself is told who the buyer is", async (t) => {
  const { sim, call, at } = await open(t);
  const { account } = sim.control.createBuyer({ account: "05708065", name: "Иван П." });
  for (const scheme of ["fbs", "rfbs"] as const) {
    sim.control.placeOrder({ account, items: [{ offerId: "KT-ML-02", quantity: 1 }], scheme, legal: true });
  }
  const body = { limit: 10, filter: { since: at(-DAY), to: at(DAY) }, with: { legal_info: true } };
  const [fbs, rfbs] = (await call("/v4/posting/fbs/list", body)).body.postings;
  assert.deepEqual([fbs.customer, fbs.addressee, fbs.tpl_integration_type], [null, null, "ozon"]);
  assert.deepEqual([rfbs.customer.name, rfbs.customer.customer_id, rfbs.tpl_integration_type], ["Иван П.", 5_708_065, "non_integrated"]);
  assert.equal(fbs.legal_info.company_name, "ООО «Ромашка»");
});

test("fields of a later release are there unless switched off", async (t) => {
  const { sim, call, at } = await open(t);
  const { account } = sim.control.createBuyer();
  sim.control.placeOrder({ account, items: [{ offerId: "KT-ML-02", quantity: 1 }] });
  const body = { limit: 10, filter: { since: at(-DAY), to: at(DAY) } };
  assert.equal("experiments" in (await call("/v3/posting/fbo/list", body)).body.postings[0], true);
  sim.control.setStyle({ extraFields: false });
  assert.equal("experiments" in (await call("/v3/posting/fbo/list", body)).body.postings[0], false);
});
