import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import { Hidden } from "../hidden.tsx";
import styles from "./badge.module.css";

export type Tone = "accent" | "amber" | "green" | "red" | "grey";

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={cx(styles.badge, styles[tone])}>{children}</span>;
}

/** A number that waits for somebody; nothing at zero. */
export function Counter({ value, label }: { value: number; label?: string }) {
  if (value <= 0) return null;
  return (
    <span className={styles.counter}>
      {value > 999 ? "999+" : value}
      {label !== undefined && <Hidden> {label}</Hidden>}
    </span>
  );
}
