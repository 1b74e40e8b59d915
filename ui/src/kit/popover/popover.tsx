import { Popover as Base } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { Hidden } from "../hidden.tsx";
import styles from "./popover.module.css";

interface Props {
  trigger: ReactElement;
  /** Read aloud. */
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
  align?: "start" | "center" | "end";
  testid?: string;
}

/** A small form beside what it is about. */
export function Popover(props: Props) {
  const { trigger, title, open, onOpenChange, children, align = "start", testid } = props;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} className={styles.positioner}>
          <Base.Popup className={styles.popup} data-testid={testid}>
            <Base.Title render={<Hidden />}>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
