import assert from "node:assert/strict";
import { test } from "node:test";
import { DAY, HOUR, open, walk } from "./testing.ts";
import type { Bench } from "./testing.ts";

const numbers = (postings: { posting_number: string }[]): string[] => postings.map((p) => p.posting_number);

function placeMany(bench: Bench, count: number, scheme: "fbo" | "fbs" = "fbo"): string[] {
  const { control } = bench.sim;
  const { account } = control.createBuyer();
  return Array.from({ length: count }, () => {
    bench.clock.advance(1000);
    return control.placeOrder({ account, scheme, items: [{ offerId: "KT-ML-02", quantity: 1 }] }).postings[0]!;
  });
}

test("a walk along the cursor gives every posting once, in both directions", async (t) => {
  const bench = await open(t, { postings: 2000, autoLife: false });
  const filter = { since: bench.at(-400 * DAY + 40 * DAY), to: bench.at(DAY) };
  const up = numbers(await walk(bench, "/v3/posting/fbo/list", { filter }));
  const down = numbers(await walk(bench, "/v3/posting/fbo/list", { filter, sort_dir: "desc" }));
  const since = Date.parse(filter.since);
  const expected = bench.sim.world.store.listed.fbo.filter((p) => p.inProcessAt >= since).map((p) => p.number);
  assert.ok(expected.length > 1000);
  assert.deepEqual(up, expected);
  assert.deepEqual(down, expected.toReversed());
});

test("orders that come between two pages are neither lost nor doubled", async (t) => {
  const bench = await open(t);
  const before = placeMany(bench, 30);
  const filter = { since: bench.at(-DAY), to: bench.at(DAY) };
  const first = (await bench.call("/v3/posting/fbo/list", { limit: 20, filter, cursor: "" })).body;
  const between = placeMany(bench, 5);
  bench.sim.control.deliver(before[25]!);
  const rest = await bench.call("/v3/posting/fbo/list", { limit: 100, filter, cursor: first.cursor });
  assert.deepEqual([...numbers(first.postings), ...numbers(rest.body.postings)], [...before, ...between]);
  assert.equal(rest.body.postings[5].status, "delivered");
});

test("a full last page promises another, which is empty", async (t) => {
  const bench = await open(t);
  placeMany(bench, 4);
  const body = { limit: 2, filter: { since: bench.at(-DAY), to: bench.at(DAY) } };
  const pages: [number, boolean][] = [];
  for (let cursor = "", more = true; more; ) {
    const page = (await bench.call("/v3/posting/fbo/list", { ...body, cursor })).body;
    pages.push([page.postings.length, page.has_next]);
    [more, cursor] = [page.has_next, page.cursor];
  }
  assert.deepEqual(pages, [[2, true], [2, true], [0, false]]);
});

test("a cursor is refused with another filter or another direction, and when it is none", async (t) => {
  const bench = await open(t);
  placeMany(bench, 3);
  const filter = { since: bench.at(-DAY), to: bench.at(DAY) };
  const { cursor } = (await bench.call("/v3/posting/fbo/list", { limit: 1, filter })).body;
  assert.match(Buffer.from(cursor, "base64").toString(), /osp\.in_process_at/);
  const same = { to: filter.to, since: filter.since };
  assert.equal((await bench.call("/v3/posting/fbo/list", { limit: 2, filter: same, cursor })).status, 200);
  for (const wrong of [
    { filter: { ...filter, statuses: ["delivered"] }, cursor }, { filter, cursor, sort_dir: "DESC" },
    { filter, cursor: "bm9uZQ==" }, { filter, cursor: "not base64 at all" },
  ]) {
    const answer = await bench.call("/v3/posting/fbo/list", { limit: 2, ...wrong });
    assert.deepEqual([answer.status, answer.body.code], [400, 3]);
  }
});

test("FBO is filtered by status and by numbers", async (t) => {
  const bench = await open(t);
  const placed = placeMany(bench, 6);
  bench.sim.control.deliver(placed[1]!);
  bench.sim.control.cancel(placed[2]!);
  bench.sim.control.advancePosting(placed[3]!);
  const period = { since: bench.at(-DAY), to: bench.at(DAY) };
  const list = async (filter: object): Promise<string[]> =>
    numbers((await bench.call("/v3/posting/fbo/list", { limit: 100, filter: { ...period, ...filter } })).body.postings);
  assert.deepEqual(await list({ statuses: ["delivered", "cancelled"] }), [placed[1], placed[2]]);
  assert.deepEqual(await list({ statuses: ["awaiting_deliver"] }), [placed[3]]);
  assert.deepEqual(await list({ posting_numbers: [placed[4], placed[0], placed[0], "1-1-1"] }), [placed[0], placed[4]]);
  assert.deepEqual(await list({ order_numbers: [placed[5]!.slice(0, -2)] }), [placed[5]]);
  assert.deepEqual(await list({ posting_numbers: [placed[4]], statuses: ["delivered"] }), []);
  // Leading zeros and the account alone are other numbers.
  assert.deepEqual(await list({ posting_numbers: [`0${placed[4]}`] }), []);
});

