import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextField } from "#kit/field/field.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { CabinetState } from "#wire/protocol.ts";
import { cabinetsQuery } from "../api.ts";
import { useSettingsTexts } from "../texts.ts";
import { stateName } from "./state.ts";

const KEY_MAX = 190;

/** Another Api-Key: Ozon is asked first, and a key that it does not take changes nothing. */
export function KeyDialog({ client, onClose }: { client: number; onClose: () => void }) {
  const { t } = useI18n();
  const own = useSettingsTexts();
  const session = useSession();
  const [key, setKey] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const words = own.cabinets;
  const typed = key.trim();

  const save = async (): Promise<void> => {
    if (typed === "") {
      setProblem(words.keyMissing);
      return;
    }
    setBusy(true);
    try {
      const { state } = await session.wire.request("cabinet.key", { client, key: typed });
      await session.queries.invalidateQueries({ queryKey: cabinetsQuery(session).queryKey });
      if (state === CabinetState.reading) {
        toast("done", words.keySaved);
        onClose();
        return;
      }
      setProblem(words.keyRefused(words.states[stateName(state)]));
    } catch (error) {
      const code = errorCode(error);
      setProblem(code === "bad_request" ? words.keyWrong : errorText(t, code));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.keyTitle(String(client))}
      closeLabel={t.app.close}
      testid="key-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button variant="primary" busy={busy} onClick={save} data-testid="dialog-confirm">
            {words.keySave}
          </Button>
        </>
      }
    >
      <TextField
        label={words.keyLabel}
        hint={words.keyHint}
        type="password"
        autoComplete="off"
        spellCheck={false}
        maxLength={KEY_MAX}
        value={key}
        onChange={(event) => setKey(event.target.value)}
        error={problem}
        testid="cabinet-key-field"
      />
    </Dialog>
  );
}
