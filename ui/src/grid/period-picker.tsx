import { useNow } from "#app/use-now.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { type Period, PRESETS, presetPeriod } from "./period.ts";
import styles from "./period-picker.module.css";

interface Props {
  period: Period;
  onChange: (period: Period) => void;
}

/** The usual periods with one press, any other by its days. */
export function PeriodPicker({ period, onChange }: Props) {
  const { t } = useI18n();
  const now = useNow();
  const same = (one: Period): boolean => one.from === period.from && one.to === period.to;
  return (
    <fieldset className={styles.picker} aria-label={t.grid.period}>
      {PRESETS.map((preset) => {
        const one = presetPeriod(preset, now);
        return (
          <Button
            key={preset}
            small
            variant={same(one) ? "primary" : "outline"}
            aria-pressed={same(one)}
            onClick={() => onChange(one)}
            data-testid={`period-${preset}`}
          >
            {t.grid.periods[preset]}
          </Button>
        );
      })}
      <label className={styles.day}>
        {t.grid.from}
        <input
          type="date"
          value={period.from ?? ""}
          onChange={(event) => onChange({ ...period, from: event.target.value || undefined })}
          data-testid="period-from"
        />
      </label>
      <label className={styles.day}>
        {t.grid.to}
        <input
          type="date"
          value={period.to ?? ""}
          onChange={(event) => onChange({ ...period, to: event.target.value || undefined })}
          data-testid="period-to"
        />
      </label>
    </fieldset>
  );
}
