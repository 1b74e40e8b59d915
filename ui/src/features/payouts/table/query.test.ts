import { expect, test } from "vitest";
import { sortOf } from "#grid/columns.ts";
import { PayoutSort, PayoutState, RejectReason } from "#wire/protocol.ts";
import { tableArgs } from "./query.ts";

test("without filters the newest requests come first", () => {
  expect(tableArgs(undefined, sortOf("-created"), 50)).toEqual({
    limit: 50,
    sort: PayoutSort.created,
  });
});

test("each filter becomes what the server is asked, the last day whole", () => {
  const filters = {
    created: { from: 1000, to: 1999 },
    state: { any: [PayoutState.new, PayoutState.paid] },
    points: { from: 100_00 },
    money: { to: 500_00 },
    participant: { any: [7] },
    reason: { any: [RejectReason.limits] },
    operator: { any: [3] },
  };
  expect(tableArgs(filters, sortOf("money"), 50)).toEqual({
    limit: 50,
    sort: PayoutSort.money,
    up: true,
    states: [PayoutState.new, PayoutState.paid],
    from: 1000,
    to: 2000,
    points_from: 100_00,
    money_to: 500_00,
    participant: 7,
    reason: RejectReason.limits,
    operator: 3,
  });
});

test("a filter from an address of another page asks for nothing", () => {
  expect(tableArgs({ level: { any: [1] } }, sortOf("-created"), 50)).toEqual({
    limit: 50,
    sort: PayoutSort.created,
  });
});
