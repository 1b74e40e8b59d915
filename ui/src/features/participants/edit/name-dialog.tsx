import { useState } from "react";
import { cleanLine } from "#data/clean.ts";
import { TextField } from "#kit/field/field.tsx";
import type { ParticipantEdit } from "#wire/protocol.ts";
import { EditDialog } from "./edit-dialog.tsx";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

const NAME_MAX = 64;

/** How operators call a participant: the name in Telegram stays beside it. */
export function NameDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const [name, setName] = useState(() => cleanLine(who.called));
  const [tried, setTried] = useState(false);
  const words = useEditTexts();
  const unchanged = name.trim() === cleanLine(who.called);
  return (
    <EditDialog
      title={words.name}
      confirm={words.save}
      busy={busy}
      reasonNeeded={false}
      ready={!unchanged}
      onClose={onClose}
      onTry={() => setTried(true)}
      onConfirm={(reason) =>
        send("participant.name", {
          participant: who.id,
          ...(edit.rev !== undefined && { rev: edit.rev }),
          name: cleanLine(name),
          reason,
        })
      }
      testid="name-dialog"
    >
      <TextField
        label={words.nameLabel}
        hint={words.nameHint(cleanLine(`${who.first ?? ""} ${who.last ?? ""}`))}
        maxLength={NAME_MAX}
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={tried && unchanged ? words.problems.nothing : undefined}
        testid="edit-name"
      />
    </EditDialog>
  );
}
