import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextField } from "#kit/field/field.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { type ErrorName, errorCode } from "#wire/errors.ts";
import type { SavedView } from "#wire/protocol.ts";
import { newKey } from "#wire/wire.ts";
import { useViewsTexts } from "./texts.ts";
import { useMayChange } from "./views.ts";

/** As the server counts. */
const NAME_MAX = 60;

/** Without a number it is a new one. */
export type Draft = SavedView;

interface Doing {
  busy: boolean;
  failed: ErrorName | undefined;
  run: (what: (key: string) => Promise<void>) => Promise<void>;
}

/** A request whose repetition after a broken connection is the same request. */
function useDoing(): Doing {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<ErrorName>();
  const [key, setKey] = useState(newKey);
  return {
    busy,
    failed,
    run: async (what) => {
      setBusy(true);
      setFailed(undefined);
      try {
        await what(key);
      } catch (error) {
        const code = errorCode(error);
        setFailed(code);
        if (code !== "timeout" && code !== "offline") setKey(newKey());
        setBusy(false);
      }
    },
  };
}

interface FormProps {
  draft: Draft;
  onBack: () => void;
  onSaved: (saved: SavedView) => void;
}

export function ViewForm({ draft, onBack, onSaved }: FormProps) {
  const own = useViewsTexts();
  const { t, f } = useI18n();
  const { wire } = useSession();
  const { share } = useMayChange();
  const [name, setName] = useState(draft.name);
  const [shared, setShared] = useState(draft.shared === true);
  const [tried, setTried] = useState(false);
  const { busy, failed, run } = useDoing();
  const clean = cleanLine(name).trim();
  const wrong = clean === "" ? own.nameMissing : undefined;
  const long = [...clean].length > NAME_MAX ? t.form.long(f.count(NAME_MAX)) : undefined;
  const send = (): void => {
    setTried(true);
    if (wrong !== undefined || long !== undefined) return;
    const { shared: _, by: __, author: ___, ...rest } = draft;
    run(async (key) => {
      const asked = { ...rest, name: clean, ...(shared && { shared }) };
      const saved = await wire.request("view.save", asked, key);
      toast("done", own.saved);
      onSaved(saved);
    });
  };
  const refused = failed === "taken" ? own.nameTaken : failed && errorText(t, failed);
  return (
    <Dialog
      open
      onClose={onBack}
      title={draft.id === undefined ? own.newTitle : own.oneTitle}
      closeLabel={t.app.close}
      testid="view-form"
      footer={
        <>
          <Button onClick={onBack}>{own.back}</Button>
          <Button variant="primary" busy={busy} onClick={send} data-testid="view-keep">
            {own.keep}
          </Button>
        </>
      }
    >
      <TextField
        label={own.name}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => event.key === "Enter" && send()}
        error={(tried ? (wrong ?? long) : undefined) ?? refused}
        testid="view-name"
      />
      {share && (
        <Checkbox checked={shared} onChange={setShared} testid="view-shared">
          {own.shared}
        </Checkbox>
      )}
    </Dialog>
  );
}

interface RemoveProps {
  view: SavedView;
  onBack: () => void;
  onRemoved: () => void;
}

export function RemoveView({ view, onBack, onRemoved }: RemoveProps) {
  const own = useViewsTexts();
  const { t } = useI18n();
  const { wire } = useSession();
  const { busy, failed, run } = useDoing();
  const remove = (): Promise<void> =>
    run(async (key) => {
      await wire.request("view.remove", { id: view.id ?? 0 }, key);
      toast("done", own.removed);
      onRemoved();
    });
  return (
    <Dialog
      open
      onClose={onBack}
      title={<bdi>{own.removeSure(cleanLine(view.name))}</bdi>}
      closeLabel={t.app.close}
      testid="view-leaving"
      footer={
        <>
          <Button onClick={onBack}>{own.back}</Button>
          <Button variant="danger" busy={busy} onClick={remove} data-testid="view-remove-do">
            {own.removeDo}
          </Button>
        </>
      }
    >
      <p>{own.removeSureText}</p>
      {failed !== undefined && <p role="alert">{errorText(t, failed)}</p>}
    </Dialog>
  );
}
