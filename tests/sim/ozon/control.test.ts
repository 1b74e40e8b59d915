import assert from "node:assert/strict";
import { test } from "node:test";
import { ControlError } from "./index.ts";
import { DAY, open } from "./testing.ts";
import type { Bench } from "./testing.ts";

async function withPosting(bench: Bench, quantity = 3): Promise<{ account: string; posting: string; sku: number }> {
  const { control } = bench.sim;
  const { account } = control.createBuyer();
  const [posting] = control.placeOrder({ account, items: [{ offerId: "HF-PL-09", quantity }] }).postings;
  return { account, posting: posting!, sku: 827_142_011 };
}

const returnsOf = async (bench: Bench, posting: string): Promise<any[]> =>
  (await bench.call("/v1/returns/list", { limit: 500, filter: { posting_numbers: [posting] } })).body.returns;

test("a buyer shows the number of his latest order, and the next order has the next number", async (t) => {
  const { sim } = await open(t);
  const { control } = sim;
  const buyer = control.createBuyer({ account: "05708065", orders: 41, name: "Олег Т." });
  assert.deepEqual(buyer, { account: "05708065", name: "Олег Т.", orderNumber: "05708065-0041" });
  const order = control.placeOrder({ account: "5708065", items: [{ offerId: "KT-ML-02", quantity: 1 }] });
  assert.equal(order.number, "05708065-0042");
  assert.equal(control.buyers(5, "олег")[0]!.orderNumber, "05708065-0042");
  assert.match(control.createBuyer().orderNumber, /^\d{8,10}-\d{4,}$/);
});

test("an order goes into as many postings as it is split into", async (t) => {
  const bench = await open(t);
  const { account } = bench.sim.control.createBuyer();
  const items = ["KT-ML-02", "KT-NJ-20", "HM-PL-15"].map((offerId) => ({ offerId, quantity: 1 }));
  const order = bench.sim.control.placeOrder({ account, items, splits: [1, 2, 1] });
  assert.deepEqual(order.postings, [`${order.number}-1`, `${order.number}-2`]);
  const offers = order.postings.map((p) => bench.sim.control.posting(p).items.map((i) => i.offerId));
  assert.deepEqual(offers, [["KT-ML-02", "HM-PL-15"], ["KT-NJ-20"]]);
  const twice = [items[0]!, items[0]!];
  assert.throws(() => bench.sim.control.placeOrder({ account, items: twice }), /KT-ML-02 is twice in one posting/);
  assert.equal(bench.sim.control.placeOrder({ account, items: twice, splits: [1, 2] }).postings.length, 2);
});

test("a posting goes step by step, or anywhere it is told, and back", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const { posting } = await withPosting(bench);
  const steps = [1, 2, 3].map(() => control.advancePosting(posting).status);
  assert.deepEqual(steps, ["awaiting_deliver", "delivering", "delivered"]);
  assert.throws(() => control.advancePosting(posting), ControlError);
  assert.throws(() => control.cancel(posting), ControlError);
  control.setStatus(posting, "client_arbitration", "posting_in_client_arbitration");
  control.setStatus(posting, "teleported");
  const { body } = await bench.call("/v3/posting/fbo/list", { limit: 1, filter: { posting_numbers: [posting] } });
  assert.equal(body.postings[0].status, "teleported");
  assert.equal(control.deliver(posting).substatus, "posting_received");
  const { fact_delivery_date } = (await bench.call("/v2/posting/fbo/get", { posting_number: posting })).body.result;
  assert.match(fact_delivery_date, /^\d{4}-/);
});

