import { describe, expect, it } from "vitest";
import { decodeMessage, encodeMessage } from "./codec.ts";

const ROW = {
  id: 5,
  rev: 2,
  participant: 3,
  name: "Тимур Петров",
  state: 1,
  created: 1_795_000_000_000,
  changed: 1_795_000_000_000,
  points: 8_153_100,
  money: 8_153_100,
  rate: 100,
  can: [2, 4],
};
const decode = (row: object) => () => decodeMessage("payout_row", row);

describe("decodeMessage", () => {
  it("gives the message, without fields it does not know", () => {
    expect(decodeMessage("payout_row", { ...ROW, later: "added" })).toEqual(ROW);
  });

  it("goes into messages and lists", () => {
    const page = { rows: [ROW], counts: [{ state: 1, count: 9 }], next: 4 };
    expect(decodeMessage("payouts_page", page)).toEqual(page);
    expect(() => decodeMessage("payouts_page", { rows: [ROW, { ...ROW, id: 0 }] })).toThrow(
      "payouts_page.rows[1].id: out of its limits",
    );
  });

  it("refuses what is missing or of another type", () => {
    expect(decode({ ...ROW, id: undefined })).toThrow("payout_row.id: missing");
    expect(decode({ ...ROW, name: 5 })).toThrow("payout_row.name: not a text");
    expect(decode({ ...ROW, can: "2" })).toThrow("payout_row.can: not a list");
    expect(() => decodeMessage("payout_row", [ROW])).toThrow("payout_row: not a map");
    expect(() => decodeMessage("payout_row", null)).toThrow("payout_row: not a map");
  });

  it("refuses numbers that are not exact, out of limits or of no meaning", () => {
    expect(decode({ ...ROW, points: 2 ** 53 })).toThrow("payout_row.points: no integer");
    expect(decode({ ...ROW, points: 1.5 })).toThrow("payout_row.points: no integer");
    expect(decode({ ...ROW, points: 9_000_000_000_000_001 })).toThrow("out of its limits");
    expect(decode({ ...ROW, rev: -1 })).toThrow("payout_row.rev: out of its limits");
    expect(decode({ ...ROW, state: 9 })).toThrow("payout_row.state: not one of its values");
    expect(decode({ ...ROW, can: [2, -1] })).toThrow("payout_row.can[1]");
  });

  it("counts the length of texts in bytes", () => {
    expect(decode({ ...ROW, nick: "я".repeat(32) })()).toHaveProperty("nick");
    expect(decode({ ...ROW, nick: "я".repeat(33) })).toThrow("payout_row.nick: too long");
  });
});

describe("encodeMessage", () => {
  it("leaves out what is undefined and refuses what was never declared", () => {
    const args = { payout: 5, rev: 1, to: 2, note: undefined } as never;
    expect(encodeMessage("payout_move_args", args)).toEqual({ payout: 5, rev: 1, to: 2 });
    const typo = { payout: 5, rev: 1, to: 2, notes: "x" } as never;
    expect(() => encodeMessage("payout_move_args", typo)).toThrow(
      "payout_move_args.notes: not declared",
    );
  });
});
