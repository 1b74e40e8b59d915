import { expect, it } from "vitest";
import { differencesOf } from "./conflict.ts";
import { type Participant, remains, toCard, toPayout } from "./model.ts";
import { card, row } from "./testing.ts";

it("cleans names, and has something to show for those who have none", () => {
  expect(toPayout(row(1, 1, { name: "\u202eИван\u0000 " })).name).toBe("Иван");
  expect(toPayout(row(1, 1, { name: "\u200f" })).name).toBe("");
});

it("leaves out moves to states that this page has no word for", () => {
  expect(toPayout(row(1, 1, { can: [2, 77, 4] })).can).toEqual(["negotiation", "rejected"]);
});

it("takes an absent field for zero, empty or nobody", () => {
  const { participant, conversation, history } = toCard(card(row(1, 1)) as never);
  expect(participant).toMatchObject({ held: 0, reserved: 0, ozon: "", proven: false });
  expect(conversation).toBe(9);
  expect(history).toEqual([]);
  expect(toPayout(row(1, 1, { operator: 0 })).operator).toBeUndefined();
});

it("says what stays after the payout of an open request, and what there is of a settled one", () => {
  const who = { total: 34_444_200 } as Participant; // the example of the rules: 344 442 points
  const open = toPayout(row(1, 1, { points: 1_000_000 }));
  expect(remains(open, who)).toBe(33_444_200);
  expect(remains({ ...open, state: "paid" }, who)).toBe(34_444_200);
});

it("names what has changed between two looks at a request", () => {
  const seen = toPayout(row(1, 1));
  expect(differencesOf(seen, seen, [])).toEqual([]);
  expect(differencesOf(seen, { ...seen, rev: 2 }, [])).toEqual([{ kind: "other" }]);
  const taken = { ...seen, rev: 2, operator: { id: 2, name: "Олег М." } };
  expect(differencesOf(seen, taken, [])).toEqual([{ kind: "operator", from: "", to: "Олег М." }]);
  const cancelled = { ...seen, rev: 2, state: "cancelled" as const };
  expect(differencesOf(seen, cancelled, [])).toEqual([
    { kind: "state", by: "", from: "new", to: "cancelled", at: undefined },
  ]);
});
