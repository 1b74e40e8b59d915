import type { ComponentProps, ReactElement, ReactNode } from "react";
import type { Align } from "../popup/place.ts";
import { Popup, shut } from "../popup/popup.tsx";
import styles from "./popover.module.css";

interface Props {
  trigger: ReactElement<ComponentProps<"button">>;
  /** Read aloud. */
  title: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  children: ReactNode;
  align?: Align;
  testid?: string;
}

/** A small form beside what it is about. */
export function Popover(props: Props) {
  const { trigger, title, open, onOpenChange, children, align = "start", testid } = props;
  return (
    <Popup
      kind="dialog"
      trigger={trigger}
      open={open}
      onOpenChange={onOpenChange}
      align={align}
      arrive={toFirstField}
    >
      <div
        role="dialog"
        aria-label={title}
        tabIndex={-1}
        className={styles.form}
        data-testid={testid}
        onBlur={(event) => {
          const next = event.relatedTarget;
          if (next !== null && !event.currentTarget.contains(next)) shut(event.currentTarget);
        }}
      >
        {children}
      </div>
    </Popup>
  );
}

function toFirstField(popup: HTMLElement): void {
  const field = popup.querySelector<HTMLElement>(
    ":is(input, button, [tabindex='0']):enabled:not([aria-hidden], [tabindex='-1'])",
  );
  (field ?? popup.querySelector<HTMLElement>("[role=dialog]"))?.focus();
}
