// The server's time, for «5 мин. назад»: one timer for the whole page, twice a minute.
import { useSyncExternalStore } from "react";
import { useSession } from "./use-session.ts";

const STEP_MS = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of [...listeners]) each();
  }, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  const { wire } = useSession();
  // In steps, so that asking twice within a render gives the same answer.
  return useSyncExternalStore(listen, () => Math.floor(wire.now() / STEP_MS) * STEP_MS);
}
