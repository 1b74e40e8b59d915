import { type ReactNode, useState } from "react";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import { useEditTexts } from "./texts.ts";

interface Props {
  title: string;
  confirm: string;
  danger?: boolean;
  busy: boolean;
  /** Where money, ties or access change it is asked for; elsewhere it may be given. */
  reasonNeeded: boolean;
  /** Undefined: cannot be sent as it is; the fields say why once `tried`. */
  ready: boolean;
  onClose: () => void;
  onTry: () => void;
  onConfirm: (reason: string) => void;
  children: ReactNode;
  testid: string;
}

/** The frame of every edit: what changes, why, and the button that does it. */
export function EditDialog(props: Props) {
  const { title, confirm, danger, busy, reasonNeeded, ready, onClose, onTry, onConfirm } = props;
  const { t } = useI18n();
  const words = useEditTexts();
  const texts = useTexts();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const checked = v.safeParse(reasonNeeded ? texts.reason : texts.optional, reason);
  const problem = checked.success ? undefined : checked.issues[0].message;

  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      closeLabel={t.app.close}
      testid={props.testid}
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant={danger === true ? "danger" : "primary"}
            busy={busy}
            onClick={() => {
              setTried(true);
              onTry();
              if (ready && checked.success) onConfirm(checked.output);
            }}
            data-testid="dialog-confirm"
          >
            {confirm}
          </Button>
        </>
      }
    >
      {props.children}
      <TextArea
        label={words.reason}
        hint={reasonNeeded ? words.reasonHint : words.reasonOptional}
        error={tried ? problem : undefined}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        rows={2}
        testid="dialog-reason"
      />
    </Dialog>
  );
}
