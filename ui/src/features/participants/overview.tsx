import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useNow } from "#app/use-now.ts";
import { useSession } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { ABSENT } from "#i18n/format.ts";
import { useI18n } from "#i18n/index.tsx";
import { Skeleton } from "#kit/skeleton/skeleton.tsx";
import { PersonName } from "#people/person-name.tsx";
import type { LevelLine, ParticipantView } from "#wire/protocol.ts";
import { levelsQuery } from "./api.ts";
import styles from "./card.module.css";
import { beforeQuery, lastOrderQuery, lastPayoutQuery } from "./last.ts";
import { Releases } from "./releases.tsx";

/** Undefined: still on its way. */
export function Overview({ id, who }: { id: number; who: ParticipantView | undefined }) {
  const { t } = useI18n();
  const session = useSession();
  const levels = useQuery(levelsQuery(session, id)).data?.levels ?? [];
  if (who === undefined) return <Skeleton width="half" tall />;
  const words = t.participants.facts;
  return (
    <div className={styles.groups}>
      <Group title={words.balance}>
        <Balance who={who} />
        {who.held !== undefined && <Releases id={who.id} />}
      </Group>
      <Group title={words.came}>
        <Person who={who} />
      </Group>
      <Group title={words.purchases}>
        <Purchases who={who} />
      </Group>
      <Group title={words.network}>
        <Levels id={id} levels={levels} />
      </Group>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className={styles.groupTitle}>{title}</h3>
      {children}
    </section>
  );
}

interface FactProps {
  label: string;
  children: ReactNode;
  strong?: boolean;
  testid?: string;
}

function Fact({ label, children, strong = false, testid }: FactProps) {
  return (
    <div className={styles.fact} data-strong={strong || undefined} data-testid={testid}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Own, levels and corrections less what was withdrawn are the total; so are its three parts. */
function Balance({ who }: { who: ParticipantView }) {
  const { t, f } = useI18n();
  const words = t.participants.facts;
  return (
    <dl className={styles.facts}>
      <Fact label={words.total} strong testid="fact-total">
        {f.points(who.total ?? 0)}
      </Fact>
      <Fact label={words.available} testid="fact-available">
        {f.points(who.available ?? 0)}
      </Fact>
      <Fact label={words.held} testid="fact-held">
        {f.points(who.held ?? 0)}
      </Fact>
      <Fact label={words.reserved}>{f.points(who.reserved ?? 0)}</Fact>
      {who.next_release !== undefined && (
        <Fact label={words.nextRelease(f.date(who.next_release))}>
          {f.points(who.next_points ?? 0)}
        </Fact>
      )}
      <Fact label={words.expected}>{f.points(who.expected ?? 0)}</Fact>
      <Fact label={words.own}>{f.points(who.own ?? 0)}</Fact>
      {who.levels?.map((level) => (
        <Fact key={level.level} label={words.level(level.level)}>
          {f.points(level.points)}
        </Fact>
      ))}
      {who.corrected !== undefined && (
        <Fact label={words.corrected}>{f.points(who.corrected)}</Fact>
      )}
      <Fact label={words.accrued} testid="fact-accrued">
        {f.points(accruedOf(who))}
      </Fact>
      <Fact label={words.paid} testid="fact-paid">
        {f.points(who.paid ?? 0)}
        {who.paid_money !== undefined && ` (${f.money(who.paid_money)})`}
      </Fact>
      <LastPayout id={who.id} />
    </dl>
  );
}

/** For purchases, one's own and those of referrals; what was taken back is taken off. */
function accruedOf({ own = 0, levels = [] }: ParticipantView): number {
  return levels.reduce((sum, level) => sum + level.points, own);
}

function LastPayout({ id }: { id: number }) {
  const { t, f } = useI18n();
  const session = useSession();
  const now = useNow();
  const { data } = useQuery(lastPayoutQuery(session, id));
  return (
    <Fact label={t.participants.facts.lastPayout} testid="fact-last-payout">
      {data === undefined || data === null
        ? ABSENT
        : `${f.dateTime(data.changed, now)}, ${f.points(data.points)} (${f.money(data.money)})`}
    </Fact>
  );
}

function Person({ who }: { who: ParticipantView }) {
  const { t, f } = useI18n();
  const now = useNow();
  const words = t.participants.facts;
  return (
    <dl className={styles.facts}>
      <Fact label={words.id}>{who.id}</Fact>
      <Fact label={words.joined}>{f.dateTime(who.joined, now)}</Fact>
      <Fact label={words.registered}>
        {who.registered === undefined ? ABSENT : f.dateTime(who.registered, now)}
      </Fact>
      <Fact label={words.ozon} testid="fact-ozon">
        {cleanLine(who.ozon) || ABSENT}
      </Fact>
      <Fact label={words.inviter} testid="fact-inviter">
        {who.inviter === undefined ? (
          ABSENT
        ) : (
          <Link
            from="/participants"
            to="/participants"
            search={(old) => ({ ...old, card: who.inviter })}
          >
            <PersonName id={who.inviter} />
          </Link>
        )}
      </Fact>
    </dl>
  );
}

function Purchases({ who }: { who: ParticipantView }) {
  const { t, f } = useI18n();
  const now = useNow();
  const words = t.participants.facts;
  const session = useSession();
  const { data: last } = useQuery(lastOrderQuery(session, who.id, who.last_order));
  const { data: before } = useQuery(beforeQuery(session, who.id));
  const at = who.last_order ?? last?.at;
  return (
    <dl className={styles.facts}>
      <Fact label={words.orders}>{f.count(who.orders ?? 0)}</Fact>
      <Fact label={words.sum} testid="fact-sum">
        {f.money(who.sum ?? 0)}
      </Fact>
      <Fact label={words.lastOrder} testid="fact-last-order">
        {at === undefined ? ABSENT : f.dateTime(at, now)}
        {last !== undefined && last !== null && `, ${f.money(last.sum)}`}
      </Fact>
      {before?.orders !== undefined && (
        <Fact label={words.before} testid="fact-before">
          {words.ordersFor(f.count(before.orders), before.orders)} {f.money(before.sum ?? 0)}
        </Fact>
      )}
    </dl>
  );
}

function Levels({ id, levels }: { id: number; levels: readonly LevelLine[] }) {
  const { t, f } = useI18n();
  const words = t.participants.facts;
  return (
    <div className={styles.network}>
      <table className={styles.levels} data-testid="levels">
        <thead>
          <tr>
            <th scope="col">{words.levelColumn}</th>
            <th scope="col">{words.people}</th>
            <th scope="col">{words.buyers}</th>
            <th scope="col">{words.orders}</th>
            <th scope="col">{words.sum}</th>
          </tr>
        </thead>
        <tbody>
          {levels.map((level) => (
            <tr key={level.level}>
              <th scope="row">
                <Link
                  from="/participants"
                  to="/participants"
                  search={(old) => ({ ...old, card: id, tab: "referrals" })}
                >
                  {level.level}
                </Link>
              </th>
              <td>{f.count(level.people ?? 0)}</td>
              <td>{f.count(level.buyers ?? 0)}</td>
              <td>{f.count(level.orders ?? 0)}</td>
              <td>{f.money(level.sum ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
