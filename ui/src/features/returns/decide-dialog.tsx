import { useState } from "react";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useSession } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { parseCount } from "#i18n/parse.ts";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea, TextField } from "#kit/field/field.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { type AttentionReturn, type AttentionRow, ReturnState } from "#wire/protocol.ts";
import { newKey } from "#wire/wire.ts";
import styles from "./returns.module.css";
import { useReturnsTexts } from "./texts.ts";

interface Props {
  row: AttentionRow;
  one: AttentionReturn;
  onClose: () => void;
  /** With the posting as it is now; without: somebody was faster. */
  onDone: (row?: AttentionRow) => void;
}

/** Did it come back, and how much of it? A decision can be taken back as long as Ozon is silent. */
export function DecideDialog({ row, one, onClose, onDone }: Props) {
  const { t } = useI18n();
  const own = useReturnsTexts();
  const session = useSession();
  const units = one.units ?? 0;
  const [qty, setQty] = useState(() => String(one.ruled_qty ?? (one.qty || units)));
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState<ReturnState>();
  const [key, setKey] = useState(newKey);
  const count = parseCount(qty);
  const why = v.safeParse(useTexts().claimReason, reason);
  const bad = count === undefined || count < 1 || count > units;

  const decide = async (state: ReturnState): Promise<void> => {
    setTried(true);
    if (!why.success || (state === ReturnState.counted && bad)) return;
    setBusy(state);
    try {
      const now = await session.wire.request(
        "return.decide",
        {
          posting: row.posting,
          ret: one.ret,
          asked: one.asked,
          state,
          ...(state === ReturnState.counted && count !== undefined && { qty: count }),
          reason: why.output,
        },
        key,
      );
      toast("done", own.done);
      onDone(now);
      onClose();
    } catch (error) {
      const code = errorCode(error);
      toast("error", own.failedAction, errorText(t, code));
      if (code === "conflict") onDone(); // what was looked at is no longer so
      if (code !== "timeout" && code !== "offline") setKey(newKey());
    }
    setBusy(undefined);
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={own.dialogTitle}
      closeLabel={t.app.close}
      testid="decide-dialog"
      footer={
        <>
          {one.ruled !== undefined && (
            <Button
              busy={busy === ReturnState.open}
              onClick={() => decide(ReturnState.open)}
              data-testid="decide-back"
            >
              {own.takeBack}
            </Button>
          )}
          <Button
            busy={busy === ReturnState.void}
            onClick={() => decide(ReturnState.void)}
            data-testid="decide-void"
          >
            {own.isVoid}
          </Button>
          <Button
            variant="primary"
            busy={busy === ReturnState.counted}
            onClick={() => decide(ReturnState.counted)}
            data-testid="decide-counted"
          >
            {own.isCounted}
          </Button>
        </>
      }
    >
      <p className={styles.lead}>
        <bdi>{cleanLine(one.name) || own.sku(String(one.sku))}</bdi>
        {". "}
        {own.bought(units)}
      </p>
      <TextField
        label={own.qty}
        hint={own.qtyHint}
        inputMode="numeric"
        value={qty}
        onChange={(event) => setQty(event.target.value)}
        error={tried && bad ? own.qtyBad(units) : undefined}
        testid="decide-qty"
      />
      <TextArea
        label={own.reason}
        hint={own.reasonHint}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        error={tried && !why.success ? why.issues[0].message : undefined}
        testid="decide-reason"
      />
    </Dialog>
  );
}
