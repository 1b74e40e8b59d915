import assert from "node:assert/strict";
import { test } from "node:test";
import { check, parseInteger, parseTime } from "./check.ts";
import type { Schema } from "./check.ts";
import { METHODS } from "./seller-api.ts";
import { DAY, open } from "./testing.ts";

const what = (schema: Schema, value: unknown): string[] => check(schema, value).map((p) => `${p.kind} ${p.field}`);

test("a full RFC 3339 time is a time, a date alone is not", () => {
  assert.equal(parseTime("2026-11-22T12:00:00Z"), Date.parse("2026-11-22T12:00:00Z"));
  assert.equal(parseTime("2026-11-22T12:00:00.653736Z"), Date.parse("2026-11-22T12:00:00.653Z"));
  assert.equal(parseTime("2026-11-22T15:00:00+03:00"), Date.parse("2026-11-22T12:00:00Z"));
  for (const wrong of ["2026-11-22", "2026-11-22T12:00:00", "2026-13-22T12:00:00Z", "", 5, null]) {
    assert.equal(parseTime(wrong), null, String(wrong));
  }
});

test("an integer is a number or its decimal text, and exact", () => {
  assert.deepEqual([parseInteger(7), parseInteger("7"), parseInteger(0)], [7, 7, 0]);
  for (const wrong of [1.5, "1.5", "x", "", true, null, 2 ** 53, "99999999999999999"]) {
    assert.equal(parseInteger(wrong), null, String(wrong));
  }
});

test("an unknown, a missing and a wrongly typed field are each named", () => {
  const schema = METHODS["/v4/posting/fbs/list"]!;
  assert.deepEqual(what(schema, {}), ["missing_parameter filter", "missing_parameter limit"]);
  const filter = { since: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" };
  assert.deepEqual(what(schema, { limit: 100, filter }), []);
  assert.deepEqual(what(schema, { limit: 100, filter: { ...filter, posting_numbers: ["1-1-1"] } }), [
    "unknown_parameter filter.posting_numbers",
  ]);
  assert.deepEqual(what(schema, { limit: "many", filter: { ...filter, statuses: "delivered" } }).sort(), [
    "wrong_type filter.statuses", "wrong_type limit",
  ]);
  assert.deepEqual(what(schema, { limit: 101, filter: { ...filter, statuses: ["shipped"] } }).sort(), [
    "out_of_range filter.statuses[0]", "out_of_range limit",
  ]);
  assert.deepEqual(what(schema, { limit: 0, filter: { since: "2026-11-01", to: filter.to } }).sort(), [
    "out_of_range limit", "wrong_type filter.since",
  ]);
});

test("a field named like something of Object is unknown like any other", () => {
  const fields = ["constructor", "__proto__", "toString"];
  for (const field of fields) {
    assert.deepEqual(what(METHODS["/v1/roles"]!, JSON.parse(`{"${field}":{}}`)), [`unknown_parameter ${field}`]);
  }
});

test("limits that only the text of the specification states hold too", () => {
  const returns = METHODS["/v1/returns/list"]!;
  assert.deepEqual(what(returns, { limit: 500 }), []);
  assert.deepEqual(what(returns, { limit: 501 }), ["out_of_range limit"]);
  const numbers = Array.from({ length: 51 }, (_, i) => `1-${i}-1`);
  assert.deepEqual(what(returns, { limit: 500, filter: { posting_numbers: numbers } }), ["out_of_range filter.posting_numbers"]);
  assert.deepEqual(what(returns, { limit: 500, filter: { visual_status_name: "Lost" } }), [
    "out_of_range filter.visual_status_name",
  ]);
});

test("what the tables do not allow is refused with code 3 and kept as a violation", async (t) => {
  const { sim, call, at } = await open(t);
  const filter = { since: at(-DAY), to: at(0), colour: "red" };
  const answer = await call("/v3/posting/fbo/list", { limit: 1000, filter });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.code, 3);
  assert.match(answer.body.message, /^Request validation error: .*limit must be at most 100/);
  const [violation, ...more] = sim.control.violations();
  assert.deepEqual(more, []);
  assert.equal(violation!.method, "/v3/posting/fbo/list");
  assert.match(violation!.what, /unknown_parameter: unknown field filter\.colour/);
});
