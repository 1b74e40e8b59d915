import type { ReactNode } from "react";
import styles from "./panes.module.css";

interface Props {
  title: string;
  /** Beside the title. */
  actions?: ReactNode;
  list: ReactNode;
  /** Something of the list is open: on a phone it takes the place of the list. */
  open: boolean;
  children: ReactNode;
}

/** A queue on the left, what is open of it on the right; on a phone one or the other. */
export function Panes({ title, actions, list, open, children }: Props) {
  return (
    <div className={styles.page} data-open={open || undefined}>
      <header className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {actions !== undefined && <div className={styles.beside}>{actions}</div>}
      </header>
      {list}
      <section className={styles.card}>{children}</section>
    </div>
  );
}
