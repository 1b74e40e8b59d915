import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { adminName } from "#i18n/names.ts";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Choice } from "#kit/radio/radio.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import type { ConversationView } from "#wire/protocol.ts";
import styles from "./support.module.css";
import { useSupportTexts } from "./texts.ts";
import { useDeed } from "./use-deed.ts";

const NOBODY = "0";

/** To whom the conversation goes, or to nobody. */
export default function GiveDialog(props: { room: ConversationView; onClose: () => void }) {
  const { room, onClose } = props;
  const { t } = useI18n();
  const own = useSupportTexts();
  const { wire } = useSession();
  const { busy, run } = useDeed(room);
  const [to, setTo] = useState(String(room.assignee ?? NOBODY));
  const { data, error } = useQuery({
    queryKey: ["operators", room.kind],
    queryFn: () => wire.request("operators.list", { kind: room.kind }),
  });
  const options = [
    { value: NOBODY, text: own.toNobody },
    ...(data?.operators ?? []).map((one) => ({
      value: String(one.id),
      text: adminName(one.id, one.name),
    })),
  ];
  return (
    <Dialog
      open
      onClose={onClose}
      title={own.giveTitle}
      closeLabel={t.app.close}
      testid="give-dialog"
      footer={
        <>
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button
            variant="primary"
            busy={busy === "give"}
            disabled={to === String(room.assignee ?? NOBODY)}
            onClick={async () => {
              await run({ kind: "give", to: Number(to) });
              onClose();
            }}
            data-testid="dialog-confirm"
          >
            {own.giveConfirm}
          </Button>
        </>
      }
    >
      {error !== null && <p role="alert">{errorText(t, errorCode(error))}</p>}
      {data === undefined && error === null && <Skeleton tall />}
      {data !== undefined && (
        <div className={styles.operators}>
          <Choice legend={own.giveTo} options={options} value={to} onChange={setTo} />
        </div>
      )}
    </Dialog>
  );
}
