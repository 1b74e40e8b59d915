import { Hand } from "lucide-react";
import { Suspense, useState } from "react";
import { type Command, useCommands } from "#app/palette/registry.ts";
import { useMe, useOnline, useSession } from "#app/use-session.ts";
import { part } from "#data/code.ts";
import { Button } from "#kit/button/button.tsx";
import styles from "./action-bar.module.css";
import type { Outcome, Words } from "./actions.ts";
import type { Correction } from "./correct-dialog.tsx";
import { useActions, useReport } from "./hooks.ts";
import { type Card, isOpen, type Payout, type State } from "./model.ts";
import { MOVES } from "./status.tsx";
import { usePayoutsTexts } from "./texts.ts";

// Their code, and that of forms, comes when one of them is opened.
const CorrectDialog = part(() => import("./correct-dialog.tsx"));
const PayDialog = part(() => import("./pay-dialog.tsx"));
const RejectDialog = part(() => import("./reject-dialog.tsx"));
const TakeOverDialog = part(() => import("./take-over-dialog.tsx"));
const NoteDialog = part(() => import("./note-dialog.tsx"));

type Open = "pay" | "reject" | "take-over" | "correct" | "note" | undefined;
type Busy = State | "claim" | "correct" | "note";

interface Props {
  payout: Payout;
  card: Card | undefined;
}

/** Whose request it is, and what can be done with it: what the server allows, if it is free or ours. */
export function ActionBar({ payout, card }: Props) {
  const own = usePayoutsTexts();
  const session = useSession();
  const me = useMe();
  const online = useOnline();
  const actions = useActions();
  const [open, setOpen] = useState<Open>();
  const [busy, setBusy] = useState<Busy>();
  const report = useReport();

  const may = session.may("payout.move");
  const owner = payout.operator;
  const mine = owner !== undefined && owner.id === me?.admin;
  const locked = owner !== undefined && !mine;
  const still = online && busy === undefined;
  const shut = (): void => setOpen(undefined);

  const run = async (what: Busy, done: string, act: () => Promise<Outcome>) => {
    setBusy(what);
    const outcome = await act();
    setBusy(undefined);
    report(outcome, done);
    if (outcome.kind !== "failed") shut();
  };
  const move = (to: State, words?: Words): void => {
    const said = own.done;
    const done = to === "negotiation" || to === "paid" || to === "rejected" ? said[to] : said.moved;
    run(to, done, () => actions.move(payout, to, words));
  };
  const choose = (to: State): void => {
    const { dialog } = MOVES[to];
    if (dialog === undefined) move(to);
    else setOpen(dialog);
  };
  const take = (reason?: string): void => {
    run("claim", own.done.taken, () => actions.take(payout, reason));
  };
  const release = (): void => {
    run("claim", own.done.released, () => actions.release(payout));
  };

  const correct = (to: Correction, reason: string): void => {
    run("correct", own.correct.done, () => actions.correct(payout, to, reason));
  };
  const note = (text: string): void => {
    run("note", own.noteDone, () => actions.note(payout, text));
  };

  useCommands(commandsOf());

  const owned = <Owner payout={payout} mine={mine} />;
  const beside = (
    <>
      {isOpen(payout.state) && session.may("payout.correct") && (
        <Button small disabled={!still} onClick={() => setOpen("correct")} data-testid="correct">
          {own.correct.open}
        </Button>
      )}
      {session.may("payout.note") && (
        <Button small disabled={!still} onClick={() => setOpen("note")} data-testid="note">
          {own.noteOpen}
        </Button>
      )}
      <Suspense>
        {open === "correct" && (
          <CorrectDialog
            payout={payout}
            card={card}
            busy={busy === "correct"}
            onClose={shut}
            onConfirm={correct}
          />
        )}
        {open === "note" && <NoteDialog busy={busy === "note"} onClose={shut} onConfirm={note} />}
      </Suspense>
    </>
  );
  if (!isOpen(payout.state) || !may) {
    return (
      <div className={styles.claim}>
        {owned}
        {beside}
      </div>
    );
  }
  const claim = (
    <ClaimButton
      owner={locked ? "theirs" : mine ? "mine" : "nobody"}
      disabled={!still}
      onTake={() => take()}
      onRelease={release}
      onTakeOver={() => setOpen("take-over")}
    />
  );
  return (
    <>
      <div className={styles.bar}>
        {payout.can.map((to) => {
          const { variant, icon: Icon } = MOVES[to];
          return (
            <Button
              key={to}
              variant={variant}
              icon={<Icon aria-hidden="true" />}
              busy={busy === to && open === undefined}
              disabled={!still || locked}
              title={locked ? own.claim.locked(owner.name) : undefined}
              onClick={() => choose(to)}
              data-testid={`action-${to}`}
            >
              {own.actions[to]}
            </Button>
          );
        })}
      </div>
      <div className={styles.claim}>
        {owned}
        {claim}
        {beside}
      </div>
      <Suspense>
        {open === "pay" && (
          <PayDialog
            payout={payout}
            card={card}
            busy={busy === "paid"}
            locked={locked}
            onClose={shut}
            onConfirm={(words) => move("paid", words)}
          />
        )}
        {open === "reject" && (
          <RejectDialog
            payout={payout}
            card={card}
            busy={busy === "rejected"}
            locked={locked}
            onClose={shut}
            onConfirm={(words) => move("rejected", words)}
          />
        )}
        {open === "take-over" && locked && (
          <TakeOverDialog
            name={owner.name}
            busy={busy === "claim"}
            onClose={shut}
            onConfirm={take}
          />
        )}
      </Suspense>
    </>
  );

  function commandsOf(): Command[] {
    if (!may || !isOpen(payout.state) || !still) return [];
    const claim: Command = {
      id: "claim",
      title: locked ? own.claim.takeOver : own.claim.take,
      group: "page",
      keys: "c",
      run: () => (locked ? setOpen("take-over") : take()),
    };
    const moves = payout.can.map(
      (to): Command => ({
        id: `move-${to}`,
        title: own.actions[to],
        group: "page",
        run: () => choose(to),
      }),
    );
    return [...(mine ? [] : [claim]), ...(locked ? [] : moves)];
  }
}

function Owner({ payout, mine }: { payout: Payout; mine: boolean }) {
  const own = usePayoutsTexts();
  const { mine: yours, theirs, nobody, was } = own.claim;
  const { operator } = payout;
  const open = isOpen(payout.state);
  if (operator === undefined && !open) return null;
  const holder = (name: string): string => (mine ? yours : theirs(name));
  return (
    <bdi className={styles.owner} data-testid="payout-operator">
      {operator === undefined ? nobody : open ? holder(operator.name) : was(operator.name)}
    </bdi>
  );
}

interface ClaimProps {
  owner: "nobody" | "mine" | "theirs";
  disabled: boolean;
  onTake: () => void;
  onRelease: () => void;
  onTakeOver: () => void;
}

function ClaimButton({ owner, disabled, onTake, onRelease, onTakeOver }: ClaimProps) {
  const own = usePayoutsTexts();
  const { take, release, takeOver } = own.claim;
  if (owner === "mine") {
    return (
      <Button small disabled={disabled} onClick={onRelease} data-testid="action-release">
        {release}
      </Button>
    );
  }
  if (owner === "theirs") {
    return (
      <Button small disabled={disabled} onClick={onTakeOver} data-testid="action-take-over">
        {takeOver}
      </Button>
    );
  }
  return (
    <Button
      small
      icon={<Hand aria-hidden="true" />}
      disabled={disabled}
      onClick={onTake}
      data-testid="action-take"
    >
      {take}
    </Button>
  );
}
