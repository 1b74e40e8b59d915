import { Bookmark } from "lucide-react";
import { useEffect, useState } from "react";
import { useMe, useSession } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { Button } from "#kit/button/button.tsx";
import type { ExportTable } from "#wire/protocol.ts";
import { isShown, type Shown, shownBy } from "./saved.ts";
import { useViewsTexts } from "./texts.ts";
import styles from "./views.module.css";
import { useViews } from "./views.ts";
import { ViewsDialog } from "./views-dialog.tsx";

export interface Props {
  table: ExportTable;
  /** Of the address: which view is open. */
  open: number | undefined;
  /** The address says nothing else: what the view says is to be shown. */
  bare: boolean;
  shown: Shown;
  onShow: (next: Shown & { view: number | undefined }) => void;
}

/** Views of this table under names; a link that names one shows it. */
export default function ViewsButton({ table, open, bare, shown, onShow }: Props) {
  const own = useViewsTexts();
  const session = useSession();
  const [asked, setAsked] = useState(false);
  useMe();
  const { views } = useViews(table, open !== undefined);
  const view = views?.find((one) => one.id === open);
  const gone = views !== undefined && open !== undefined && view === undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each view that a link names
  useEffect(() => {
    if (view !== undefined && bare) onShow({ ...shownBy(view), view: view.id });
    if (gone) setAsked(true);
  }, [view?.id, bare, gone]);
  if (!session.may("views.list")) return null;
  return (
    <>
      <Button
        small
        icon={<Bookmark aria-hidden="true" />}
        onClick={() => setAsked(true)}
        data-testid="views-open"
      >
        <span className={styles.name}>
          {view === undefined ? own.views : <bdi>{cleanLine(view.name)}</bdi>}
          {view !== undefined && !isShown(view, shown) && ` · ${own.changed}`}
        </span>
      </Button>
      {asked && (
        <ViewsDialog
          table={table}
          open={open}
          shown={shown}
          onShow={onShow}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}
