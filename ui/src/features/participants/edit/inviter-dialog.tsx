import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import { PersonField } from "#people/person-field.tsx";
import type { ParticipantEdit, TreePreview } from "#wire/protocol.ts";
import styles from "./edit.module.css";
import { EditDialog } from "./edit-dialog.tsx";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

/** Another inviter, or none; and what would move along. */
export function InviterDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { wire } = useSession();
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const [inviter, setInviter] = useState(who.inviter);
  const [tried, setTried] = useState(false);
  const words = useEditTexts();
  const preview = useQuery({
    queryKey: ["participant", who.id, "tie", inviter],
    queryFn: () =>
      wire.request("tree.preview", {
        participant: who.id,
        ...(inviter !== undefined && { inviter }),
      }),
  });
  const found = preview.data;
  const problem =
    inviter === who.inviter
      ? words.problems.nothing
      : inviter === who.id || found?.loop === true
        ? words.loop
        : preview.error !== null
          ? words.nobody
          : undefined;
  return (
    <EditDialog
      title={words.inviter}
      confirm={words.save}
      busy={busy}
      reasonNeeded
      ready={problem === undefined}
      onClose={onClose}
      onTry={() => setTried(true)}
      onConfirm={(reason) =>
        send("participant.tie", {
          participant: who.id,
          ...(edit.rev !== undefined && { rev: edit.rev }),
          ...(inviter !== undefined && { inviter }),
          reason,
        })
      }
      testid="inviter-dialog"
    >
      <p className={styles.lead}>{words.inviterLead}</p>
      <PersonField
        label={words.inviterNew}
        hint={words.inviterHint}
        id={inviter}
        onChange={setInviter}
        error={tried || problem === words.loop ? problem : undefined}
        testid="edit-inviter"
      />
      {found !== undefined && problem === undefined && <Preview preview={found} />}
    </EditDialog>
  );
}

function Preview({ preview }: { preview: TreePreview }) {
  const { t, f } = useI18n();
  const words = useEditTexts();
  const chain = (list: TreePreview["above"]): string =>
    (list ?? []).map((one) => participantName(t, one)).join(" → ") || words.nobodyAbove;
  const people = [...(preview.people ?? [])];
  return (
    <dl className={styles.changes} data-testid="edit-preview">
      <div>
        <dt>{words.earnsNow}</dt>
        <dd>
          <bdi>{chain(preview.above_now)}</bdi>
        </dd>
      </div>
      <div>
        <dt>{words.willEarn}</dt>
        <dd>
          <bdi>{chain(preview.above)}</bdi>
        </dd>
      </div>
      <div>
        <dt>{words.movesAlong}</dt>
        <dd>
          {people.length === 0 ? words.nobodyBelow : people.map((n) => f.count(n)).join(" / ")}
        </dd>
      </div>
    </dl>
  );
}
