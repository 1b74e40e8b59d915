import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import { useId } from "react";
import styles from "./radio.module.css";

interface Props {
  legend: string;
  options: readonly { value: string; text: string }[];
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}

/** One of a few, all in sight. An empty value is: none yet. */
export function Choice({ legend, options, value, onChange, error }: Props) {
  const id = useId();
  return (
    <div className={styles.choice}>
      <span id={id} className={styles.legend}>
        {legend}
      </span>
      <RadioGroup
        aria-labelledby={id}
        aria-describedby={error === undefined ? undefined : `${id}e`}
        value={value}
        onValueChange={(next) => onChange(String(next))}
        className={styles.group}
      >
        {options.map((option) => (
          // biome-ignore lint/a11y/noLabelWithoutControl: Radio.Root holds the input
          <label
            key={option.value}
            className={styles.option}
            data-testid={`option-${option.value}`}
          >
            <Radio.Root value={option.value} className={styles.radio}>
              <Radio.Indicator className={styles.dot} />
            </Radio.Root>
            {option.text}
          </label>
        ))}
      </RadioGroup>
      {error !== undefined && (
        <p id={`${id}e`} role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </div>
  );
}
