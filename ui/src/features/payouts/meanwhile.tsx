import { useState } from "react";
import { Notice } from "#kit/notice/notice.tsx";
import { differencesOf } from "./conflict.ts";
import { Differences } from "./differences.tsx";
import { type Card, isOpen, type Payout, type State } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";

/** What has changed since a dialog was opened, and whether it still makes sense to go on (`to`: into that state). */
export function useMeanwhile(
  payout: Payout,
  card: Card | undefined,
  to: State | undefined,
  locked: boolean,
) {
  const own = usePayoutsTexts();
  const [opened] = useState(payout);
  const words = own.conflict;
  const possible = (to === undefined ? isOpen(payout.state) : payout.can.includes(to)) && !locked;
  // Our own change on its way has the revision of the request it changes.
  const notice = opened.rev !== payout.rev && (
    <Notice kind="warning" title={words.meanwhile} testid="conflict-notice">
      <Differences list={differencesOf(opened, payout, card?.history ?? [])} />
      <p>{possible ? words.meanwhileText : words.gone}</p>
    </Notice>
  );
  return { possible, notice };
}
