import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { useOnline, useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextField } from "#kit/field/field.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import type { SettingsView } from "#wire/protocol.ts";
import { settingsQuery } from "./api.ts";
import { applyDraft, type Draft, typedOf } from "./draft.ts";
import { ExampleOf } from "./example.tsx";
import { Field } from "./field.tsx";
import { type Group, SETTINGS, type SettingId } from "./fields.ts";
import styles from "./settings.module.css";
import { useSettingsTexts } from "./texts.ts";

const REASON_MAX = 500;

/** One sheet of the settings; what was typed on another sheet is kept until it is saved or dropped. */
export function SettingsForm({ view, group }: { view: SettingsView; group: Group }) {
  const { f } = useI18n();
  const own = useSettingsTexts();
  const session = useSession();
  const [draft, setDraft] = useState<Draft>(new Map());
  const { settings: before } = view;
  const edited = applyDraft(before, draft);
  const writable = session.may("settings.set");
  const type = (id: SettingId, typed: string): void => setDraft(new Map(draft).set(id, typed));
  return (
    <>
      <div className={styles.fields}>
        {group === "rewards" && <ExampleOf settings={edited.settings} />}
        {SETTINGS.filter((setting) => setting.group === group).map((setting) => (
          <Field
            key={setting.id}
            setting={setting}
            typed={draft.get(setting.id) ?? typedOf(f, setting, before)}
            problem={edited.problems.get(setting.id)}
            disabled={!writable}
            onType={(typed) => type(setting.id, typed)}
          />
        ))}
      </div>
      {edited.changed.length > 0 && (
        <SaveBar
          view={view}
          edited={edited}
          onDrop={() => setDraft(new Map())}
          onSaved={() => setDraft(new Map())}
        />
      )}
      <Leaving changed={edited.changed.length > 0} title={own.leave} />
    </>
  );
}

interface BarProps {
  view: SettingsView;
  edited: ReturnType<typeof applyDraft>;
  onDrop: () => void;
  onSaved: () => void;
}

function SaveBar({ view, edited, onDrop, onSaved }: BarProps) {
  const { t } = useI18n();
  const own = useSettingsTexts();
  const session = useSession();
  const online = useOnline();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const { settings, changed, problems } = edited;

  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const saved = await session.wire.request("settings.set", {
        version: view.version,
        settings,
        ...(reason.trim() !== "" && { reason: reason.trim() }),
      });
      session.queries.setQueryData(settingsQuery(session).queryKey, saved);
      toast("done", own.saved);
      onSaved();
    } catch (error) {
      const code = errorCode(error);
      toast("error", own.notSaved, code === "refused" ? own.network : errorText(t, code));
      // The draft stays and lies now over what somebody else has saved.
      if (code === "conflict") session.queries.invalidateQueries({ queryKey: ["settings"] });
    }
    setBusy(false);
  };
  return (
    <section className={styles.bar} aria-label={own.saveBar} data-testid="save-bar">
      <span className={styles.count}>{own.changes(changed.length)}</span>
      <TextField
        label={own.reason}
        maxLength={REASON_MAX}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        testid="settings-reason"
      />
      <Button onClick={onDrop} data-testid="settings-drop">
        {own.drop}
      </Button>
      <Button
        variant="primary"
        busy={busy}
        disabled={problems.size > 0 || !online}
        onClick={save}
        data-testid="settings-save"
      >
        {own.save}
      </Button>
    </section>
  );
}

/** What was typed is not lost by a click beside. */
function Leaving({ changed, title }: { changed: boolean; title: string }) {
  const { t } = useI18n();
  const own = useSettingsTexts();
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => changed && current.pathname !== next.pathname,
    enableBeforeUnload: () => changed,
    withResolver: true,
  });
  if (blocker.status !== "blocked") return null;
  return (
    <Dialog
      open
      onClose={blocker.reset}
      title={title}
      closeLabel={t.app.close}
      testid="leave-dialog"
      footer={
        <>
          <Button onClick={blocker.reset}>{own.stay}</Button>
          <Button variant="danger" onClick={blocker.proceed} data-testid="leave-anyway">
            {own.leaveAnyway}
          </Button>
        </>
      }
    >
      {own.leaveText}
    </Dialog>
  );
}
