import assert from "node:assert/strict";
import { test } from "node:test";
import { CREDENTIALS, DAY, open } from "./testing.ts";
import type { Answer } from "./testing.ts";

const said = ({ status, body }: Answer): unknown[] => [status, body.code, body.message];

const INVALID_KEY = [404, 5, "Invalid Api-Key, please check the key and try again"];

test("headers are checked before the key, the key before the method, the role before the rate", async (t) => {
  const { sim, call } = await open(t, { rateLimit: 1 });
  const { control } = sim;
  const path = "/v1/seller/info";
  assert.deepEqual(said(await call(path, {}, { "api-key": null, "client-id": "x" })), [
    401, 16, "Client-Id and Api-Key headers are required",
  ]);
  for (const wrong of ["x", "0", "-7", "7376.0", "07"]) {
    const answer = await call(path, {}, { "client-id": wrong, "api-key": "wrong" });
    assert.deepEqual(said(answer), [400, 3, "Client-Id header value should be positive integer"]);
  }
  assert.deepEqual(said(await call(path, {}, { "api-key": "wrong" })), INVALID_KEY);
  assert.deepEqual(said(await call(path, {}, { "client-id": "7377" })), INVALID_KEY);

  control.setKey({ roles: [{ name: "Posting FBO", methods: ["/v3/posting/fbo/list"] }] });
  assert.deepEqual(said(await call(path, {})), [403, 7, "Api-Key is missing a required role for a method"]);
  control.setKey({ roles: [{ name: "Admin", methods: [path] }] });
  // Two calls within one second of the clock, whenever the first happens to be.
  const answers = [await call(path, {}), await call(path, {}), await call(path, {})];
  const refused = answers.find((a) => a.status === 429)!;
  assert.deepEqual(said(refused), [429, 8, "You have reached request rate limit per second"]);
  assert.deepEqual([refused.headers.get("retry-after"), refused.headers.get("ratelimit-remaining")], ["1", "0"]);
});

test("the rate is let through again in the next second", async (t) => {
  const { sim, call, clock } = await open(t, { rateLimit: 1 });
  while ((await call("/v1/roles", {})).status !== 429);
  clock.advance(1000);
  assert.equal((await call("/v1/roles", {})).status, 200);
  assert.deepEqual(sim.control.violations(), []);
});

test("removed, unknown and wrongly called methods are refused and kept as violations", async (t) => {
  const { sim, call } = await open(t);
  for (const path of ["/v2/posting/fbo/list", "/v3/posting/fbs/list", "/v3/finance/transaction/list"]) {
    assert.deepEqual(said(await call(path, {})), [404, 5, "method is not allowed"]);
  }
  assert.equal((await call("/v9/posting/list", {})).status, 404);
  assert.equal((await call("/v1/roles", "{")).status, 400);
  assert.equal((await call("/v1/roles", {}, { "content-type": "text/plain" })).status, 400);
  const get = await fetch(`${sim.url}/v1/roles`, { headers: CREDENTIALS });
  assert.equal(get.status, 405);
  assert.equal(sim.control.violations().length, 7);
});

test("a key is replaced, deactivated, and ends by the clock", async (t) => {
  const { sim, call, clock } = await open(t);
  const { control } = sim;
  const { body } = await call("/v1/roles", {});
  assert.ok(Date.parse(body.expires_at) > clock.now() + 100 * DAY);
  assert.ok(body.roles[0].methods.includes("/v3/posting/fbo/list"));
  control.setKey({ apiKey: "another" });
  assert.deepEqual(said(await call("/v1/roles", {})), INVALID_KEY);
  assert.equal((await call("/v1/roles", {}, { "api-key": "another" })).status, 200);
  control.setKey({ apiKey: CREDENTIALS["api-key"], block: "deactivated" });
  assert.match((await call("/v1/roles", {})).body.message, /^Api-key is deactivated/);
  control.setKey({ block: "", expiresAt: clock.now() + DAY });
  assert.equal((await call("/v1/roles", {})).status, 200);
  clock.advance(DAY);
  assert.deepEqual(said(await call("/v1/roles", {})), INVALID_KEY);
});

test("calls are kept with their method and time, and without the key", async (t) => {
  const { sim, call, at } = await open(t);
  const body = { limit: 5, filter: { since: at(-DAY), to: at(0) } };
  await call("/v3/posting/fbo/list", body);
  const [made] = sim.control.calls();
  assert.deepEqual({ ...made, at: 0 }, { at: 0, method: "/v3/posting/fbo/list", status: 200, fault: null, body });
  assert.ok(!JSON.stringify([sim.control.calls(), sim.control.state()]).includes(CREDENTIALS["api-key"]));
});
