import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, open } from "./testing.ts";

const PATH = "/v3/posting/fbo/list";

test("a burst of 429 hits so many calls of its method and no other", async (t) => {
  const { sim, call } = await open(t);
  sim.control.addFault({ kind: "rate_limited", method: PATH, times: 2, retryAfterS: 7 });
  assert.equal((await call("/v1/roles", {})).status, 200);
  const first = await call(PATH, { limit: 1 });
  assert.deepEqual([first.status, first.body.code, first.headers.get("retry-after")], [429, 8, "7"]);
  assert.deepEqual([(await call(PATH, { limit: 1 })).status, (await call(PATH, { limit: 1 })).status], [429, 200]);
  assert.deepEqual(sim.control.calls().map((c) => c.fault), [null, "rate_limited", "rate_limited", null]);
});

test("a gateway's errors are HTML, Ozon's own are JSON", async (t) => {
  const { sim, call } = await open(t);
  for (const status of [500, 502, 503] as const) {
    sim.control.addFault({ kind: `http_${status}` });
    const answer = await call(PATH, { limit: 1 });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [status, "text/html"]);
    assert.match(answer.body, /^<html>/);
  }
  sim.control.addFault({ kind: "internal_error" });
  const { status, body } = await call(PATH, { limit: 1 });
  assert.deepEqual([status, body.code, body.message], [500, 13, "Internal error"]);
});

test("a method is removed for a while, and a page for people comes where JSON was asked for", async (t) => {
  const { sim, call } = await open(t);
  sim.control.addFault({ kind: "removed", method: PATH });
  const removed = await call(PATH, { limit: 1 });
  assert.deepEqual([removed.status, removed.body.code, removed.body.message], [404, 5, "method is not allowed"]);
  assert.equal(sim.control.violations().length, 0);
  sim.control.addFault({ kind: "page", method: PATH });
  const page = await call(PATH, { limit: 1 });
  assert.deepEqual([page.status, page.headers.get("content-type")], [200, "text/html"]);
  assert.equal((await call(PATH, { limit: 1 })).status, 200);
});

test("the circle is open for as long as it is told, by the clock", async (t) => {
  const { sim, call, clock } = await open(t);
  sim.control.addFault({ kind: "circle_open", method: PATH, forMs: HOUR });
  for (let i = 0; i < 3; i++) assert.equal((await call(PATH, { limit: 1 })).body.message, "Circle is open");
  clock.advance(HOUR);
  assert.equal((await call(PATH, { limit: 1 })).status, 200);
});

test("a connection is cut before the answer or within it", async (t) => {
  const { sim, call } = await open(t);
  for (const kind of ["cut", "cut_half"] as const) {
    sim.control.addFault({ kind });
    await assert.rejects(call(PATH, { limit: 1 }), kind);
  }
  assert.equal((await call(PATH, { limit: 1 })).status, 200);
});

test("a 200 may be empty, short, an error in disguise, or late", async (t) => {
  const { sim, call } = await open(t);
  sim.control.addFault({ kind: "empty" });
  assert.deepEqual([(await call(PATH, { limit: 1 })).status, sim.control.calls().at(-1)!.status], [200, 200]);
  sim.control.addFault({ kind: "truncated" });
  await assert.rejects(call(PATH, { limit: 1 }), SyntaxError);
  sim.control.addFault({ kind: "error_as_200" });
  const disguised = await call(PATH, { limit: 1 });
  assert.deepEqual([disguised.status, disguised.body.code, disguised.body.postings], [200, 8, undefined]);
  sim.control.addFault({ kind: "slow", delayMs: 60 });
  const begun = performance.now();
  assert.equal((await call(PATH, { limit: 1 })).status, 200);
  assert.ok(performance.now() - begun >= 50);
});

test("a page is given twice", async (t) => {
  const { sim, call, at } = await open(t);
  const { account } = sim.control.createBuyer();
  for (let i = 0; i < 3; i++) sim.control.placeOrder({ account, items: [{ offerId: "KT-ML-02", quantity: 1 }] });
  const body = { limit: 1, filter: { since: at(-DAY), to: at(DAY) } };
  const first = (await call(PATH, { ...body, cursor: "" })).body;
  sim.control.addFault({ kind: "repeated_page" });
  const again = (await call(PATH, { ...body, cursor: first.cursor })).body;
  assert.deepEqual(again, first);
  const next = (await call(PATH, { ...body, cursor: again.cursor })).body;
  assert.notEqual(next.postings[0].posting_number, first.postings[0].posting_number);
});

test("faults are taken back, and a wrong request under a fault is a violation all the same", async (t) => {
  const { sim, call } = await open(t);
  sim.control.addFault({ kind: "http_502", times: 100 });
  sim.control.addFault({ kind: "http_503", method: PATH, times: 100 });
  await call(PATH, { limit: 1000 });
  assert.equal(sim.control.violations().length, 1);
  assert.equal((await call(PATH, { limit: 1 })).status, 502);
  sim.control.clearFaults("*");
  assert.equal((await call(PATH, { limit: 1 })).status, 503);
  sim.control.clearFaults();
  assert.equal((await call(PATH, { limit: 1 })).status, 200);
});
