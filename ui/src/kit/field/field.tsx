import { Field as Base } from "@base-ui/react/field";
import type { ComponentProps, ReactNode } from "react";
import styles from "./field.module.css";

interface Labelled {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with it, in words; announced. */
  error?: string | undefined;
  testid?: string;
}

/** A text of several lines with its label. */
export function TextArea(props: Labelled & Omit<ComponentProps<"textarea">, "className">) {
  const { label, hint, error, testid, ...rest } = props;
  return (
    <Around label={label} hint={hint} error={error}>
      <Base.Control
        render={<textarea rows={3} data-testid={testid} {...rest} className={styles.area} />}
      />
    </Around>
  );
}

/** A text of one line with its label. */
export function TextField(props: Labelled & Omit<ComponentProps<"input">, "className">) {
  const { label, hint, error, testid, ...rest } = props;
  return (
    <Around label={label} hint={hint} error={error}>
      <Base.Control
        render={<input type="text" data-testid={testid} {...rest} className={styles.line} />}
      />
    </Around>
  );
}

function Around({ label, hint, error, children }: Labelled & { children: ReactNode }) {
  return (
    <Base.Root invalid={error !== undefined} className={styles.field}>
      <Base.Label className={styles.label}>{label}</Base.Label>
      {children}
      {hint !== undefined && <Base.Description className={styles.hint}>{hint}</Base.Description>}
      {error !== undefined && (
        <Base.Error match className={styles.error} role="alert">
          {error}
        </Base.Error>
      )}
    </Base.Root>
  );
}