test("a part is returned, refused and returned again, and no more than was bought", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const { posting, sku } = await withPosting(bench, 3);
  control.deliver(posting);
  const [first] = control.returnItems({ posting, sku, quantity: 2 });
  assert.deepEqual([first!.type, first!.status, first!.quantity], ["ClientReturn", "ApprovedByOzon", 2]);
  assert.throws(() => control.returnItems({ posting, sku, quantity: 2 }), /only 1 of HF-PL-09 are left/);
  assert.equal(control.posting(posting).items[0]!.returned, 2);
  control.rejectReturn(first!.id);
  assert.equal(control.posting(posting).items[0]!.returned, 0);
  const [second] = control.returnItems({ posting, quantity: 3, type: "PartialReturn", status: "OnSellerApproval" });
  assert.throws(() => control.returnItems({ posting }), /is returned already/);
  control.approveReturn(second!.id);

  const seen = await returnsOf(bench, posting);
  assert.deepEqual(seen.map((r) => [r.id, r.type, r.product.quantity, r.visual.status.sys_name]), [
    [first!.id, "ClientReturn", 2, "Rejected"], [second!.id, "PartialReturn", 3, "Approved"],
  ]);
  assert.equal(seen[0].visual.status.display_name, "Заявка отклонена");
  assert.equal(seen[0].exemplars.length, 2);
  assert.equal(control.posting(posting).status, "delivered", "a return is seen in the list of returns only");
});

test("a return is re-issued under a new id that names the old one", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const { posting } = await withPosting(bench, 1);
  control.deliver(posting);
  const [old] = control.returnItems({ posting });
  const again = control.reissueReturn(old!.id);
  const seen = await returnsOf(bench, posting);
  assert.deepEqual(seen.map((r) => [r.id, r.source_id]), [[old!.id, 0], [again.id, old!.id]]);
  assert.deepEqual(seen[0].exemplars, seen[1].exemplars);
  assert.equal(control.posting(posting).items[0]!.returned, 1, "counted once");
});

test("goods of an rFBS posting come back as an application", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const { account } = control.createBuyer();
  const [posting] = control.placeOrder({ account, scheme: "rfbs", items: [{ offerId: "KT-ML-02", quantity: 2 }] }).postings;
  control.deliver(posting!);
  control.returnItems({ posting: posting! });
  const list = async (groups: string[]) =>
    (await bench.call("/v2/returns/rfbs/list", { limit: 10, filter: { group_state: groups } })).body.returns;
  const [a] = await list(["New"]);
  assert.equal(control.posting(posting!).items[0]!.returned, 2);
  assert.deepEqual([a.posting_number, a.product.price, "quantity" in a.product], [posting, 1180, false]);
  control.decideApplication(a.return_id, "Approved");
  assert.deepEqual([(await list(["New"])).length, (await list(["Approved"])).length, (await list(["All"])).length], [0, 1, 1]);
  assert.deepEqual(await returnsOf(bench, posting!), []);
});

test("the seller splits a posting: its goods go on in children, and it is no buyer's cancellation", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const { account } = control.createBuyer();
  const items = ["KT-ML-02", "KT-NJ-20"].map((offerId) => ({ offerId, quantity: 1 }));
  const order = control.placeOrder({ account, scheme: "fbs", items });
  control.splitPosting(order.postings[0]!, [1, 2]);
  const filter = { since: bench.at(-DAY), to: bench.at(DAY), order_numbers: [order.number] };
  const { postings } = (await bench.call("/v4/posting/fbs/list", { limit: 10, filter })).body;
  assert.deepEqual(
    postings.map((p: any) => [p.posting_number, p.status, p.parent_posting_number, p.products.length]),
    [
      [`${order.number}-1`, "cancelled_from_split_pending", "", 2],
      [`${order.number}-2`, "awaiting_packaging", `${order.number}-1`, 1],
      [`${order.number}-3`, "awaiting_packaging", `${order.number}-1`, 1],
    ],
  );
});

test("an order may be shown late, and with a currency, a company or a platform of its own", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const { account } = control.createBuyer();
  const items = [{ offerId: "KT-ML-02", quantity: 1 }];
  control.placeOrder({ account, items });
  const late = control.placeOrder({
    account, items, createdAt: bench.clock.now() - 3 * DAY, inProcessAt: bench.clock.now() - 2 * DAY, legal: true,
    external: "Самокат", currency: "BYN",
  });
  const body = { limit: 1, filter: { since: bench.at(-10 * DAY), to: bench.at(0) }, with: { legal_info: true, analytics_data: true } };
  const [p] = (await bench.call("/v3/posting/fbo/list", body)).body.postings;
  assert.equal(p.order_number, late.number);
  assert.deepEqual(p.external_order, { is_external: true, platform_name: "Самокат" });
  assert.deepEqual([p.products[0].price.currency, p.analytics_data.is_legal, p.legal_info.inn], ["BYN", true, "7701234567"]);
});

