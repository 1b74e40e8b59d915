import styles from "./flash.module.css";

/** The class of something that has changed for the n-th time; undefined: not lately. */
export function flash(n: number | undefined): string | undefined {
  if (n === undefined) return undefined;
  return n % 2 === 1 ? styles.odd : styles.even;
}
