import { queryOptions } from "@tanstack/react-query";
import type { Session } from "#app/session.ts";
import { WindowList } from "#data/row-source.ts";
import type { ParticipantLine } from "#wire/protocol.ts";

export function participantQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["participant", id],
    queryFn: () => session.wire.request("participant.view", { participant: id }),
  });
}

export function levelsQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["participant", id, "levels"],
    queryFn: () => session.wire.request("tree.levels", { participant: id }),
  });
}

/** When what they have on hold becomes available. */
export function releasesQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["participant", id, "releases"],
    queryFn: () => session.wire.request("participant.releases", { participant: id }),
  });
}

/** Referrals of one level, the newest first. */
export function referralsOf(session: Session, id: number, level: number) {
  return new WindowList<ParticipantLine>(async (offset, limit) => {
    const page = await session.wire.request("tree.referrals", {
      participant: id,
      level,
      limit,
      ...(offset > 0 && { offset }),
    });
    return { rows: page.rows ?? [], total: page.total ?? 0 };
  });
}

/** With what an edit has to name: the revision, or the balances. */
export function editableQuery(session: Session, id: number) {
  return queryOptions({
    queryKey: ["participant", id, "editable"],
    queryFn: () => session.wire.request("participant.editable", { participant: id }),
  });
}
