import { Button as Base } from "@base-ui/react/button";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "../cx.ts";
import { Spinner } from "../spinner/spinner.tsx";
import styles from "./button.module.css";

export type Variant = "primary" | "success" | "danger" | "outline" | "ghost";

interface Props extends Omit<ComponentProps<typeof Base>, "className"> {
  variant?: Variant;
  /** Instead of the icon a spinner; a click does nothing, the focus stays. */
  busy?: boolean;
  icon?: ReactNode;
  wide?: boolean;
  small?: boolean;
  className?: string | undefined;
}

export function Button(props: Props) {
  const {
    variant = "outline",
    busy = false,
    icon,
    wide,
    small,
    className,
    children,
    ...rest
  } = props;
  return (
    <Base
      type="button"
      {...rest}
      disabled={busy || rest.disabled === true}
      focusableWhenDisabled={busy}
      aria-busy={busy || undefined}
      className={cx(
        styles.button,
        styles[variant],
        wide === true && styles.wide,
        small === true && styles.small,
        className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </Base>
  );
}

interface IconProps extends Omit<ComponentProps<typeof Base>, "className" | "aria-label"> {
  /** Read aloud; put a Tooltip with the same words around it. */
  label: string;
  bare?: boolean;
}

export function IconButton({ label, bare = false, ...rest }: IconProps) {
  return (
    <Base
      type="button"
      {...rest}
      aria-label={label}
      className={cx(styles.icon, bare && styles.bare)}
    />
  );
}
