// The saved views of all tables: one answer of the server, patched by what this page saves.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMe, useSession } from "#app/use-session.ts";
import { type ExportTable, Right, type SavedView } from "#wire/protocol.ts";

const VIEWS = ["views"];

export function useViews(table: ExportTable, wanted: boolean) {
  const session = useSession();
  const queries = useQueryClient();
  const { data, error } = useQuery({
    queryKey: VIEWS,
    queryFn: () => session.wire.request("views.list", {}),
    enabled: wanted && session.may("views.list"),
  });
  return {
    /** Undefined: not known yet. */
    views: data && (data.views ?? []).filter((one) => one.table === table),
    error,
    again: () => queries.invalidateQueries({ queryKey: VIEWS }),
  };
}

/** Whose it is decides what one may do with it. */
export function useMayChange(): { share: boolean; change: (view: SavedView) => boolean } {
  const me = useMe();
  const share = ((me?.rights ?? 0) & (Right.owner | Right.admin)) !== 0;
  return { share, change: (view) => share || view.shared !== true };
}
