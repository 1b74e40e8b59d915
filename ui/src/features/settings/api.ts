import { queryOptions } from "@tanstack/react-query";
import type { Session } from "#app/session.ts";

/** The poller tells nobody that it goes on: whoever looks asks again. */
const CABINETS_EVERY_MS = 10_000;

export function settingsQuery(session: Session) {
  return queryOptions({
    queryKey: ["settings"],
    queryFn: () => session.wire.request("settings.get", {}),
  });
}

export function cabinetsQuery(session: Session) {
  return queryOptions({
    queryKey: ["cabinets"],
    queryFn: () => session.wire.request("cabinets.list", {}),
    refetchInterval: CABINETS_EVERY_MS,
  });
}

export function adminsQuery(session: Session) {
  return queryOptions({
    queryKey: ["admins"],
    queryFn: () => session.wire.request("admins.list", {}),
  });
}
