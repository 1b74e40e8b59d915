import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { memo, useEffect, useRef, useState } from "react";
import { useNow } from "#app/use-now.ts";
import { useI18n } from "#i18n/index.tsx";
import { cx } from "#kit/cx.ts";
import { flash } from "#kit/flash.ts";
import { Hidden } from "#kit/hidden.tsx";
import styles from "#kit/panes/row.module.css";
import { usePayouts } from "./counts.ts";
import { usePayout, useViewers } from "./hooks.ts";
import { callOf } from "./model.ts";
import type { Tab } from "./search.ts";
import { StatusBadge } from "./status.tsx";
import { usePayoutsTexts } from "./texts.ts";

interface Props {
  id: number;
  tab: Tab;
  open: boolean;
}

export const Row = memo(function Row({ id, tab, open }: Props) {
  const { t, f } = useI18n();
  const own = usePayoutsTexts();
  const payout = usePayout(id);
  const viewers = useViewers(id);
  const now = useNow();
  const flash = useFlash(id, payout?.rev ?? 0);
  const ref = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (open) ref.current?.scrollIntoView({ block: "nearest" });
  }, [open]);
  if (payout === undefined) return null;

  const name = callOf(t, payout);
  const names = viewers.map((viewer) => viewer.name).join(", ");
  return (
    <Link
      ref={ref}
      to="/payouts"
      search={{ tab, id }}
      className={cx(styles.row, flash)}
      aria-current={open ? "true" : undefined}
      data-testid="payout-row"
      data-payout-id={id}
      data-state={payout.state}
    >
      <bdi className={styles.name} title={name}>
        {name}
      </bdi>
      <time
        className={styles.when}
        dateTime={new Date(payout.created).toISOString()}
        title={f.full(payout.created)}
      >
        {f.ago(payout.created, now)}
      </time>
      <span className={styles.sums}>
        <span className={styles.sum}>
          {f.points(payout.points)} <span aria-hidden="true">→</span> {f.money(payout.money)}
        </span>
        {viewers.length > 0 && (
          <span className={styles.eye} title={own.viewing(names, viewers.length)}>
            <Eye aria-hidden="true" />
            <Hidden>{own.viewing(names, viewers.length)}</Hidden>
          </span>
        )}
        {payout.operator !== undefined && (
          <bdi className={styles.operator}>{payout.operator.name}</bdi>
        )}
      </span>
      <StatusBadge state={payout.state} />
    </Link>
  );
});

/** A light over a row that has come or changed. */
function useFlash(id: number, rev: number): string | undefined {
  const store = usePayouts();
  const seen = useRef(rev);
  const [turn, setTurn] = useState(() => (store.isFresh(id) ? 1 : 0));
  useEffect(() => {
    if (seen.current !== rev && seen.current !== 0) setTurn((n) => n + 1);
    seen.current = rev;
  }, [rev]);
  return flash(turn === 0 ? undefined : turn);
}
