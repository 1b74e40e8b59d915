import { useState } from "react";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { inputOf } from "#grid/filters.ts";
import { useI18n } from "#i18n/index.tsx";
import { parseHundredths } from "#i18n/parse.ts";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea, TextField } from "#kit/field/field.tsx";
import styles from "./dialogs.module.css";
import { useMeanwhile } from "./meanwhile.tsx";
import type { Card, Payout } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";

export interface Correction {
  points?: number;
  money?: number;
}

interface Props {
  payout: Payout;
  card: Card | undefined;
  busy: boolean;
  onClose: () => void;
  onConfirm: (to: Correction, reason: string) => void;
}

/** Other points, other roubles, or both; the participant reads why. */
export default function CorrectDialog({ payout, card, busy, onClose, onConfirm }: Props) {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const texts = useTexts();
  const words = own.correct;
  const { possible, notice } = useMeanwhile(payout, card, undefined, false);
  const [points, setPoints] = useState(() => inputOf(f, "points", payout.points));
  const [money, setMoney] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);

  const wanted = { points: parseHundredths(points), money: parseHundredths(money) };
  const why = v.safeParse(texts.reason, reason);
  const badPoints = wanted.points === undefined || wanted.points <= 0;
  const badMoney = money.trim() !== "" && (wanted.money === undefined || wanted.money <= 0);
  const to: Correction = {
    ...(wanted.points !== undefined &&
      wanted.points !== payout.points && { points: wanted.points }),
    ...(wanted.money !== undefined && { money: wanted.money }),
  };
  const same = to.points === undefined && to.money === undefined;
  const confirm = (): void => {
    setTried(true);
    if (!badPoints && !badMoney && !same && why.success) onConfirm(to, why.output);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={words.title}
      closeLabel={t.app.close}
      testid="correct-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="primary"
            busy={busy}
            disabled={!possible && !busy}
            onClick={confirm}
            data-testid="dialog-confirm"
          >
            {words.confirm}
          </Button>
        </>
      }
    >
      {notice}
      <p className={styles.lead}>
        {words.lead(
          own.points(f.points(payout.points), payout.points / 100),
          f.money(payout.money),
        )}
      </p>
      <TextField
        label={words.points}
        inputMode="decimal"
        value={points}
        onChange={(event) => setPoints(event.target.value)}
        error={tried ? (badPoints ? words.figure : same ? words.same : undefined) : undefined}
        testid="correct-points"
      />
      <TextField
        label={words.money}
        hint={words.moneyHint(f.money(payout.rate))}
        inputMode="decimal"
        value={money}
        onChange={(event) => setMoney(event.target.value)}
        error={tried && badMoney ? words.figure : undefined}
        testid="correct-money"
      />
      <TextArea
        label={words.reason}
        hint={words.reasonHint}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        error={tried && !why.success ? why.issues[0].message : undefined}
        testid="dialog-reason"
      />
    </Dialog>
  );
}
