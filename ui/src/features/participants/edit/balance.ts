// The two balances an administrator may set, each apart: the total, and what of it can be withdrawn.
// Behind the total stand three parts; what is not available and not in requests is on hold.
import { parseHundredths } from "#i18n/parse.ts";
import type { ParticipantView } from "#wire/protocol.ts";

export interface Balance {
  available: number;
  held: number;
  reserved: number;
}

export interface Correction {
  availableBy: number;
  heldBy: number;
}

/** "held": more would be available and in requests than there is in all. */
export type Problem = "figure" | "nothing" | "held";

export function balanceOf(who: ParticipantView): Balance {
  return { available: who.available ?? 0, held: who.held ?? 0, reserved: who.reserved ?? 0 };
}

export function totalOf({ available, held, reserved }: Balance): number {
  return available + held + reserved;
}

/** What has to be posted so that the balances become what was typed. */
export function correctionOf(
  now: Balance,
  total: string,
  available: string,
): Correction | { problem: Problem } {
  const wantedTotal = parseHundredths(total);
  const wantedAvailable = parseHundredths(available);
  if (wantedTotal === undefined || wantedAvailable === undefined) return { problem: "figure" };
  const wantedHeld = wantedTotal - wantedAvailable - now.reserved;
  if (wantedHeld < 0) return { problem: "held" };
  const correction = {
    availableBy: wantedAvailable - now.available,
    heldBy: wantedHeld - now.held,
  };
  return correction.availableBy === 0 && correction.heldBy === 0
    ? { problem: "nothing" }
    : correction;
}
