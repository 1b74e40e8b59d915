import { useState } from "react";
import { inputOf } from "#grid/filters.ts";
import { useI18n } from "#i18n/index.tsx";
import { TextField } from "#kit/field/field.tsx";
import type { ParticipantEdit } from "#wire/protocol.ts";
import { balanceOf, correctionOf, totalOf } from "./balance.ts";
import styles from "./edit.module.css";
import { EditDialog } from "./edit-dialog.tsx";
import { useEditTexts } from "./texts.ts";
import { useEdit } from "./use-edit.ts";

/** The total and what of it is available, each apart; old and new are both in sight. */
export function BalanceDialog({ edit, onClose }: { edit: ParticipantEdit; onClose: () => void }) {
  const { t, f } = useI18n();
  const { who } = edit;
  const { busy, send } = useEdit(who.id, onClose);
  const now = balanceOf(who);
  const [total, setTotal] = useState(() => inputOf(f, "points", totalOf(now)));
  const [available, setAvailable] = useState(() => inputOf(f, "points", now.available));
  const [tried, setTried] = useState(false);
  const words = useEditTexts();
  const correction = correctionOf(now, total, available);
  const problem = "problem" in correction ? words.problems[correction.problem] : undefined;
  return (
    <EditDialog
      title={words.balance}
      confirm={words.save}
      busy={busy}
      reasonNeeded
      ready={problem === undefined}
      onClose={onClose}
      onTry={() => setTried(true)}
      onConfirm={(reason) => {
        if ("problem" in correction) return;
        send("participant.correct", {
          participant: who.id,
          held: now.held,
          available: now.available,
          held_by: correction.heldBy,
          available_by: correction.availableBy,
          reason,
        });
      }}
      testid="balance-dialog"
    >
      <TextField
        label={words.total}
        inputMode="decimal"
        value={total}
        onChange={(event) => setTotal(event.target.value)}
        error={tried ? problem : undefined}
        testid="edit-total"
      />
      <TextField
        label={words.available}
        hint={now.reserved > 0 ? words.reserved(f.points(now.reserved)) : undefined}
        inputMode="decimal"
        value={available}
        onChange={(event) => setAvailable(event.target.value)}
        testid="edit-available"
      />
      {"problem" in correction ? null : (
        <dl className={styles.changes} data-testid="edit-preview">
          <Line
            label={t.participants.facts.available}
            before={f.points(now.available)}
            after={f.points(now.available + correction.availableBy)}
          />
          <Line
            label={t.participants.facts.held}
            before={f.points(now.held)}
            after={f.points(now.held + correction.heldBy)}
          />
        </dl>
      )}
    </EditDialog>
  );
}

function Line({ label, before, after }: { label: string; before: string; after: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {before === after ? (
          before
        ) : (
          <>
            <del>{before}</del> → <ins>{after}</ins>
          </>
        )}
      </dd>
    </div>
  );
}
