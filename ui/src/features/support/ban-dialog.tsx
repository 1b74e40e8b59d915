import { useState } from "react";
import * as v from "valibot";
import { useTexts } from "#app/texts.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { TextArea } from "#kit/field/field.tsx";
import type { ConversationView } from "#wire/protocol.ts";
import { useSupportTexts } from "./texts.ts";
import { useDeed } from "./use-deed.ts";

/** Whoever writes nothing but abuse is not taken any more; why, is kept. */
export default function BanDialog(props: { room: ConversationView; onClose: () => void }) {
  const { room, onClose } = props;
  const { t } = useI18n();
  const own = useSupportTexts();
  const { busy, run } = useDeed(room);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const why = v.safeParse(useTexts().claimReason, reason);
  return (
    <Dialog
      open
      onClose={onClose}
      title={own.banTitle}
      closeLabel={t.app.close}
      testid="ban-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="danger"
            busy={busy === "ban"}
            onClick={async () => {
              setTried(true);
              if (!why.success) return;
              if (await run({ kind: "ban", reason: why.output })) onClose();
            }}
            data-testid="dialog-confirm"
          >
            {own.banConfirm}
          </Button>
        </>
      }
    >
      <p>{own.banLead}</p>
      <TextArea
        label={own.banReason}
        hint={own.banReasonHint}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        error={tried && !why.success ? why.issues[0].message : undefined}
        testid="dialog-reason"
      />
    </Dialog>
  );
}
