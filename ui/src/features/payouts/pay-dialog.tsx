import { valibotResolver } from "@hookform/resolvers/valibot";
import { useForm } from "react-hook-form";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import type { Words } from "./actions.ts";
import styles from "./dialogs.module.css";
import { useMeanwhile } from "./meanwhile.tsx";
import { type Card, callOf, type Payout } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  payout: Payout;
  card: Card | undefined;
  busy: boolean;
  locked: boolean;
  onClose: () => void;
  onConfirm: (words: Words) => void;
}

/** Money has been sent: who and how much stand here once more before the points are debited. */
export default function PayDialog({ payout, card, busy, locked, onClose, onConfirm }: Props) {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const texts = useTexts();
  const debt = (card?.participant.available ?? 0) < 0;
  const { possible, notice } = useMeanwhile(payout, card, "paid", locked);
  const words = own.pay;
  const schema = v.object({
    comment: texts.optional,
    note: debt ? texts.reason : texts.optional,
  });
  const form = useForm({
    resolver: valibotResolver(schema),
    defaultValues: { comment: "", note: "" },
  });
  const { errors } = form.formState;

  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      closeLabel={t.app.close}
      testid="pay-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="success"
            busy={busy}
            disabled={!possible && !busy}
            onClick={form.handleSubmit(onConfirm)}
            data-testid="dialog-confirm"
          >
            {words.confirm(f.money(payout.money))}
          </Button>
        </>
      }
    >
      {notice}
      <dl className={styles.sums}>
        <div>
          <dt>{words.to}</dt>
          <dd data-testid="dialog-recipient">
            <bdi>{callOf(t, payout)}</bdi>
            {payout.nick !== "" && <bdi className={styles.nick}> @{payout.nick}</bdi>}
          </dd>
        </div>
        <div className={styles.big}>
          <dt>{words.amount}</dt>
          <dd data-testid="dialog-sum">{f.money(payout.money)}</dd>
        </div>
        <div>
          <dt>{words.points}</dt>
          <dd>{f.points(payout.points)}</dd>
        </div>
      </dl>
      <p className={styles.lead}>{words.lead}</p>
      <TextArea
        label={words.comment}
        hint={words.commentHint}
        error={errors.comment?.message}
        rows={2}
        testid="dialog-comment"
        {...form.register("comment")}
      />
      <TextArea
        label={debt ? words.noteReason : words.note}
        hint={own.reject.noteHint}
        error={errors.note?.message}
        rows={2}
        testid="dialog-note"
        {...form.register("note")}
      />
    </Dialog>
  );
}
