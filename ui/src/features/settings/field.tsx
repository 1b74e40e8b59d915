import { useWords } from "#audit/texts.ts";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { TextArea, TextField } from "#kit/field/field.tsx";
import { Choice } from "#kit/radio/radio.tsx";
import type { Problem } from "./draft.ts";
import type { Setting } from "./fields.ts";
import { Preview } from "./preview.tsx";
import styles from "./settings.module.css";
import { type SettingsTexts, useSettingsTexts } from "./texts.ts";

interface Props {
  setting: Setting;
  typed: string;
  problem: Problem | undefined;
  disabled: boolean;
  onType: (typed: string) => void;
}

/** One setting, in the form of its kind. */
export function Field({ setting, typed, problem, disabled, onType }: Props) {
  const { t, f } = useWords();
  const own = useSettingsTexts();
  const { id, kind } = setting;
  const label = t.audit.attributes[id] ?? id;
  const hint = own.hints[id];
  const error = problem === undefined ? undefined : problemText(own, setting, problem);
  const testid = `setting-${id}`;
  if (kind === "flag") {
    return (
      <div className={styles.field}>
        <Checkbox
          checked={typed !== ""}
          disabled={disabled}
          onChange={(on) => onType(on ? "1" : "")}
          testid={testid}
        >
          {label}
        </Checkbox>
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      </div>
    );
  }
  if (kind === "choice") {
    return (
      <div className={styles.field} data-testid={testid}>
        <Choice
          legend={label}
          options={Object.entries(setting.choices ?? {}).map(([name, value]) => ({
            value: String(value),
            text: t.audit.words[name] ?? name,
          }))}
          value={typed}
          onChange={disabled ? () => {} : onType}
        />
        {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      </div>
    );
  }
  if (kind === "text") {
    const left = (setting.max ?? 0) - [...typed].length;
    return (
      <div className={styles.wide}>
        <TextArea
          label={label}
          hint={own.left(f.count(left), left)}
          error={error}
          rows={6}
          value={typed}
          readOnly={disabled}
          placeholder={own.builtIn}
          onChange={(event) => onType(event.target.value)}
          testid={testid}
        />
        {typed.trim() !== "" && <Preview text={typed} />}
      </div>
    );
  }
  return (
    <div className={styles.field}>
      <TextField
        label={label}
        hint={hint}
        error={error}
        inputMode={kind === "line" ? "text" : "decimal"}
        value={typed}
        readOnly={disabled}
        onChange={(event) => onType(event.target.value)}
        testid={testid}
      />
    </div>
  );
}

function problemText(own: SettingsTexts, setting: Setting, problem: Problem): string {
  const words = own.problems;
  if (problem === "range") return words.range(setting.min ?? 0, setting.max ?? 0);
  return words[problem];
}
