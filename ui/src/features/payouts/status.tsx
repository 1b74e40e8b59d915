// How the states look, in one place.
import { Ban, Check, MessagesSquare, RotateCcw, X } from "lucide-react";
import type { ComponentType } from "react";
import { Badge, type Tone } from "#kit/badge/badge.tsx";
import type { Variant } from "#kit/button/button.tsx";
import type { State } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";

const TONES: Record<State, Tone> = {
  new: "accent",
  negotiation: "amber",
  paid: "green",
  rejected: "red",
  cancelled: "grey",
};

export function StatusBadge({ state }: { state: State }) {
  const own = usePayoutsTexts();
  return <Badge tone={TONES[state]}>{own.states[state]}</Badge>;
}

interface Look {
  variant: Variant;
  icon: ComponentType<{ "aria-hidden": "true" }>;
  /** Asks before it does. */
  dialog?: "pay" | "reject";
}

/** The button that moves a request to a state. */
export const MOVES: Record<State, Look> = {
  new: { variant: "outline", icon: RotateCcw },
  negotiation: { variant: "primary", icon: MessagesSquare },
  paid: { variant: "success", icon: Check, dialog: "pay" },
  rejected: { variant: "outline", icon: Ban, dialog: "reject" },
  cancelled: { variant: "outline", icon: X },
};
