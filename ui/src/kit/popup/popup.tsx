// What opens beside a button, on the browser's own popover: it shuts by a press elsewhere, gives the focus back and
// stands above everything from where it is in the document, so that within a dialog it belongs to the dialog. Ours
// are the place and the moment.
import {
  type ComponentProps,
  cloneElement,
  type ReactElement,
  type ReactNode,
  type ToggleEvent,
  useId,
  useLayoutEffect,
  useRef,
} from "react";
import { type Align, place } from "./place.ts";
import styles from "./popup.module.css";

interface Props {
  /** A button. */
  trigger: ReactElement<ComponentProps<"button">>;
  kind: "menu" | "dialog";
  open: boolean;
  onOpenChange: (open: boolean) => void;
  align: Align;
  /** Where the focus goes in it. */
  arrive: (popup: HTMLElement, byKeys: boolean) => void;
  /** One element with its role; in the document only while it is open. */
  children: ReactNode;
}

export function Popup({ trigger, kind, open, onOpenChange, align, arrive, children }: Props) {
  const id = useId();
  const buttonRef = useRef<HTMLButtonElement>(null);
  const popupRef = useRef<HTMLDivElement>(null);
  const arriveRef = useRef(arrive);

  useLayoutEffect(() => {
    const popup = popupRef.current;
    const button = buttonRef.current;
    if (popup === null || button === null) return;
    const shown = popup.matches(":popover-open");
    if (!open) {
      if (shown) popup.hidePopover();
      return;
    }
    const byKeys = button.matches(":focus-visible");
    if (!shown) {
      button.focus(); // whom the focus returns to
      popup.showPopover();
    }
    const stand = (): void => place(popup, button, align);
    const onScroll = ({ target }: Event): void => {
      if (!(target instanceof Node && popup.contains(target))) stand();
    };
    stand();
    popup.dataset.placed = "";
    arriveRef.current(popup, byKeys);
    // What is in it may come later than it does, and grows.
    const content = popup.firstElementChild;
    const sizes = new ResizeObserver(() => {
      stand();
      if (document.activeElement === content) arriveRef.current(popup, byKeys);
    });
    if (content !== null) sizes.observe(content);
    popup.addEventListener("keydown", onEscape);
    addEventListener("scroll", onScroll, { capture: true, passive: true });
    addEventListener("resize", stand);
    return () => {
      delete popup.dataset.placed;
      sizes.disconnect();
      popup.removeEventListener("keydown", onEscape);
      removeEventListener("scroll", onScroll, { capture: true });
      removeEventListener("resize", stand);
    };
  }, [open, align]);

  // Shut and opened again before the browser has told of either, it says "open" once, and nothing has changed for us.
  const onToggle = ({ currentTarget: popup, newState }: ToggleEvent<HTMLElement>): void => {
    const button = buttonRef.current;
    if (open && newState === "open" && button !== null && document.activeElement === button)
      arriveRef.current(popup, button.matches(":focus-visible"));
    onOpenChange(newState === "open");
  };

  return (
    <>
      {cloneElement(trigger, {
        ref: buttonRef,
        popoverTarget: id,
        "aria-haspopup": kind,
        "aria-expanded": open,
      })}
      <div ref={popupRef} id={id} popover="auto" className={styles.popup} onToggle={onToggle}>
        {open && children}
      </div>
    </>
  );
}

/** The browser gives the focus back to the button. */
export function shut(within: HTMLElement): void {
  within.closest<HTMLElement>("[popover]")?.hidePopover();
}

/** Nobody else's: a dialog around it stays, the page hears nothing. */
function onEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  if (event.currentTarget instanceof HTMLElement) shut(event.currentTarget);
}
