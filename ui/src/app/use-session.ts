import { createContext, use, useSyncExternalStore } from "react";
import type { Me } from "#wire/protocol.ts";
import type { Phase } from "#wire/socket.ts";
import type { Session } from "./session.ts";

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error("outside of the shell");
  useSyncExternalStore(session.onMe, () => session.me); // what `may` says comes with the greeting, and changes
  return session;
}

export function usePhase(): Phase {
  const { wire } = useSession();
  return useSyncExternalStore(wire.onPhase, () => wire.phase);
}

/** False while nothing can be changed. */
export function useOnline(): boolean {
  return usePhase().name === "online";
}

export function useMe(): Me | undefined {
  const session = useSession();
  return useSyncExternalStore(session.onMe, () => session.me);
}
