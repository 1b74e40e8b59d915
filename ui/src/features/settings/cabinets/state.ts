import { CabinetState } from "#wire/protocol.ts";

export type StateName = keyof typeof CabinetState;

const NAMES = new Map(
  Object.entries(CabinetState).map(([name, value]) => [value, name as StateName]),
);

/** A state that this page does not know yet is one to look at. */
export function stateName(state: CabinetState): StateName {
  return NAMES.get(state) ?? "away";
}
