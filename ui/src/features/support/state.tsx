import { Badge, type Tone } from "#kit/badge/badge.tsx";
import { ConversationState, type ConversationView } from "#wire/protocol.ts";
import { useSupportTexts } from "./texts.ts";

const TONES: Record<ConversationState, Tone> = {
  [ConversationState.open]: "amber",
  [ConversationState.answered]: "green",
  [ConversationState.closed]: "grey",
};

export function StateBadge({ room }: { room: ConversationView }) {
  const own = useSupportTexts();
  const { state } = room;
  if (state === undefined) return null;
  const name = (Object.keys(ConversationState) as (keyof typeof ConversationState)[]).find(
    (each) => ConversationState[each] === state,
  );
  return <Badge tone={TONES[state]}>{name === undefined ? "" : own.states[name]}</Badge>;
}
