import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "../button/button.tsx";
import styles from "./dialog.module.css";

interface Props {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  closeLabel: string;
  children: ReactNode;
  /** Buttons, the one that does it last. */
  footer?: ReactNode;
  wide?: boolean;
  /** As large as what it shows, and the screen. */
  full?: boolean;
  testid?: string;
}

export function Dialog(props: Props) {
  const {
    open,
    onClose,
    title,
    closeLabel,
    children,
    footer,
    wide = false,
    full = false,
    testid,
  } = props;
  const body = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup
          className={styles.popup}
          data-wide={wide || undefined}
          data-full={full || undefined}
          data-testid={testid}
          initialFocus={(by) => (by === "touch" ? true : (firstField(body.current) ?? true))}
        >
          <header className={styles.header}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close
              render={
                <IconButton bare label={closeLabel}>
                  <X aria-hidden="true" />
                </IconButton>
              }
            />
          </header>
          <div ref={body} className={styles.body}>
            {children}
          </div>
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** Where one begins to write, if that is what the dialog begins with; a screen keyboard comes when it is asked for. */
function firstField(body: HTMLElement | null): HTMLElement | undefined {
  const first = body?.querySelector("input, textarea, select, button, a[href], [role=radio]");
  const text =
    first instanceof HTMLTextAreaElement ||
    (first instanceof HTMLInputElement && /^(text|)$/.test(first.type));
  return text ? (first as HTMLElement) : undefined;
}
