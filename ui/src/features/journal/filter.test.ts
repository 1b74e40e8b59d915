import { describe, expect, it } from "vitest";
import { auditFilter } from "./filter.ts";

describe("what the server is asked of the journal", () => {
  it("is everything when nothing is asked", () => {
    expect(auditFilter(undefined)).toEqual({});
  });

  it("knows people from the console", () => {
    expect(auditFilter({ author: { any: [7] } })).toEqual({ admin: 7 });
    expect(auditFilter({ author: { any: [0] } })).toEqual({ console: true });
  });

  it("takes days to their last moment, numbers of whatever has them, and people", () => {
    expect(auditFilter({ at: { from: 1000, to: 1999 } })).toEqual({ since: 1000, until: 2000 });
    expect(auditFilter({ id: { any: [5] } })).toEqual({ id: 5 });
    expect(auditFilter({ id: { any: [5] }, object: { any: [1] } })).toEqual({ object: 1, id: 5 });
    expect(auditFilter({ participant: { any: [7] } })).toEqual({ participant: 7 });
  });
});
