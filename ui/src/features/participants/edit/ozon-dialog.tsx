import { useState } from "react";
import { cleanLine } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { TextField } from "#kit/field/field.tsx";
import type { ParticipantEdit } from "#wire/protocol.ts";
import styles from "./edit.module.css";
import { EditDialog } from "./edit-dialog.tsx";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

const TEXT_MAX = 64;

/** Bind, change, unbind or confirm. */
export function OzonDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { t } = useI18n();
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const [text, setText] = useState(cleanLine(who.ozon));
  const [proven, setProven] = useState(who.proven === true);
  const [tried, setTried] = useState(false);
  const words = useEditTexts();
  const unchanged = text.trim() === cleanLine(who.ozon) && proven === (who.proven === true);
  return (
    <EditDialog
      title={words.ozon}
      confirm={words.save}
      busy={busy}
      reasonNeeded
      ready={!unchanged}
      onClose={onClose}
      onTry={() => setTried(true)}
      onConfirm={(reason) =>
        send("participant.ozon", {
          participant: who.id,
          ...(edit.rev !== undefined && { rev: edit.rev }),
          ozon: text.trim(),
          proven: proven && text.trim() !== "",
          reason,
        })
      }
      testid="ozon-dialog"
    >
      <p className={styles.lead}>{words.ozonLead}</p>
      <TextField
        label={t.participants.facts.ozon}
        hint={words.ozonHint}
        maxLength={TEXT_MAX}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={tried && unchanged ? words.problems.nothing : undefined}
        testid="edit-ozon"
      />
      <Checkbox
        checked={proven && text.trim() !== ""}
        disabled={text.trim() === ""}
        onChange={setProven}
        testid="edit-proven"
      >
        {words.proven}
      </Checkbox>
    </EditDialog>
  );
}
