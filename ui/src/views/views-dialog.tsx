import { Link } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useOnline } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button, IconButton } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import { errorCode } from "#wire/errors.ts";
import type { ExportTable, SavedView } from "#wire/protocol.ts";
import { draftOf, isShown, type Shown } from "./saved.ts";
import { useViewsTexts } from "./texts.ts";
import { type Draft, RemoveView, ViewForm } from "./view-form.tsx";
import styles from "./views.module.css";
import { useMayChange, useViews } from "./views.ts";

interface Props {
  table: ExportTable;
  open: number | undefined;
  shown: Shown;
  onShow: (next: Shown & { view: number | undefined }) => void;
  onClose: () => void;
}

/** The views there are, to be opened; and what is shown now, to be kept under a name. */
export function ViewsDialog({ table, open, shown, onShow, onClose }: Props) {
  const own = useViewsTexts();
  const { t } = useI18n();
  const online = useOnline();
  const { views, error, again } = useViews(table, true);
  const { change } = useMayChange();
  const [draft, setDraft] = useState<Draft>();
  const [leaving, setLeaving] = useState<SavedView>();
  const current = views?.find((one) => one.id === open);
  if (draft !== undefined) {
    return (
      <ViewForm
        draft={draft}
        onBack={() => setDraft(undefined)}
        onSaved={(saved) => {
          again();
          // What was only renamed need not be what is shown.
          if (draft.id === undefined || draft.id === open) onShow({ ...shown, view: saved.id });
          setDraft(undefined);
        }}
      />
    );
  }
  if (leaving !== undefined) {
    return (
      <RemoveView
        view={leaving}
        onBack={() => setLeaving(undefined)}
        onRemoved={() => {
          again();
          if (leaving.id === open) onShow({ ...shown, view: undefined });
          setLeaving(undefined);
        }}
      />
    );
  }
  const row = (view: SavedView) => (
    <li key={view.id} className={styles.item} data-testid="view-row">
      <Link
        to="."
        search={{ view: view.id }}
        className={styles.view}
        aria-current={view.id === open || undefined}
        onClick={onClose}
        data-testid="view-link"
      >
        <bdi>{cleanLine(view.name)}</bdi>
        {view.id === open && <span className={styles.by}> · {own.current}</span>}
        {view.shared === true && view.author !== undefined && (
          <span className={styles.by}> · {own.by(cleanLine(view.author))}</span>
        )}
      </Link>
      {change(view) && (
        <>
          <IconButton
            bare
            label={own.change(cleanLine(view.name))}
            onClick={() => setDraft(view)}
            data-testid="view-change"
          >
            <Pencil aria-hidden="true" />
          </IconButton>
          <IconButton
            bare
            label={own.remove(cleanLine(view.name))}
            onClick={() => setLeaving(view)}
            data-testid="view-remove"
          >
            <Trash2 aria-hidden="true" />
          </IconButton>
        </>
      )}
    </li>
  );
  const groups = [
    { title: own.own, list: views?.filter((one) => one.shared !== true) ?? [] },
    { title: own.common, list: views?.filter((one) => one.shared === true) ?? [] },
  ];
  const changed = current !== undefined && change(current) && !isShown(current, shown);
  return (
    <Dialog
      open
      onClose={onClose}
      title={own.title}
      closeLabel={t.app.close}
      testid="views-dialog"
      footer={
        <>
          <Button
            disabled={!online}
            onClick={() => setDraft({ ...draftOf(table, shown), name: "" })}
            data-testid="view-new"
          >
            {own.saveNew}
          </Button>
          {changed && (
            <Button
              variant="primary"
              disabled={!online}
              onClick={() =>
                setDraft({
                  ...draftOf(table, shown),
                  id: current.id ?? 0,
                  name: current.name,
                  ...(current.shared === true && { shared: true }),
                })
              }
              data-testid="view-save"
            >
              {own.save}
            </Button>
          )}
        </>
      }
    >
      <p className={styles.lead}>{own.lead}</p>
      <p className={styles.note}>{own.noSearch}</p>
      {error !== null && <Notice kind="error">{errorText(t, errorCode(error))}</Notice>}
      {views !== undefined && open !== undefined && current === undefined && (
        <Notice kind="info">{own.gone}</Notice>
      )}
      {views?.length === 0 && <p className={styles.note}>{own.none}</p>}
      {groups
        .filter(({ list }) => list.length > 0)
        .map(({ title, list }) => (
          <section key={title} aria-label={title}>
            <h3 className={styles.group}>{title}</h3>
            <ul>{list.map(row)}</ul>
          </section>
        ))}
    </Dialog>
  );
}
