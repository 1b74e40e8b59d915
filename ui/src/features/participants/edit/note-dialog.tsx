import { useState } from "react";
import { cleanText } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import type { ParticipantEdit } from "#wire/protocol.ts";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

/** Bytes that the protocol takes, in characters of two bytes. */
const NOTE_MAX = 1000;

/** What operators remember of a participant, who never sees it. */
export function NoteDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { t } = useI18n();
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const [note, setNote] = useState(() => cleanText(edit.note));
  const words = useEditTexts();
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.note}
      closeLabel={t.app.close}
      testid="note-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="primary"
            busy={busy}
            onClick={() =>
              send("participant.note", {
                participant: who.id,
                ...(edit.rev !== undefined && { rev: edit.rev }),
                note: note.trim(),
              })
            }
            data-testid="dialog-confirm"
          >
            {words.save}
          </Button>
        </>
      }
    >
      <TextArea
        label={words.noteLabel}
        hint={words.noteHint}
        maxLength={NOTE_MAX}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        testid="edit-note"
      />
    </Dialog>
  );
}
