import { Link } from "@tanstack/react-router";
import { ArrowLeft, Eye, SearchX } from "lucide-react";
import { useState } from "react";
import { Failed } from "#app/failed.tsx";
import { useSession } from "#app/use-session.ts";
import { Chat } from "#chat/chat.tsx";
import { createConversations } from "#chat/conversation.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Empty } from "#kit/empty/empty.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import styles from "#kit/panes/card.module.css";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { errorCode } from "#wire/errors.ts";
import { ActionBar } from "./action-bar.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import { Facts } from "./facts.tsx";
import { useActions, useCard, usePayout, useReport, useViewers } from "./hooks.ts";
import { type Card, isOpen, type Payout } from "./model.ts";
import type { Tab } from "./search.ts";
import { Sidebar } from "./sidebar.tsx";
import { StatusBadge } from "./status.tsx";
import { usePayoutsTexts } from "./texts.ts";

/** An open request: what it is about, what can be done, and the dialogue with the participant. */
export function Detail({ id, tab }: { id: number; tab: Tab }) {
  const own = usePayoutsTexts();
  const payout = usePayout(id);
  const query = useCard(id);
  const card = query.data;

  if (card === undefined && query.error !== null) {
    return <Failure id={id} tab={tab} error={query.error} retry={() => query.refetch()} />;
  }

  return (
    <article className={styles.detail} data-testid="payout-card" data-payout-id={id}>
      <header className={styles.head}>
        <Back tab={tab} />
        <div className={styles.name}>
          <h2 id="payout-heading" tabIndex={-1} className={styles.number}>
            {own.number(String(id))}
          </h2>
          {payout !== undefined && (
            <span data-testid="payout-state" data-state={payout.state}>
              <StatusBadge state={payout.state} />
            </span>
          )}
          <Viewers id={id} />
        </div>
        {payout !== undefined && <ActionBar payout={payout} card={card} />}
      </header>
      <ConflictNotice id={id} />
      {payout !== undefined && card !== undefined && <Warnings payout={payout} card={card} />}
      <Facts payout={payout} card={card} />
      <div className={styles.body}>
        <Dialogue card={card} />
        <Sidebar payout={payout} card={card} />
      </div>
    </article>
  );
}

function Back({ tab }: { tab: Tab }) {
  const own = usePayoutsTexts();
  return (
    <Link to="/payouts" search={{ tab }} className={styles.back} aria-label={own.toList}>
      <ArrowLeft aria-hidden="true" />
    </Link>
  );
}

function Viewers({ id }: { id: number }) {
  const own = usePayoutsTexts();
  const viewers = useViewers(id);
  if (viewers.length === 0) return null;
  const names = viewers.map((viewer) => viewer.name).join(", ");
  return (
    <span className={styles.viewers} data-testid="viewers">
      <Eye aria-hidden="true" />
      <bdi>{own.viewing(names, viewers.length)}</bdi>
    </span>
  );
}

/** What an operator should know before paying. */
function Warnings({ payout, card }: { payout: Payout; card: Card }) {
  const { f } = useI18n();
  const own = usePayoutsTexts();
  const { participant } = card;
  if (!isOpen(payout.state)) return null;
  return (
    <>
      {participant.available < 0 && (
        <Notice kind="warning" title={own.debt} testid="debt">
          {own.debtText(own.points(f.points(participant.available), participant.available / 100))}
        </Notice>
      )}
      {payout.twoApprovals && <Approval payout={payout} />}
      {participant.blocked && <Notice kind="warning" title={own.blocked} />}
      {participant.unreachable && <Notice kind="warning">{own.unreachable}</Notice>}
    </>
  );
}

/** A sum that two have to agree to: one agrees, another pays. */
function Approval({ payout }: { payout: Payout }) {
  const own = usePayoutsTexts();
  const session = useSession();
  const actions = useActions();
  const report = useReport();
  const [busy, setBusy] = useState(false);
  const words = own.approval;
  const { approver } = payout;
  if (approver !== undefined) {
    return (
      <Notice kind="info" testid="approval">
        <bdi>{words.given(approver.name)}</bdi>
      </Notice>
    );
  }
  const approve = async (): Promise<void> => {
    setBusy(true);
    const outcome = await actions.approve(payout);
    setBusy(false);
    report(outcome, words.done);
  };
  return (
    <Notice
      kind="info"
      title={words.title}
      testid="approval"
      action={
        session.may("payout.approve") && (
          <Button small busy={busy} onClick={approve} data-testid="action-approve">
            {words.approve}
          </Button>
        )
      }
    >
      {words.text}
    </Notice>
  );
}

function Dialogue({ card }: { card: Card | undefined }) {
  const { t } = useI18n();
  const session = useSession();
  if (card === undefined) {
    return (
      <div className={styles.waiting} aria-hidden="true">
        <Skeleton width="half" tall />
        <Skeleton width="third" tall />
        <Skeleton width="half" tall />
      </div>
    );
  }
  if (card.conversation === undefined) return <p className={styles.waiting}>{t.chat.empty}</p>;
  return <Chat conversation={session.get(createConversations)(card.conversation, "payout")} />;
}

interface FailureProps {
  id: number;
  tab: Tab;
  error: Error;
  retry: () => void;
}

function Failure({ id, tab, error, retry }: FailureProps) {
  const own = usePayoutsTexts();
  const code = errorCode(error);
  if (code === "not_found") {
    return (
      <Empty
        icon={<SearchX aria-hidden="true" />}
        title={own.cardMissing}
        action={
          <Link to="/payouts" search={{ tab }}>
            {own.toList}
          </Link>
        }
        testid="card-missing"
      >
        {own.number(String(id))}
      </Empty>
    );
  }
  return <Failed title={own.cardFailed} code={code} onRetry={retry} testid="card-error" />;
}
