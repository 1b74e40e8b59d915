import { Drawer as Base } from "@base-ui/react/drawer";
import type { ReactNode } from "react";
import { Hidden } from "../hidden.tsx";
import styles from "./drawer.module.css";

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** A sheet from below, for thumbs; swiped away like any other. */
export function Sheet({ open, onClose, title, children }: Props) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup className={styles.popup}>
            <span className={styles.handle} aria-hidden="true" />
            <Base.Content className={styles.content}>
              <Base.Title render={<Hidden />}>{title}</Base.Title>
              {children}
            </Base.Content>
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
