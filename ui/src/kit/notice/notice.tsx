import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../button/button.tsx";
import { cx } from "../cx.ts";
import styles from "./notice.module.css";

type Kind = "info" | "warning" | "error" | "success";

const ICONS = { info: Info, warning: TriangleAlert, error: CircleAlert, success: CircleCheck };

interface Props {
  kind: Kind;
  title?: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  onClose?: () => void;
  closeLabel?: string;
  testid?: string;
}

/** Something to be read, in the place it is about. Warnings and errors are announced. */
export function Notice(props: Props) {
  const { kind, title, children, action, onClose, closeLabel = "", testid } = props;
  const Icon = ICONS[kind];
  const urgent = kind === "warning" || kind === "error";
  return (
    <div
      className={cx(styles.notice, styles[kind])}
      role={urgent ? "alert" : "status"}
      data-testid={testid}
    >
      <Icon aria-hidden="true" className={styles.icon} />
      <div className={styles.text}>
        {title !== undefined && <p className={styles.title}>{title}</p>}
        {children}
      </div>
      {action}
      {onClose !== undefined && (
        <IconButton bare label={closeLabel} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}
