import type { ReactNode } from "react";
import { useNow } from "#app/use-now.ts";
import { telegramLink } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import styles from "#kit/panes/facts.module.css";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { type Card, callOf, isOpen, type Payout, remains, type State } from "./model.ts";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  payout: Payout | undefined;
  card: Card | undefined;
}

/** Who, how much, how much in roubles, when. */
export function Facts({ payout, card }: Props) {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const now = useNow();
  const words = own.facts;
  if (payout === undefined) {
    return (
      <dl className={styles.facts}>
        {[words.participant, words.points, words.money, words.created].map((label) => (
          <Fact key={label} label={label}>
            <Skeleton width="half" tall />
          </Fact>
        ))}
      </dl>
    );
  }
  const name = callOf(t, payout);
  const link = telegramLink(payout.nick);
  const moneyLabel = (state: State): string => {
    if (isOpen(state)) return words.money;
    return state === "paid" ? words.moneyPaid : words.moneyRefused;
  };
  return (
    <dl className={styles.facts}>
      <Fact
        label={words.participant}
        more={
          link !== undefined && (
            <a href={link} target="_blank" rel="noopener noreferrer">
              @{payout.nick}
            </a>
          )
        }
        testid="fact-name"
      >
        <bdi title={name}>{name}</bdi>
      </Fact>
      <Fact
        label={words.points}
        more={
          card !== undefined &&
          isOpen(payout.state) &&
          words.left(f.points(remains(payout, card.participant)))
        }
        testid="fact-points"
      >
        {own.points(f.points(payout.points), payout.points / 100)}
      </Fact>
      <Fact
        label={moneyLabel(payout.state)}
        more={words.rate(f.money(payout.rate))}
        testid="fact-money"
      >
        {f.money(payout.money)}
      </Fact>
      <Fact label={words.created} more={f.ago(payout.created, now)} testid="fact-created">
        <time dateTime={new Date(payout.created).toISOString()} title={f.full(payout.created)}>
          {f.dateTime(payout.created, now)}
        </time>
      </Fact>
    </dl>
  );
}

interface FactProps {
  label: string;
  more?: ReactNode;
  children: ReactNode;
  testid?: string;
}

function Fact({ label, more, children, testid }: FactProps) {
  return (
    <div className={styles.fact} data-testid={testid}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
      {more !== undefined && more !== false && <dd className={styles.more}>{more}</dd>}
    </div>
  );
}
