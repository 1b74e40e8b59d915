import { useSearch } from "@tanstack/react-router";
import { Bell, BellOff, Wallet } from "lucide-react";
import { useEffect, useState } from "react";
import { chime } from "#app/sound.ts";
import { useTitle } from "#app/use-title.ts";
import { getPref, setPref } from "#data/prefs.ts";
import { useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Hidden } from "#kit/hidden.tsx";
import { Tooltip } from "#kit/tooltip/tooltip.tsx";
import { Detail } from "./detail.tsx";
import { useCounts, useLooking, usePayouts } from "./hooks.ts";
import { PayoutList } from "./list.tsx";
import styles from "./payouts-page.module.css";
import { useQueueKeys } from "./use-keys.ts";

/** The queue on the left, the open request on the right; on a phone one or the other. */
export function PayoutsPage() {
  const { t } = useI18n();
  const { tab, id } = useSearch({ from: "/shell/payouts" });
  const waiting = useCounts()?.new ?? 0;
  const title = id === undefined ? t.payouts.title : t.payouts.one(String(id));
  useTitle(title, waiting);
  useLooking(id);
  useQueueKeys(tab, id);

  return (
    <div className={styles.page} data-open={id !== undefined || undefined}>
      <header className={styles.head}>
        <h1 className={styles.title}>{t.payouts.title}</h1>
        <SoundSwitch />
      </header>
      <Arrivals />
      <PayoutList tab={tab} openId={id} />
      <section className={styles.card}>
        {id === undefined ? (
          <Empty icon={<Wallet aria-hidden="true" />} title={t.payouts.choose}>
            {t.payouts.chooseText}
          </Empty>
        ) : (
          <Detail key={id} id={id} tab={tab} />
        )}
      </section>
    </div>
  );
}

/** New requests for those who listen, and a sound for those who look elsewhere. */
function Arrivals() {
  const { t, f } = useI18n();
  const store = usePayouts();
  const [text, setText] = useState("");
  useEffect(
    () =>
      store.onArrival((payout) => {
        setText(
          t.payouts.arrived(
            payout.name,
            t.payouts.points(f.points(payout.points), payout.points / 100),
          ),
        );
        if (getPref("sound") === "on" && document.visibilityState === "hidden") chime();
      }),
    [store, t, f],
  );
  return (
    <Hidden>
      <span role="status">{text}</span>
    </Hidden>
  );
}

function SoundSwitch() {
  const { t } = useI18n();
  const [sound, setSound] = useState(() => getPref("sound"));
  const on = sound === "on";
  const toggle = (): void => {
    const next = on ? "off" : "on";
    setPref("sound", next);
    setSound(next);
    if (next === "on") chime();
  };
  return (
    <Tooltip text={on ? t.payouts.soundOn : t.payouts.soundOff}>
      <IconButton
        bare
        label={t.payouts.sound}
        aria-pressed={on}
        onClick={toggle}
        data-testid="sound"
      >
        {on ? <Bell aria-hidden="true" /> : <BellOff aria-hidden="true" />}
      </IconButton>
    </Tooltip>
  );
}
