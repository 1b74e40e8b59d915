import { type ParticipantEdit, ParticipantStatus } from "#wire/protocol.ts";
import styles from "./edit.module.css";
import { EditDialog } from "./edit-dialog.tsx";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

/** Shuts somebody out, or lets them in again. */
export function BlockDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const blocked = who.status === ParticipantStatus.blocked;
  const words = useEditTexts();
  return (
    <EditDialog
      title={blocked ? words.unblock : words.block}
      confirm={blocked ? words.unblock : words.block}
      danger={!blocked}
      busy={busy}
      reasonNeeded
      ready
      onClose={onClose}
      onTry={() => {}}
      onConfirm={(reason) =>
        send("participant.block", {
          participant: who.id,
          ...(edit.rev !== undefined && { rev: edit.rev }),
          blocked: !blocked,
          reason,
        })
      }
      testid="block-dialog"
    >
      <p className={styles.lead}>{blocked ? words.unblockLead : words.blockLead}</p>
    </EditDialog>
  );
}
