import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";
import { Keys } from "../kbd/kbd.tsx";
import styles from "./tooltip.module.css";

export const TooltipProvider = Base.Provider;

/** A few words beside whatever is pointed at or focused. `children` is one element. */
export function Tooltip(props: { text: ReactNode; keys?: string; children: ReactElement }) {
  const { text, keys, children } = props;
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {text}
            {keys !== undefined && <Keys keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