test("over HTTP the control API does the same and names what is wrong", async (t) => {
  const { sim } = await open(t);
  const send = async (name: string, body: unknown, type = "application/json"): Promise<[number, any]> => {
    const response = await fetch(`${sim.url}/control/${name}`, { method: "POST", headers: { "content-type": type }, body: JSON.stringify(body) });
    return [response.status, await response.json()];
  };
  const see = async (name: string): Promise<any> => await (await fetch(`${sim.url}/control/${name}`)).json();
  const [, buyer] = await send("createBuyer", { account: "12345678", orders: 41 });
  const [, order] = await send("placeOrder", { account: buyer.account, items: [{ sku: 827_142_011, quantity: 1 }] });
  assert.equal(order.number, "12345678-0042");
  await send("deliver", { posting: order.postings[0] });
  assert.equal((await see(`posting?number=${order.postings[0]}`)).status, "delivered");
  assert.equal((await see("postings?limit=5&account=12345678")).length, 1);
  const { now } = await see("state");
  const [, moved] = await send("advanceClock", { ms: DAY });
  assert.ok(moved.now >= now + DAY);
  await send("addFault", { kind: "rate_limited", method: "/v1/roles", times: 2 });
  assert.equal((await see("faults"))[0].left, 2);

  for (const [name, body, error] of [
    ["placeOrder", { account: "12345678" }, /items is required/],
    ["placeOrder", { account: "1", items: [{ sku: 1, quantity: 1 }] }, /no buyer has the account 1/],
    ["placeOrder", { account: "12345678", items: [{ sku: 1, quantity: 1 }] }, /no good 1/],
    ["createBuyer", { account: "12345678" }, /exists already/],
    ["createBuyer", { nick: "x" }, /unknown field nick/],
    ["cancel", { posting: "0-0-0" }, /no posting 0-0-0/],
    ["addFault", { kind: "earthquake" }, /kind must be one of/],
    ["constructor", {}, /no command constructor/],
  ] as const) {
    const [status, answer] = await send(name, body);
    assert.equal(status, 400, name);
    assert.match(answer.error, error);
  }
  assert.equal((await send("createBuyer", {}, "text/plain"))[0], 400);
  assert.equal((await fetch(`${sim.url}/control/nothing`)).status, 400);
});

test("what changes is told as it happens", async (t) => {
  const { sim } = await open(t);
  const { account } = sim.control.createBuyer();
  const response = await fetch(`${sim.url}/control/events`);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = (await reader.read()).value!;
  const [posting] = sim.control.placeOrder({ account, items: [{ offerId: "KT-ML-02", quantity: 1 }] }).postings;
  while (!text.includes("event: posting")) text += (await reader.read()).value!;
  const line = text.split("\n").find((l) => l.startsWith("data: {\"id\""))!;
  assert.equal(JSON.parse(line.slice(6)).number, posting);
  await reader.cancel();
});

test("the page and its parts are served, with the way to the simulated Telegram", async (t) => {
  const { sim } = await open(t, { telegramUrl: "http://127.0.0.1:1/?a=1&b=\"" });
  const page = await (await fetch(sim.url)).text();
  assert.match(page, /<a id="telegram" href="http:\/\/127\.0\.0\.1:1\/\?a=1&#38;b=&#34;">/);
  const parts = [...page.matchAll(/(?:src|href)="(\/[a-z]+\.[a-z]+)"/g)].map((m) => m[1]!);
  assert.ok(parts.length >= 3);
  for (const part of [...parts, "/dom.js", "/posting.js"]) {
    assert.equal((await fetch(sim.url + part)).status, 200, part);
  }
  assert.doesNotMatch(page, /https?:\/\/(?!127\.0\.0\.1|www\.w3\.org)/, "nothing comes from elsewhere");
});
