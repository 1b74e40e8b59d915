import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import styles from "./field.module.css";

interface Props extends Omit<ComponentProps<"textarea">, "className"> {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with it, in words; announced. */
  error?: string | undefined;
  testid?: string;
}

/** A text of several lines with its label. */
export function TextArea({ label, hint, error, testid, ...rest }: Props) {
  return (
    <Base.Root invalid={error !== undefined} className={styles.field}>
      <Base.Label className={styles.label}>{label}</Base.Label>
      <Base.Control
        render={<textarea rows={3} data-testid={testid} {...rest} className={styles.area} />}
      />
      {hint !== undefined && <Base.Description className={styles.hint}>{hint}</Base.Description>}
      {error !== undefined && (
        <Base.Error match className={styles.error} role="alert">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}
