import { Counter } from "#kit/badge/badge.tsx";
import { useOpenIncidents } from "./incidents.ts";
import { useIncidentsTexts } from "./texts.ts";

/** In the menu: how much is wrong now. */
export function OpenIncidents() {
  const own = useIncidentsTexts();
  const { length } = useOpenIncidents();
  return <Counter value={length} label={own.badge(length)} />;
}
