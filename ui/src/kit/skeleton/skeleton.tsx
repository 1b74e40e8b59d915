import { cx } from "../cx.ts";
import styles from "./skeleton.module.css";

type Width = "full" | "half" | "third" | "quarter";

/** A place where text will be. Shows itself only after 150 ms, so that quick answers do not blink. */
export function Skeleton({ width = "full", tall = false }: { width?: Width; tall?: boolean }) {
  return (
    <span aria-hidden="true" className={cx(styles.skeleton, styles[width], tall && styles.tall)} />
  );
}
