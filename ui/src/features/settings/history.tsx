import { History as HistoryIcon } from "lucide-react";
import { useMemo, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { Changes } from "#audit/changes.tsx";
import { useWords } from "#audit/texts.ts";
import { cleanLine } from "#data/clean.ts";
import { FlowList } from "#data/row-source.ts";
import type { Column } from "#grid/columns.ts";
import { Grid } from "#grid/grid.tsx";
import { ABSENT } from "#i18n/format.ts";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import type { SettingsVersion } from "#wire/protocol.ts";
import { useSettingsTexts } from "./texts.ts";

const PAGE = 50;

/** Every version there was, and what each changed. */
export default function History() {
  const { t, f } = useWords();
  const own = useSettingsTexts();
  const { wire } = useSession();
  const now = useNow();
  const [open, setOpen] = useState<SettingsVersion>();
  const source = useMemo(
    () =>
      new FlowList<SettingsVersion, number>(async (from) => {
        const page = await wire.request("settings.history", {
          limit: PAGE,
          ...(from !== undefined && { before: from }),
        });
        return { rows: page.versions ?? [], next: page.next };
      }),
    [wire],
  );
  const words = t.audit.columns;
  const columns: Column<SettingsVersion>[] = [
    { id: "version", title: own.version, width: 100, cell: (row) => row.version },
    { id: "at", title: words.at, width: 140, cell: (row) => f.dateTime(row.at, now) },
    {
      id: "author",
      title: words.author,
      width: 180,
      cell: (row) => (
        <bdi>{row.admin === undefined ? t.audit.console : cleanLine(row.author) || ABSENT}</bdi>
      ),
    },
    {
      id: "changes",
      title: own.changed,
      width: 100,
      align: "end",
      cell: (row) => f.count(row.changes?.length ?? 0),
    },
    {
      id: "reason",
      title: words.reason,
      width: 320,
      cell: (row) => <bdi>{cleanLine(row.reason) || ABSENT}</bdi>,
    },
  ];
  return (
    <>
      <Grid
        label={own.sheets.history}
        source={source}
        columns={columns}
        keyOf={(row) => row.version}
        onOpen={setOpen}
        empty={<Empty icon={<HistoryIcon aria-hidden="true" />} title={own.noHistory} />}
        testid="settings-history"
      />
      {open !== undefined && (
        <Dialog
          open
          wide
          onClose={() => setOpen(undefined)}
          title={own.versionTitle(String(open.version))}
          closeLabel={t.app.close}
        >
          <Changes list={open.changes ?? []} />
        </Dialog>
      )}
    </>
  );
}
