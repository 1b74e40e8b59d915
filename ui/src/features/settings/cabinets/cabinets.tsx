import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useOnline, useSession } from "#app/use-session.ts";
import { errorText } from "#i18n/error-text.ts";
import { ABSENT } from "#i18n/format.ts";
import { useI18n } from "#i18n/index.tsx";
import { Badge, type Tone } from "#kit/badge/badge.tsx";
import { Button } from "#kit/button/button.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import { CabinetState, type CabinetView } from "#wire/protocol.ts";
import { cabinetsQuery } from "../api.ts";
import styles from "../settings.module.css";
import { useSettingsTexts } from "../texts.ts";
import { KeyDialog } from "./key-dialog.tsx";
import { stateName } from "./state.ts";

const TONES: Record<CabinetState, Tone> = {
  [CabinetState.starting]: "grey",
  [CabinetState.reading]: "green",
  [CabinetState.bad_key]: "red",
  [CabinetState.no_role]: "red",
  [CabinetState.away]: "amber",
};

/** The seller's cabinets on Ozon: how reading each of them goes, and its Api-Key. */
export function Cabinets() {
  const { t } = useI18n();
  const own = useSettingsTexts();
  const session = useSession();
  const [open, setOpen] = useState<number>();
  const { data, error, refetch } = useQuery(cabinetsQuery(session));
  return (
    <div className={styles.admins}>
      <p className={styles.hint}>{own.cabinets.about}</p>
      {data === undefined && error === null && <Skeleton width="half" tall />}
      {data === undefined && error !== null && (
        <Notice kind="error" action={<Button onClick={() => refetch()}>{t.app.retry}</Button>}>
          {errorText(t, errorCode(error))}
        </Notice>
      )}
      <ul className={styles.people}>
        {data?.cabinets?.map((row) => (
          <Cabinet key={row.client} row={row} onKey={() => setOpen(row.client)} />
        ))}
      </ul>
      {open !== undefined && <KeyDialog client={open} onClose={() => setOpen(undefined)} />}
    </div>
  );
}

function Cabinet({ row, onKey }: { row: CabinetView; onKey: () => void }) {
  const { t, f } = useI18n();
  const own = useSettingsTexts();
  const session = useSession();
  const online = useOnline();
  const now = useNow();
  const [busy, setBusy] = useState(false);
  const words = own.cabinets;

  const check = async (): Promise<void> => {
    setBusy(true);
    try {
      const { state } = await session.wire.request("cabinet.check", { client: row.client });
      const works = state === CabinetState.reading;
      toast(works ? "done" : "error", works ? words.works : words.states[stateName(state)]);
      await session.queries.invalidateQueries({ queryKey: cabinetsQuery(session).queryKey });
    } catch (error) {
      toast("error", words.notChecked, errorText(t, errorCode(error)));
    }
    setBusy(false);
  };
  return (
    <li className={styles.person} data-testid="cabinet" data-client={row.client}>
      <div className={styles.personName}>
        Client-Id {row.client}
        <Badge tone={TONES[row.state]}>{words.states[stateName(row.state)]}</Badge>
      </div>
      {row.state !== CabinetState.reading && row.sentence !== undefined && (
        <div className={styles.hint} lang="en">
          {row.sentence}
        </div>
      )}
      <div className={styles.hint}>
        {words.answered(row.answered === undefined ? ABSENT : f.ago(row.answered, now))}
      </div>
      <div className={styles.hint}>
        {row.key_ends === undefined ? words.keyForever : words.keyEnds(f.date(row.key_ends))}
      </div>
      <div className={styles.hint}>
        {words.counted(f.count(row.requests ?? 0), f.count(row.failures ?? 0))}
      </div>
      {(row.missed ?? 0) > 0 && (
        <Badge tone="amber">{words.missed(f.count(row.missed ?? 0))}</Badge>
      )}
      <div className={styles.deeds}>
        <Button small busy={busy} disabled={!online} onClick={check} data-testid="cabinet-check">
          {words.check}
        </Button>
        {session.may("cabinet.key") && (
          <Button small disabled={!online} onClick={onKey} data-testid="cabinet-key">
            {words.changeKey}
          </Button>
        )}
      </div>
    </li>
  );
}
