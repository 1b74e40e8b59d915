import { Link } from "@tanstack/react-router";
import { useSession } from "#app/use-session.ts";
import { cleanLine } from "#data/clean.ts";
import { useI18n } from "#i18n/index.tsx";
import { participantName } from "#i18n/names.ts";
import { Badge } from "#kit/badge/badge.tsx";
import { Button } from "#kit/button/button.tsx";
import { type AttentionReturn, type AttentionRow, ReturnState } from "#wire/protocol.ts";
import styles from "./returns.module.css";
import { useReturnsTexts } from "./texts.ts";

interface Props {
  row: AttentionRow;
  onDecide: (one: AttentionReturn) => void;
}

/** A purchase that waits, with its returns. */
export function Posting({ row, onDecide }: Props) {
  const { t, f } = useI18n();
  const own = useReturnsTexts();
  const name = participantName(t, { id: row.participant, name: row.name });
  return (
    <li className={styles.posting} data-testid="posting">
      <header className={styles.head}>
        <strong className={styles.number}>{row.number}</strong>
        <Link to="/participants" search={{ card: row.participant }}>
          <bdi>{name}</bdi>
        </Link>
        {row.created !== undefined && (
          <span className={styles.mild}>{own.ordered(f.date(row.created))}</span>
        )}
        {row.currency !== undefined && row.currency !== "" && row.currency !== "RUB" && (
          <Badge tone="amber">{own.currency(cleanLine(row.currency))}</Badge>
        )}
        {(row.held ?? 0) > 0 && (
          <span className={styles.mild}>
            {own.held(f.points(row.held ?? 0), (row.held ?? 0) / 100)}
          </span>
        )}
      </header>
      <ul className={styles.returns}>
        {row.returns?.map((one) => (
          <Return key={one.ret} one={one} onDecide={() => onDecide(one)} />
        ))}
      </ul>
    </li>
  );
}

function Return({ one, onDecide }: { one: AttentionReturn; onDecide: () => void }) {
  const { f } = useI18n();
  const own = useReturnsTexts();
  const session = useSession();
  const { ruled } = one;
  const status = cleanLine(one.raw_status);
  return (
    <li className={styles.return} data-testid="return">
      <div className={styles.what}>
        <bdi>{cleanLine(one.name) || own.sku(String(one.sku))}</bdi>
        <p className={styles.mild}>
          {own.quantity(one.qty ?? 0, one.units ?? 0)}
          {one.at !== undefined && `, ${f.date(one.at)}`}
          {". "}
          {own.ozonSays(own.statuses[status] ?? (status || own.nothing))}
        </p>
        {ruled !== undefined && (
          <p data-testid="ruled">
            {ruled === ReturnState.counted ? own.counted(one.ruled_qty ?? 0) : own.void}
          </p>
        )}
      </div>
      {session.may("return.decide") && (one.kind !== undefined || ruled !== undefined) && (
        <Button small onClick={onDecide} data-testid="decide">
          {ruled === undefined ? own.decide : own.decideAgain}
        </Button>
      )}
    </li>
  );
}
