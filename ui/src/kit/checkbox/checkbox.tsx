import { Checkbox as Base } from "@base-ui/react/checkbox";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./checkbox.module.css";

interface Props {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
  testid?: string;
}

export function Checkbox({ checked, onChange, children, disabled = false, testid }: Props) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: Base.Root holds the input
    <label className={styles.line} data-disabled={disabled || undefined}>
      <Base.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className={styles.box}
        data-testid={testid}
      >
        <Base.Indicator className={styles.tick}>
          <Check aria-hidden="true" />
        </Base.Indicator>
      </Base.Root>
      <span>{children}</span>
    </label>
  );
}
