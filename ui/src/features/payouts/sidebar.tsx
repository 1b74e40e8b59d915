import { ChevronDown } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { ABSENT } from "#i18n/format.ts";
import { useI18n } from "#i18n/index.tsx";
import { cx } from "#kit/cx.ts";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { type Card, isOpen, type Payout, remains, type Step } from "./model.ts";
import { Requisites } from "./requisites.tsx";
import styles from "./sidebar.module.css";
import { StatusBadge } from "./status.tsx";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  payout: Payout | undefined;
  card: Card | undefined;
}

/** The participant's balance and past, and how the request came to where it is. */
export function Sidebar({ payout, card }: Props) {
  if (payout === undefined || card === undefined) {
    return (
      <aside className={styles.side} aria-hidden="true">
        <Skeleton width="half" />
        <Skeleton />
        <Skeleton />
        <Skeleton width="third" />
      </aside>
    );
  }
  return <Known payout={payout} card={card} />;
}

/** Where there is no room beside the dialogue, only when asked for. */
function Known({ payout, card }: { payout: Payout; card: Card }) {
  const own = usePayoutsTexts();
  const [open, setOpen] = useState(false);
  return (
    <aside className={styles.side} data-open={open || undefined}>
      <button
        type="button"
        className={styles.more}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        data-testid="more"
      >
        {own.facts.more}
        <ChevronDown aria-hidden="true" />
      </button>
      <div className={styles.parts}>
        <Requisites key={payout.id} payout={payout} />
        <Balance payout={payout} card={card} />
        <Person card={card} />
        <History steps={card.history} />
      </div>
    </aside>
  );
}

function Balance({ payout, card }: { payout: Payout; card: Card }) {
  const { f } = useI18n();
  const own = usePayoutsTexts();
  const words = own.facts;
  const { participant } = card;
  return (
    <section data-testid="balance">
      <h3 className={styles.title}>{words.balance}</h3>
      <dl className={styles.pairs}>
        <Pair label={words.available} debt={participant.available < 0} testid="available">
          {f.points(participant.available)}
        </Pair>
        <Pair label={words.held} testid="held">
          {f.points(participant.held)}
        </Pair>
        <Pair label={words.reserved} testid="reserved">
          {f.points(participant.reserved)}
        </Pair>
        <Pair label={words.total} testid="total">
          {f.points(participant.total)}
        </Pair>
        {isOpen(payout.state) && (
          <Pair label={words.remains} strong testid="remains">
            {f.points(remains(payout, participant))}
          </Pair>
        )}
      </dl>
    </section>
  );
}

function Person({ card }: { card: Card }) {
  const { f } = useI18n();
  const own = usePayoutsTexts();
  const words = own.facts;
  const { participant } = card;
  return (
    <section>
      <h3 className={styles.title}>{words.participant}</h3>
      <dl className={styles.pairs}>
        <Pair label={words.id}>{participant.id}</Pair>
        <Pair label={words.ozon}>
          {participant.ozon === "" ? (
            ABSENT
          ) : (
            <span title={participant.proven ? words.proven : words.unproven}>
              {participant.ozon}
              {!participant.proven && <span className={styles.mild}> {words.unproven}</span>}
            </span>
          )}
        </Pair>
        <Pair label={words.joined}>{f.date(participant.joined)}</Pair>
        <Pair label={words.referrals}>
          {own.people(f.count(participant.referrals), participant.referrals)}
        </Pair>
        <Pair label={words.paidBefore}>{f.points(participant.paid)}</Pair>
      </dl>
    </section>
  );
}

interface PairProps {
  label: string;
  children: ReactNode;
  strong?: boolean;
  debt?: boolean;
  testid?: string;
}

function Pair({ label, children, strong = false, debt = false, testid }: PairProps) {
  return (
    <div className={cx(styles.pair, strong && styles.strong, debt && styles.debt)}>
      <dt>{label}</dt>
      <dd data-testid={testid}>{children}</dd>
    </div>
  );
}

function History({ steps }: { steps: readonly Step[] }) {
  const own = usePayoutsTexts();
  if (steps.length === 0) return null;
  return (
    <section data-testid="history">
      <h3 className={styles.title}>{own.history}</h3>
      <ol className={styles.steps}>
        {steps.map((step) => (
          <StepItem key={`${step.at}${step.deed ?? step.state}`} step={step} />
        ))}
      </ol>
    </section>
  );
}

function StepItem({ step }: { step: Step }) {
  const { f } = useI18n();
  const own = usePayoutsTexts();
  const now = useNow();
  const { reason, comment, note } = step;
  return (
    <li
      className={styles.step}
      data-testid="history-step"
      data-state={step.state}
      data-deed={step.deed}
    >
      {step.deed === undefined ? (
        <StatusBadge state={step.state} />
      ) : (
        <strong>{own.deeds[step.deed]}</strong>
      )}
      {step.correction !== undefined && <Corrected {...step.correction} />}
      <p className={styles.by}>
        <bdi>{step.by === "" ? own.historyBy.participant : step.by}</bdi>
        {", "}
        <time dateTime={new Date(step.at).toISOString()} title={f.full(step.at)}>
          {f.dateTime(step.at, now)}
        </time>
      </p>
      {reason !== undefined && (
        <p className={styles.words}>
          {own.reject.reason}: {own.reject.reasons[reason].toLocaleLowerCase()}
        </p>
      )}
      {comment !== "" && (
        <p className={styles.words}>
          {own.toParticipant}: <bdi>{comment}</bdi>
        </p>
      )}
      {note !== "" && (
        <p className={styles.note}>
          {own.note}: <bdi>{note}</bdi>
        </p>
      )}
    </li>
  );
}

function Corrected({ points, money }: NonNullable<Step["correction"]>) {
  const { f } = useI18n();
  return (
    <p className={styles.words}>
      <del>{f.points(points[0])}</del> → {f.points(points[1])}
      {", "}
      <del>{f.money(money[0])}</del> → {f.money(money[1])}
    </p>
  );
}
