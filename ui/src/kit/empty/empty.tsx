import type { ReactNode } from "react";
import styles from "./empty.module.css";

interface Props {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  testid?: string;
}

/** In place of content: why there is none, and what can be done about it. */
export function Empty({ icon, title, children, action, testid }: Props) {
  return (
    <div className={styles.empty} data-testid={testid}>
      <span className={styles.icon}>{icon}</span>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <p className={styles.text}>{children}</p>}
      {action}
    </div>
  );
}
