import { Link, useSearch } from "@tanstack/react-router";
import { Bell, BellOff, Wallet } from "lucide-react";
import { useEffect, useState } from "react";
import { chime } from "#app/sound.ts";
import { useTitle } from "#app/use-title.ts";
import { getPref, setPref } from "#data/prefs.ts";
import { useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Hidden } from "#kit/hidden.tsx";
import { Panes } from "#kit/panes/panes.tsx";
import { Tooltip } from "#kit/tooltip/tooltip.tsx";
import { useCounts, usePayouts } from "./counts.ts";
import { Detail } from "./detail.tsx";
import { useLooking } from "./hooks.ts";
import { PayoutList } from "./list.tsx";
import { callOf } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";
import { useQueueKeys } from "./use-keys.ts";

/** The queue on the left, the open request on the right; on a phone one or the other. */
export function PayoutsPage() {
  const own = usePayoutsTexts();
  const { tab, id } = useSearch({ from: "/shell/payouts" });
  const waiting = useCounts()?.new ?? 0;
  const title = id === undefined ? own.title : own.one(String(id));
  useTitle(title, waiting);
  useLooking(id);
  useQueueKeys(tab, id);

  return (
    <Panes
      title={own.title}
      open={id !== undefined}
      actions={
        <>
          <Link to="/payouts/table" data-testid="to-table">
            {own.table.toTable}
          </Link>
          <SoundSwitch />
        </>
      }
      list={
        <>
          <Arrivals />
          <PayoutList tab={tab} openId={id} />
        </>
      }
    >
      {id === undefined ? (
        <Empty icon={<Wallet aria-hidden="true" />} title={own.choose}>
          {own.chooseText}
        </Empty>
      ) : (
        <Detail key={id} id={id} tab={tab} />
      )}
    </Panes>
  );
}

/** New requests for those who listen, and a sound for those who look elsewhere. */
function Arrivals() {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const store = usePayouts();
  const [text, setText] = useState("");
  useEffect(
    () =>
      store.onArrival((payout) => {
        setText(
          own.arrived(callOf(t, payout), own.points(f.points(payout.points), payout.points / 100)),
        );
        if (getPref("sound") === "on" && document.visibilityState === "hidden") chime();
      }),
    [store, t, f, own.points, own.arrived],
  );
  return (
    <Hidden>
      <span role="status">{text}</span>
    </Hidden>
  );
}

function SoundSwitch() {
  const own = usePayoutsTexts();
  const [sound, setSound] = useState(() => getPref("sound"));
  const on = sound === "on";
  const toggle = (): void => {
    const next = on ? "off" : "on";
    setPref("sound", next);
    setSound(next);
    if (next === "on") chime();
  };
  return (
    <Tooltip text={on ? own.soundOn : own.soundOff}>
      <IconButton bare label={own.sound} aria-pressed={on} onClick={toggle} data-testid="sound">
        {on ? <Bell aria-hidden="true" /> : <BellOff aria-hidden="true" />}
      </IconButton>
    </Tooltip>
  );
}
