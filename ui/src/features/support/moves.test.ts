import { describe, expect, it } from "vitest";
import { ConversationKind, ConversationState, type ConversationView } from "#wire/protocol.ts";
import { type Move, moveRequest } from "./moves.ts";

const room: ConversationView = { id: 4, kind: ConversationKind.support, tg: 700 };

function asked(move: Move, one = room): unknown[] {
  const sent: unknown[] = [];
  const request = async (...args: unknown[]): Promise<ConversationView> => {
    sent.push(...args);
    return one;
  };
  moveRequest({ request: request as never }, one, move);
  return sent;
}

describe("what is asked of the server", () => {
  it("names who had the conversation, so that nobody's is taken unseen", () => {
    expect(asked({ kind: "take", me: 2 })).toEqual(["conversation.assign", { id: 4, to: 2 }]);
    expect(asked({ kind: "take", me: 2 }, { ...room, assignee: 3 })).toEqual([
      "conversation.assign",
      { id: 4, from: 3, to: 2 },
    ]);
  });

  it("gives a conversation to somebody, or to nobody", () => {
    const mine = { ...room, assignee: 2 };
    expect(asked({ kind: "give", to: 5 }, mine)[1]).toEqual({ id: 4, from: 2, to: 5 });
    expect(asked({ kind: "give", to: 0 }, mine)[1]).toEqual({ id: 4, from: 2 });
  });

  it("closes, opens again, bans with a reason and takes the ban back", () => {
    expect(asked({ kind: "close" })[1]).toEqual({ id: 4, state: ConversationState.closed });
    expect(asked({ kind: "reopen" })[1]).toEqual({ id: 4, state: ConversationState.open });
    expect(asked({ kind: "ban", reason: "брань" })[1]).toEqual({
      id: 4,
      banned: true,
      reason: "брань",
    });
    expect(asked({ kind: "unban" })[1]).toEqual({ id: 4 });
  });
});
