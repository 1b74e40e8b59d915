// What is wrong and what was. The gateway says when something has begun or is over; then it is asked
// for again, as after each lost connection.
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { usePhase, useSession } from "#app/use-session.ts";
import type { IncidentView } from "#wire/protocol.ts";

const KEY = "incidents";
const A_PAGE = 50;

function useNews(): void {
  const { wire } = useSession();
  const queries = useQueryClient();
  const online = usePhase().name === "online";
  useEffect(() => {
    const again = (): void => {
      void queries.invalidateQueries({ queryKey: [KEY] });
    };
    if (online) again();
    return wire.watch("incidents", { push: again, gap: again });
  }, [wire, queries, online]);
}

/** What is wrong now; nothing for whom it does not concern. */
export function useOpenIncidents(): readonly IncidentView[] {
  const session = useSession();
  useNews();
  const { data } = useQuery({
    queryKey: [KEY, "open"],
    queryFn: () => session.wire.request("incidents.list", { limit: 1 }),
    enabled: session.may("incidents.list"),
  });
  return data?.open ?? [];
}

/** All of them, the newest first, a page at a time. */
export function useIncidents() {
  const session = useSession();
  useNews();
  return useInfiniteQuery({
    queryKey: [KEY, "all"],
    queryFn: ({ pageParam }) =>
      session.wire.request("incidents.list", {
        limit: A_PAGE,
        ...(pageParam > 0 ? { before: pageParam } : {}),
      }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next || undefined,
  });
}
