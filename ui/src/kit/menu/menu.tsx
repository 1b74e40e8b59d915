// A menu beside a button. What opens and where is ../popup; ours are the roles and the keys.
import { Check } from "lucide-react";
import {
  type ComponentProps,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useId,
  useState,
} from "react";
import type { Align } from "../popup/place.ts";
import { Popup, shut } from "../popup/popup.tsx";
import { goIn, itemToGoTo } from "./keys.ts";
import styles from "./menu.module.css";

interface MenuProps {
  trigger: ReactElement<ComponentProps<"button">>;
  children: ReactNode;
  align?: Align;
}

export function Menu({ trigger, children, align = "end" }: MenuProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popup
      kind="menu"
      trigger={cloneElement(trigger, { onKeyDown: onButtonKey })}
      open={open}
      onOpenChange={setOpen}
      align={align}
      arrive={goIn}
    >
      <div
        role="menu"
        tabIndex={-1}
        className={styles.menu}
        onKeyDown={onKey}
        onPointerLeave={(event) => event.currentTarget.focus()}
      >
        {children}
      </div>
    </Popup>
  );
}

function onButtonKey(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  event.currentTarget.click();
}

function onKey(event: KeyboardEvent<HTMLElement>): void {
  const menu = event.currentTarget;
  if (event.key === "Tab") shut(menu); // and on from the button
  const next = itemToGoTo(menu, event);
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

interface PressProps extends Omit<ComponentProps<"button">, "className" | "type"> {
  onSelect: () => void;
}

/** Shuts the menu first, so that what it opens knows whom to give the focus back to. */
function Press({ onSelect, ...rest }: PressProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      {...rest}
      className={styles.item}
      onPointerMove={(event) => event.currentTarget.focus({ preventScroll: true })}
      onClick={(event) => {
        shut(event.currentTarget);
        onSelect();
      }}
    />
  );
}

interface ItemProps {
  onSelect: () => void;
  icon?: ReactNode;
  children: ReactNode;
  testid?: string;
}

export function MenuItem({ onSelect, icon, children, testid }: ItemProps) {
  return (
    <Press role="menuitem" onSelect={onSelect} data-testid={testid}>
      {icon}
      <span className={styles.text}>{children}</span>
    </Press>
  );
}

interface ChoiceProps<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; text: string; icon?: ReactNode }[];
  onChange: (value: V) => void;
}

/** One of several, with a tick at the chosen one. */
export function MenuChoice<V extends string>({ label, value, options, onChange }: ChoiceProps<V>) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a menu is no set of fields
    <div role="group" aria-labelledby={id}>
      <div id={id} className={styles.label}>
        {label}
      </div>
      {options.map((option) => (
        <Press
          key={option.value}
          role="menuitemradio"
          aria-checked={option.value === value}
          onSelect={() => onChange(option.value)}
        >
          {option.icon}
          <span className={styles.text}>{option.text}</span>
          {option.value === value && (
            <span className={styles.tick}>
              <Check aria-hidden="true" />
            </span>
          )}
        </Press>
      ))}
    </div>
  );
}

export function MenuHead({ children }: { children: ReactNode }) {
  return <div className={styles.head}>{children}</div>;
}

export function MenuLine() {
  return <hr className={styles.line} />;
}
