import { valibotResolver } from "@hookform/resolvers/valibot";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import styles from "./dialogs.module.css";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  name: string;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}

/** To take a request from a colleague one has to say why. */
export default function TakeOverDialog({ name, busy, onClose, onConfirm }: Props) {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  const texts = useTexts();
  const words = own.claim;
  const form = useForm({
    resolver: valibotResolver(v.object({ reason: texts.claimReason })),
    defaultValues: { reason: "" },
  });

  return (
    <Dialog
      open
      onClose={onClose}
      title={words.takeOverTitle}
      closeLabel={t.app.close}
      testid="take-over-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="primary"
            busy={busy}
            onClick={form.handleSubmit(({ reason }) => onConfirm(reason))}
            data-testid="dialog-confirm"
          >
            {words.confirm}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>{words.takeOverText(name)}</p>
      <TextArea
        label={words.reason}
        error={form.formState.errors.reason?.message}
        rows={2}
        testid="dialog-reason"
        {...form.register("reason")}
      />
    </Dialog>
  );
}
