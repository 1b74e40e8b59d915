import { valibotResolver } from "@hookform/resolvers/valibot";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  busy: boolean;
  onClose: () => void;
  onConfirm: (note: string) => void;
}

/** For colleagues; it stands in the history of the request. */
export default function NoteDialog({ busy, onClose, onConfirm }: Props) {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  const texts = useTexts();
  const form = useForm({
    resolver: valibotResolver(v.object({ note: texts.reason })),
    defaultValues: { note: "" },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={own.noteTitle}
      closeLabel={t.app.close}
      testid="note-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="primary"
            busy={busy}
            onClick={form.handleSubmit(({ note }) => onConfirm(note))}
            data-testid="dialog-confirm"
          >
            {own.noteConfirm}
          </Button>
        </>
      }
    >
      <TextArea
        label={own.note}
        hint={own.reject.noteHint}
        error={form.formState.errors.note?.message}
        rows={3}
        testid="dialog-note"
        {...form.register("note")}
      />
    </Dialog>
  );
}
