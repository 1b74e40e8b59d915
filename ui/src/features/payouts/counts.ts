// What the menu shows of the queue: apart from the rest of the page, which comes when it is opened.
import { useSyncExternalStore } from "react";
import { useSession } from "#app/use-session.ts";
import { type Counts, createPayouts, type PayoutsStore } from "./store.ts";

export function usePayouts(): PayoutsStore {
  return useSession().get(createPayouts);
}

export function useCounts(): Counts | undefined {
  const store = usePayouts();
  return useSyncExternalStore(store.onChange, () => store.counts);
}
