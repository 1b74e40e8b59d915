import { Hand } from "lucide-react";
import { useState } from "react";
import { useMe, useOnline } from "#app/use-session.ts";
import { takeMany as en } from "#i18n/en/take-many.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { ownTexts } from "#i18n/own-texts.ts";
import { takeMany as ru } from "#i18n/ru/take-many.ts";
import { Button } from "#kit/button/button.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { toast } from "#kit/toast/toast.tsx";
import styles from "../dialogs.module.css";
import { useActions } from "../hooks.ts";
import { callOf, type Payout } from "../model.ts";
import { usePayoutsTexts } from "../texts.ts";
import { isOurs, type Taking, takeMany } from "./take-many.ts";

const useTakeTexts = ownTexts<typeof ru>({ ru, en });

interface Props {
  payouts: readonly Payout[];
  newest: (payout: Payout) => Payout;
  /** These need not be chosen any more. */
  onTaken: (ids: number[]) => void;
}

/** Takes the chosen requests; who was faster is told. */
export default function TakeManyButton({ payouts, newest, onTaken }: Props) {
  const { t, f } = useI18n();
  const words = useTakeTexts();
  const me = useMe();
  const online = useOnline();
  const actions = useActions();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<readonly Taking[]>();
  const take = async (): Promise<void> => {
    if (me === undefined) return;
    setBusy(true);
    const takings = await takeMany({ actions, me: me.admin, newest }, payouts.map(newest));
    setBusy(false);
    const ours = takings.filter(isOurs);
    if (ours.length < takings.length) setTold(takings);
    else toast("done", words.done(f.count(ours.length)));
    onTaken(ours.map(({ payout }) => payout.id));
  };
  return (
    <>
      <Button
        small
        variant="primary"
        icon={<Hand aria-hidden="true" />}
        busy={busy}
        disabled={!online || payouts.length === 0}
        onClick={take}
        data-testid="take-many"
      >
        {words.take}
      </Button>
      {told !== undefined && (
        <Dialog
          open
          onClose={() => setTold(undefined)}
          title={words.title(f.count(told.filter(isOurs).length), f.count(told.length))}
          closeLabel={t.app.close}
          testid="take-many-dialog"
          footer={<Button onClick={() => setTold(undefined)}>{t.app.close}</Button>}
        >
          <p className={styles.lead}>{words.lead}</p>
          <ul className={styles.list}>
            {told.map((taking) => (
              <Line key={taking.payout.id} taking={taking} />
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

function Line({ taking }: { taking: Taking }) {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  const words = useTakeTexts();
  const { payout, how } = taking;
  const what = (): string => {
    if (how === "theirs") return words.theirs(taking.by);
    if (how === "closed") return words.closed(own.states[taking.state]);
    return how === "failed" ? errorText(t, taking.code) : words[how];
  };
  return (
    <li className={styles.pair} data-testid="take-many-row" data-how={how}>
      <bdi>{`${own.number(String(payout.id))} · ${callOf(t, payout)}`}</bdi>
      <bdi>{what()}</bdi>
    </li>
  );
}
