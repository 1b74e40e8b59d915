import { describe, expect, it } from "vitest";
import { sortOf, sortText } from "#grid/columns.ts";
import { FilterHow, ParticipantColumn } from "#wire/protocol.ts";
import { participantsArgs } from "./query.ts";

const byId = { by: "id", down: false };

describe("what is asked of the server", () => {
  it("has every condition, the search and the order", () => {
    const filters = {
      q: { text: "анна" },
      total: { from: 100, to: 200 },
      sum: { from: 5 },
      joined: { to: 9 },
      status: { any: [2] },
      proven: { any: [0] },
    };
    expect(participantsArgs(filters, { by: "paid", down: true }, 200, 100)).toEqual({
      text: "анна",
      filters: [
        { column: ParticipantColumn.total, how: FilterHow.between, from: 100, to: 200 },
        { column: ParticipantColumn.sum, how: FilterHow.from, from: 5 },
        { column: ParticipantColumn.joined, how: FilterHow.to, to: 9 },
        { column: ParticipantColumn.status, how: FilterHow.one_of, values: [2] },
        { column: ParticipantColumn.proven, how: FilterHow.empty },
      ],
      sort: ParticipantColumn.paid,
      down: true,
      offset: 200,
      limit: 100,
    });
  });

  it("leaves out what is not a field, and a flag that may be either", () => {
    const filters = { nonsense: { from: 1 }, debt: { any: [0, 1] } };
    expect(participantsArgs(filters, byId, 0, 100).filters).toEqual([]);
  });
});

describe("the order in the address", () => {
  it("reads as it was written", () => {
    for (const text of ["sum", "-sum"]) expect(sortText(sortOf(text))).toBe(text);
  });
});
