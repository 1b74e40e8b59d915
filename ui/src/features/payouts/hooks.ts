// The stores of this page as React sees them: each hook draws its component when its own part changes.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { createActions, type Outcome, type PayoutActions } from "./actions.ts";
import { cardQuery } from "./card-query.ts";
import type { Conflict } from "./conflict.ts";
import { usePayouts } from "./counts.ts";
import type { Payout } from "./model.ts";
import { createPresence, type Viewer } from "./presence.ts";
import type { Tab } from "./search.ts";
import type { List, PayoutsStore } from "./store.ts";
import { usePayoutsTexts } from "./texts.ts";

export function useActions(): PayoutActions {
  return useSession().get(createActions);
}

export function usePayout(id: number): Payout | undefined {
  const { rows } = usePayouts();
  const listen = useCallback((changed: () => void) => rows.onEntity(id, changed), [rows, id]);
  return useSyncExternalStore(listen, () => rows.get(id));
}

/** The ids of a list, which is read when it is first shown. */
export function useList(tab: Tab): { ids: readonly number[]; list: List; store: PayoutsStore } {
  const store = usePayouts();
  const list = useSyncExternalStore(store.onChange, () => store.list(tab));
  const ids = useSyncExternalStore(store.rows.onChange, () => store.ids(tab));
  const unread = list.floor === undefined && !list.loading && list.error === undefined;
  useEffect(() => {
    if (unread) store.load(tab);
  }, [store, tab, unread]);
  return { ids, list, store };
}

/** The rest of an open request; read again when its row has moved on. */
export function useCard(id: number) {
  const session = useSession();
  const rev = usePayout(id)?.rev ?? 0;
  const query = useQuery(cardQuery(session, id));
  const known = query.data?.rev;
  useEffect(() => {
    if (known !== undefined && known < rev) {
      session.queries.invalidateQueries({ queryKey: ["payout", id] });
    }
  }, [session, id, known, rev]);
  return query;
}

export function useConflict(id: number): Conflict | undefined {
  const actions = useActions();
  return useSyncExternalStore(actions.onChange, () => actions.conflict(id));
}

/** Colleagues who look at the request now. */
export function useViewers(id: number): readonly Viewer[] {
  const presence = useSession().get(createPresence);
  return useSyncExternalStore(presence.onChange, () => presence.at(id));
}

/** Tells the colleagues that we look at it. */
export function useLooking(id: number | undefined): void {
  const presence = useSession().get(createPresence);
  useEffect(() => {
    presence.look(id);
    return () => presence.look(undefined);
  }, [presence, id]);
}

/** A conflict explains itself on the card; the rest is said in the corner. */
export function useReport(): (outcome: Outcome, done: string) => void {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  return (outcome, done) => {
    if (outcome.kind === "done") toast("done", done);
    if (outcome.kind !== "failed") return;
    const unsure = outcome.code === "timeout" || outcome.code === "offline";
    const rest = unsure ? own.failedUnknown : own.failedText;
    toast("error", own.failedAction, `${errorText(t, outcome.code)}. ${rest}`);
  };
}
