import { Toast as Base } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "../cx.ts";
import styles from "./toast.module.css";

const manager = Base.createToastManager();

/** A line in the corner that goes by itself. Errors stay longer and are announced at once. */
export function toast(kind: "done" | "error", title: string, text?: string): void {
  manager.add({
    type: kind,
    title,
    description: text,
    timeout: kind === "error" ? 9_000 : 4_500,
    priority: kind === "error" ? "high" : "low",
  });
}

export function Toaster({ closeLabel, children }: { closeLabel: string; children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager}>
      {children}
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <List closeLabel={closeLabel} />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function List({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Base.useToastManager();
  return toasts.map((item) => {
    const Icon = item.type === "error" ? CircleAlert : CircleCheck;
    return (
      <Base.Root
        key={item.id}
        toast={item}
        className={cx(styles.toast, item.type === "error" && styles.error)}
        data-toast
        data-testid="toast"
      >
        <Base.Content className={styles.content}>
          <Icon aria-hidden="true" className={styles.icon} />
          <div className={styles.text}>
            <Base.Title className={styles.title} />
            <Base.Description className={styles.description} />
          </div>
          <Base.Close aria-label={closeLabel} className={styles.close}>
            <X aria-hidden="true" />
          </Base.Close>
        </Base.Content>
      </Base.Root>
    );
  });
}
