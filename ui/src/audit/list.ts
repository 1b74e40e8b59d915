// Entries of the journal, newest first, read on and on.
import type { Session } from "#app/session.ts";
import { FlowList } from "#data/row-source.ts";
import type { AuditArgs, AuditRow } from "#wire/protocol.ts";

export type AuditFilter = Omit<AuditArgs, "before" | "limit">;

export function auditList(session: Session, filter: AuditFilter): FlowList<AuditRow, number> {
  return new FlowList(async (from, limit) => {
    const page = await session.wire.request("audit.list", {
      ...filter,
      limit: Math.min(limit, 100),
      ...(from !== undefined && { before: from }),
    });
    return { rows: page.rows ?? [], next: page.next };
  });
}
