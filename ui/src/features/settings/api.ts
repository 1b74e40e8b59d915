import { queryOptions } from "@tanstack/react-query";
import type { Session } from "#app/session.ts";

export function settingsQuery(session: Session) {
  return queryOptions({
    queryKey: ["settings"],
    queryFn: () => session.wire.request("settings.get", {}),
  });
}

export function adminsQuery(session: Session) {
  return queryOptions({
    queryKey: ["admins"],
    queryFn: () => session.wire.request("admins.list", {}),
  });
}