test("FBS is asked for what changed, however the period is cut", async (t) => {
  const bench = await open(t);
  const placed = placeMany(bench, 5, "fbs");
  bench.clock.advance(3 * DAY);
  bench.sim.control.advancePosting(placed[0]!);
  bench.clock.advance(DAY);
  bench.sim.control.deliver(placed[3]!);
  bench.clock.advance(HOUR);
  const period = { since: bench.at(-10 * DAY), to: bench.at(0) };
  const changed = async (from: number, to: number, more: object = {}): Promise<string[]> => {
    const filter = { ...period, ...more, last_changed_status_date: { from: bench.at(from), to: bench.at(to) } };
    return numbers((await bench.call("/v4/posting/fbs/list", { limit: 100, filter })).body.postings);
  };
  assert.deepEqual(await changed(-2 * HOUR, 0), [placed[3]]);
  assert.deepEqual(await changed(-2 * DAY, 0), [placed[0], placed[3]]);
  assert.deepEqual(await changed(-10 * DAY, -2 * DAY), [placed[1], placed[2], placed[4]]);
  assert.deepEqual(await changed(-2 * DAY, 0, { statuses: ["delivered"] }), [placed[3]]);
  assert.deepEqual(await changed(-2 * DAY, 0, { since: bench.at(-DAY) }), []);
});

test("a period over a year is too long, and over thirty days too where the shop is told so", async (t) => {
  const bench = await open(t);
  const list = async (path: string, days: number) =>
    await bench.call(path, { limit: 1, filter: { since: bench.at(-days * DAY), to: bench.at(0) } });
  assert.equal((await list("/v3/posting/fbo/list", 365)).status, 200);
  const long = await list("/v3/posting/fbo/list", 367);
  assert.deepEqual([long.status, long.body.code], [400, 3]);
  assert.match(long.body.message, /PERIOD_IS_TOO_LONG/);
  assert.equal((await list("/v4/posting/fbs/list", 90)).status, 200);
  bench.sim.control.forget();
  bench.sim.control.setStyle({ fbsPeriodDays: 30 });
  assert.match((await list("/v4/posting/fbs/list", 31)).body.message, /PERIOD_IS_TOO_LONG/);
  assert.equal((await list("/v4/posting/fbs/list", 29)).status, 200);
  assert.deepEqual(bench.sim.control.violations(), [], "a limit that nobody documents is no fault of the client");
});

test("returns are paged by the last id and filtered by time, posting and status", async (t) => {
  const bench = await open(t);
  const { control } = bench.sim;
  const placed = placeMany(bench, 7);
  const ids = placed.map((number) => {
    control.deliver(number);
    bench.clock.advance(DAY);
    return control.returnItems({ posting: number, status: "OnSellerApproval" })[0]!.id;
  });
  const list = async (body: object) => (await bench.call("/v1/returns/list", { limit: 3, ...body })).body;
  const walked: number[] = [];
  for (let lastId = 0, more = true; more; ) {
    const page = await list({ last_id: lastId });
    walked.push(...page.returns.map((r: { id: number }) => r.id));
    [more, lastId] = [page.has_next, walked.at(-1)!];
  }
  assert.deepEqual(walked, ids);

  bench.clock.advance(DAY);
  control.rejectReturn(ids[1]!);
  const recent = { time_from: bench.at(-HOUR), time_to: bench.at(HOUR) };
  const found = async (filter: object) => (await list({ limit: 500, filter })).returns.map((r: { id: number }) => r.id);
  assert.deepEqual(await found({ visual_status_change_moment: recent }), [ids[1]]);
  const older = { time_from: bench.at(-30 * DAY), time_to: bench.at(-HOUR) };
  assert.deepEqual(await found({ visual_status_change_moment: older }), ids.filter((id) => id !== ids[1]));
  assert.deepEqual(await found({ posting_numbers: [placed[4], placed[2]] }), [ids[2], ids[4]]);
  assert.deepEqual(await found({ visual_status_name: "Rejected" }), [ids[1]]);
  assert.deepEqual(await found({ return_schema: "FBS" }), []);
  assert.deepEqual(await found({ logistic_return_date: recent }), []);
  assert.equal((await found({ logistic_return_date: older })).length, 7);
  const both = await bench.call("/v1/returns/list", {
    limit: 3, filter: { visual_status_change_moment: recent, logistic_return_date: recent },
  });
  assert.deepEqual([both.status, both.body.code], [400, 3]);
});

test("goods are listed in pages, the archived apart", async (t) => {
  const { call } = await open(t);
  const first = (await call("/v3/product/list", { limit: 20, last_id: "", filter: { visibility: "ALL" } })).body.result;
  const second = (await call("/v3/product/list", { limit: 20, last_id: first.last_id, filter: {} })).body.result;
  assert.deepEqual([first.items.length, second.items.length, first.total], [20, 3, 23]);
  const gone = (await call("/v3/product/list", { limit: 20, filter: { visibility: "ARCHIVED" } })).body.result.items;
  assert.deepEqual(gone.map((g: { offer_id: string }) => g.offer_id), ["KR-GU-20"]);
  const { items } = (await call("/v3/product/info/list", { offer_id: ["HF-PL-09", "none"] })).body;
  assert.deepEqual([items.length, items[0].price, items[0].old_price], [1, "1530.00", "1900.00"]);
});
