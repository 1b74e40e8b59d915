import assert from "node:assert/strict";
import { test } from "node:test";
import { BORIS, fixture, SHOP, VERA, type Fixture } from "./testing.ts";

const texts = (sim: Fixture): string[] => sim.control.chat({ person: VERA, bot: "shop_ref_bot" }).messages.slice(1).map((m) => m.text);

async function started(t: Parameters<typeof fixture>[0]): Promise<Fixture> {
  const sim = await fixture(t);
  for (const person of [VERA, BORIS]) sim.control.start({ person, bot: "shop_ref_bot" });
  return sim;
}

const send = (sim: Fixture, text: string): Promise<Response> =>
  fetch(`${sim.url}/bot${SHOP}/sendMessage`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ chat_id: VERA, text }) });

test("502 comes as a page of HTML, without the effect or after it", async (t) => {
  const sim = await started(t);
  sim.control.fault({ kind: "bad_gateway", method: "sendMessage" });
  sim.control.fault({ kind: "bad_gateway_after", method: "sendMessage" });
  const before = await send(sim, "раз");
  assert.equal(before.status, 502);
  assert.match(await before.text(), /^<html>/);
  assert.deepEqual(texts(sim), []);
  assert.equal((await send(sim, "два")).status, 502);
  assert.deepEqual(texts(sim), ["два"]);
  assert.equal((await send(sim, "три")).status, 200);
});

test("a connection is reset before or after the effect", async (t) => {
  const sim = await started(t);
  sim.control.fault({ kind: "reset_before" });
  await assert.rejects(send(sim, "раз"), /fetch failed/);
  assert.deepEqual(texts(sim), []);
  sim.control.fault({ kind: "reset_after" });
  await assert.rejects(send(sim, "два"), /fetch failed/);
  assert.deepEqual(texts(sim), ["два"]);
});

test("an answer breaks off in the middle", async (t) => {
  const sim = await started(t);
  sim.control.fault({ kind: "truncated" });
  await assert.rejects(send(sim, "раз").then((response) => response.text()));
  assert.deepEqual(texts(sim), ["раз"]);
});

test("an answer comes late", async (t) => {
  const sim = await started(t);
  sim.control.fault({ kind: "slow", ms: 150 });
  const before = performance.now();
  assert.equal((await send(sim, "раз")).status, 200);
  assert.ok(performance.now() - before >= 149);
});

test("a burst of 429 and 500 hits the calls that match, after those it skips", async (t) => {
  const sim = await started(t);
  sim.control.fault({ kind: "too_many", chat_id: VERA, seconds: 7, count: 2, skip: 1 });
  assert.equal((await send(sim, "раз")).status, 200);
  assert.equal((await sim.call("sendMessage", { chat_id: BORIS, text: "x" })).ok, true);
  for (let i = 0; i < 2; i++) assert.equal((await sim.call("sendMessage", { chat_id: VERA, text: "x" })).parameters?.retry_after, 7);
  assert.equal((await send(sim, "два")).status, 200);
  sim.control.fault({ kind: "server_error", method: "getMe" });
  assert.deepEqual(await sim.call("getMe"), { ok: false, error_code: 500, description: "Internal Server Error" });
  assert.deepEqual(sim.control.faults(), []);
});

test("every call is on record with its parameters, status and fault", async (t) => {
  const sim = await started(t);
  sim.control.fault({ kind: "bad_gateway", method: "sendMessage" });
  await send(sim, "раз");
  await send(sim, "два");
  const calls = sim.control.calls({ bot: "shop_ref_bot", method: "sendMessage", chat_id: VERA });
  assert.deepEqual(calls.map((c) => [c.params["text"], c.status, c.fault]), [["раз", 502, "bad_gateway"], ["два", 200, undefined]]);
  assert.equal(sim.control.calls({ since: calls[0]!.seq }).length, 1);
});
