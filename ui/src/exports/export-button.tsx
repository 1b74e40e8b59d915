import { FileDown } from "lucide-react";
import { Suspense, useState } from "react";
import { useMe, useSession } from "#app/use-session.ts";
import { part } from "#data/code.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import type { Exported } from "./jobs.ts";

const ExportDialog = part(() => import("./export-dialog.tsx"));

interface Props {
  /** By the filter and in the order as they are now. */
  what: Exported;
  /** Those on the page. Absent: whoever exports is not asked, and gets all there are. */
  columns?: string;
}

/** Takes the table of the page away. */
export function ExportButton({ what, columns }: Props) {
  const { t } = useI18n();
  const session = useSession();
  const [open, setOpen] = useState(false);
  useMe(); // rights are known a moment later than the page
  if (!session.may("export.record")) return null;
  return (
    <>
      <Button
        small
        icon={<FileDown aria-hidden="true" />}
        onClick={() => setOpen(true)}
        data-testid="export-open"
      >
        {t.grid.export}
      </Button>
      {open && (
        <Suspense>
          <ExportDialog what={what} columns={columns} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
