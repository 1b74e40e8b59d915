import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createActions, type PayoutActions } from "../actions.ts";
import type { Payout } from "../model.ts";
import { createPayouts, type PayoutsStore } from "../store.ts";
import { type Bench, CARD, CLAIM, card, LIST, row, startBench } from "../testing.ts";
import { takeMany } from "./take-many.ts";

const ME = 7;
const OLEG = { operator: 8, operator_name: "Олег М." };

let bench: Bench;
let store: PayoutsStore;
let actions: PayoutActions;
const newest = (payout: Payout): Payout => store.rows.get(payout.id) ?? payout;
const take = (...ids: number[]) =>
  takeMany(
    { actions, me: ME, newest },
    ids.map((id) => store.rows.get(id) as Payout),
  );
const claims = () =>
  bench
    .channel()
    .sent.filter(([, op]) => op === CLAIM)
    .map(([, , argument]) => argument);

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await startBench();
  store = bench.session.get(createPayouts);
  actions = bench.session.get(createActions);
  await bench.answer(LIST, {});
});

afterEach(() => {
  bench.session.wire.stop();
  vi.useRealTimers();
});

it("asks only for those that nobody has, each as it was seen", async () => {
  store.learn([row(1, 40), row(2, 41, OLEG), row(3, 42, { operator: ME, operator_name: "Я" })]);
  store.learn([row(4, 43, { state: 3, can: [] })]);
  const done = take(1, 2, 3, 4);
  expect(claims()).toEqual([{ payout: 1, rev: 40, take: true }]);
  await bench.answer(CLAIM, row(1, 50, { operator: ME, operator_name: "Я" }));
  expect((await done).map(({ payout, ...rest }) => [payout.id, rest])).toEqual([
    [1, { how: "taken" }],
    [2, { how: "theirs", by: "Олег М." }],
    [3, { how: "mine" }],
    [4, { how: "closed", state: "paid" }],
  ]);
});

it("says who was faster, and does not say it again on the request", async () => {
  store.learn([row(1, 40)]);
  const done = take(1);
  await bench.refuse(CLAIM, 4);
  await bench.answer(CARD, card(row(1, 41, OLEG)));
  expect(await done).toMatchObject([{ how: "theirs", by: "Олег М." }]);
  expect(actions.conflict(1)).toBeUndefined();
  expect(newest(store.rows.get(1) as Payout).operator?.id).toBe(8);
});

it("tells a change that took nothing away from a failure", async () => {
  store.learn([row(1, 40)]);
  const changed = take(1);
  await bench.refuse(CLAIM, 4);
  await bench.answer(CARD, card(row(1, 41, { points: 100 })));
  expect(await changed).toMatchObject([{ how: "changed" }]);
  const failed = take(1);
  await bench.refuse(CLAIM, 2);
  expect(await failed).toMatchObject([{ how: "failed", code: "forbidden" }]);
});
