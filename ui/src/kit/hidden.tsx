import type { ComponentProps } from "react";
import styles from "./hidden.module.css";

/** Text for those who listen. */
export function Hidden(props: Omit<ComponentProps<"span">, "className">) {
  return <span {...props} className={styles.hidden} />;
}
