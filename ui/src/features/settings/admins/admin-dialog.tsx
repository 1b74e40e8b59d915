import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { parseCount } from "#i18n/parse.ts";
import { Button } from "#kit/button/button.tsx";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea, TextField } from "#kit/field/field.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { type AdminRow, Right } from "#wire/protocol.ts";
import { newKey } from "#wire/wire.ts";
import { adminsQuery } from "../api.ts";
import styles from "../settings.module.css";
import { useSettingsTexts } from "../texts.ts";

const NAME_MAX = 60;
const REASON_MIN = 5;
const RIGHTS = Object.entries(Right) as [keyof typeof Right, number][];

/** A new administrator, or what one may do from now on. No role at all removes them. */
export function AdminDialog({ row, onClose }: { row: AdminRow | undefined; onClose: () => void }) {
  const { t } = useI18n();
  const own = useSettingsTexts();
  const session = useSession();
  const [tg, setTg] = useState(row?.tg === undefined ? "" : String(row.tg));
  const [name, setName] = useState(row?.name ?? "");
  const [rights, setRights] = useState<number>(row?.rights ?? 0);
  const [blocked, setBlocked] = useState(row?.blocked === true);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [key] = useState(newKey);
  const words = own.admins;
  const id = parseCount(tg);
  const blocks = blocked && row?.blocked !== true;
  const problems = {
    tg: id === undefined || id <= 0 ? words.tgWrong : undefined,
    name: name.trim() === "" ? words.nameMissing : undefined,
    rights: rights === 0 && row === undefined ? words.rightsMissing : undefined,
    reason: blocks && reason.trim().length < REASON_MIN ? t.form.short(REASON_MIN) : undefined,
  };
  const good = Object.values(problems).every((problem) => problem === undefined);

  const save = async (): Promise<void> => {
    setTried(true);
    if (!good || id === undefined) return;
    setBusy(true);
    try {
      await session.wire.request(
        "admin.set",
        {
          ...(row !== undefined && { id: row.id }),
          tg: id,
          ...(row?.nick !== undefined && { nick: row.nick }),
          name: name.trim(),
          rights,
          ...(blocked && { blocked }),
          ...(reason.trim() !== "" && { reason: reason.trim() }),
        },
        key,
      );
      await session.queries.invalidateQueries({ queryKey: adminsQuery(session).queryKey });
      toast("done", rights === 0 ? words.removed : words.saved);
      onClose();
    } catch (error) {
      const code = errorCode(error);
      toast("error", words.failed, code === "refused" ? words.lastOwner : errorText(t, code));
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={row === undefined ? words.add : words.edit}
      closeLabel={t.app.close}
      testid="admin-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant={rights === 0 && row !== undefined ? "danger" : "primary"}
            busy={busy}
            onClick={save}
            data-testid="dialog-confirm"
          >
            {rights === 0 && row !== undefined ? words.remove : words.save}
          </Button>
        </>
      }
    >
      <TextField
        label={words.tg}
        hint={words.tgHint}
        inputMode="numeric"
        value={tg}
        readOnly={row !== undefined}
        onChange={(event) => setTg(event.target.value)}
        error={tried ? problems.tg : undefined}
        testid="admin-tg"
      />
      <TextField
        label={words.name}
        maxLength={NAME_MAX}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={tried ? problems.name : undefined}
        testid="admin-name"
      />
      <fieldset className={styles.rights}>
        <legend>{words.rights}</legend>
        {RIGHTS.map(([right, bit]) => (
          <Checkbox
            key={right}
            checked={(rights & bit) !== 0}
            onChange={(on) => setRights(on ? rights | bit : rights & ~bit)}
            testid={`right-${right}`}
          >
            {t.rights[right]}
          </Checkbox>
        ))}
        {tried && problems.rights !== undefined && (
          <p role="alert" className={styles.error}>
            {problems.rights}
          </p>
        )}
      </fieldset>
      {row !== undefined && (
        <Checkbox checked={blocked} onChange={setBlocked} testid="admin-blocked">
          {words.block}
        </Checkbox>
      )}
      {row !== undefined && (
        <TextArea
          label={own.reason}
          rows={2}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          error={tried ? problems.reason : undefined}
          testid="dialog-reason"
        />
      )}
    </Dialog>
  );
}
