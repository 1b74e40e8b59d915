import { ScrollText } from "lucide-react";
import { useMemo, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { auditColumns } from "#audit/columns.tsx";
import { EntryDialog } from "#audit/entry-dialog.tsx";
import { auditList } from "#audit/list.ts";
import { useWords } from "#audit/texts.ts";
import { Grid } from "#grid/grid.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { type AuditRow, ObjectKind } from "#wire/protocol.ts";
import styles from "./card.module.css";
import type { LiveList } from "./live.ts";
import { useChangesOf } from "./use-changes.ts";

const keyOf = ({ seq }: AuditRow): number => seq;
const COLUMNS = ["at", "action", "author", "reason"];

/** What has been changed of this participant by hand. */
export function ChangesTab({ id, list }: { id: number; list: LiveList }) {
  const { t, f } = useWords();
  const session = useSession();
  const now = useNow();
  const [entry, setEntry] = useState<number>();
  const source = useMemo(
    () => auditList(session, { object: ObjectKind.participant, id }),
    [session, id],
  );
  useChangesOf(list, id, () => source.renew(keyOf));
  const columns = COLUMNS.flatMap(
    (name) => auditColumns(t, f, now).find((column) => column.id === name) ?? [],
  );
  return (
    <div className={styles.filled}>
      <Grid
        label={t.participants.tabs.changes}
        source={source}
        columns={columns}
        keyOf={keyOf}
        onOpen={(row) => setEntry(row.seq)}
        empty={<Empty icon={<ScrollText aria-hidden="true" />} title={t.participants.noChanges} />}
        testid="changes-list"
      />
      {entry !== undefined && <EntryDialog seq={entry} onClose={() => setEntry(undefined)} />}
    </div>
  );
}
