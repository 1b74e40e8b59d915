// What an operator does to a conversation beside answering.
import { ConversationState, type ConversationView } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";

export type Move =
  | { kind: "take"; me: number }
  | { kind: "give"; to: number }
  | { kind: "close" }
  | { kind: "reopen" }
  | { kind: "ban"; reason: string }
  | { kind: "unban" };

/** Who has it is named as it was seen: somebody who was faster keeps it. */
export function moveRequest(
  wire: Pick<Wire, "request">,
  room: ConversationView,
  move: Move,
): Promise<ConversationView> {
  const { id, assignee } = room;
  const from = assignee === undefined ? {} : { from: assignee };
  switch (move.kind) {
    case "take":
      return wire.request("conversation.assign", { id, ...from, to: move.me });
    case "give":
      return wire.request("conversation.assign", {
        id,
        ...from,
        ...(move.to !== 0 && { to: move.to }),
      });
    case "close":
      return wire.request("conversation.move", { id, state: ConversationState.closed });
    case "reopen":
      return wire.request("conversation.move", { id, state: ConversationState.open });
    case "ban":
      return wire.request("conversation.ban", { id, banned: true, reason: move.reason });
    case "unban":
      return wire.request("conversation.ban", { id });
  }
}
