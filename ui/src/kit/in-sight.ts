import { type RefObject, useEffect, useRef } from "react";

/** A line of choices may be longer than a phone is wide: the chosen one is not out of sight. `chosen`: which, among what. */
export function useInSight<E extends HTMLElement>(chosen: string): RefObject<E | null> {
  const line = useRef<E>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked for where it stands by now
  useEffect(() => {
    line.current
      ?.querySelector("[aria-current]")
      ?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [chosen]);
  return line;
}
