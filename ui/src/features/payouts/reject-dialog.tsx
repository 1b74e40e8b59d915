import { valibotResolver } from "@hookform/resolvers/valibot";
import { useEffect } from "react";
import { Controller, useForm } from "react-hook-form";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import { Choice } from "#kit/radio/radio.tsx";
import type { Words } from "./actions.ts";
import styles from "./dialogs.module.css";
import { useActions } from "./hooks.ts";
import { useMeanwhile } from "./meanwhile.tsx";
import { type Card, callOf, type Payout, REASONS, type Reason } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  payout: Payout;
  card: Card | undefined;
  busy: boolean;
  locked: boolean;
  onClose: () => void;
  onConfirm: (words: Words) => void;
}

/** Why not: a reason for our books, and the text that the participant gets. */
export default function RejectDialog({ payout, card, busy, locked, onClose, onConfirm }: Props) {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const texts = useTexts();
  const { refusals } = useActions();
  const { possible, notice } = useMeanwhile(payout, card, "rejected", locked);
  const words = own.reject;
  const schema = v.object({
    reason: v.picklist(REASONS, texts.choose),
    comment: texts.reason,
    note: texts.optional,
  });
  const form = useForm({
    resolver: valibotResolver(schema),
    defaultValues: refusals.get(payout.id) ?? { reason: "" as Reason, comment: "", note: "" },
  });
  const { errors } = form.formState;

  // What was written is not lost with the window: it is here again when it is opened again.
  useEffect(
    () => () => void refusals.set(payout.id, form.getValues()),
    [refusals, payout.id, form],
  );

  const choose = (reason: Reason): void => {
    const written = form.getValues("comment").trim();
    const isCanned = written === "" || Object.values(words.texts).includes(written);
    form.setValue("reason", reason, { shouldValidate: form.formState.isSubmitted });
    if (isCanned) form.setValue("comment", words.texts[reason]);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      closeLabel={t.app.close}
      testid="reject-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="danger"
            busy={busy}
            disabled={!possible && !busy}
            onClick={form.handleSubmit(onConfirm)}
            data-testid="dialog-confirm"
          >
            {words.confirm}
          </Button>
        </>
      }
    >
      {notice}
      <dl className={styles.sums}>
        <div>
          <dt>{own.facts.participant}</dt>
          <dd data-testid="dialog-recipient">
            <bdi>{callOf(t, payout)}</bdi>
          </dd>
        </div>
        <div>
          <dt>{own.facts.moneyRefused}</dt>
          <dd data-testid="dialog-sum">{f.money(payout.money)}</dd>
        </div>
      </dl>
      <p className={styles.lead}>
        {words.lead(own.points(f.points(payout.points), payout.points / 100))}
      </p>
      <Controller
        control={form.control}
        name="reason"
        render={({ field }) => (
          <Choice
            legend={words.reason}
            options={REASONS.map((reason) => ({ value: reason, text: words.reasons[reason] }))}
            value={field.value}
            onChange={(value) => choose(value as Reason)}
            error={errors.reason?.message}
          />
        )}
      />
      <TextArea
        label={words.comment}
        hint={words.commentHint}
        error={errors.comment?.message}
        testid="dialog-comment"
        {...form.register("comment")}
      />
      <TextArea
        label={words.note}
        hint={words.noteHint}
        error={errors.note?.message}
        rows={2}
        testid="dialog-note"
        {...form.register("note")}
      />
    </Dialog>
  );
}
