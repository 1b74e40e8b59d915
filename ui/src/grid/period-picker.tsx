import { useNow } from "#app/use-now.ts";
import { periods as en } from "#i18n/en/periods.ts";
import { useI18n } from "#i18n/index.tsx";
import { ownTexts } from "#i18n/own-texts.ts";
import { periods as ru } from "#i18n/ru/periods.ts";
import { Button } from "#kit/button/button.tsx";
import { type Period, PRESETS, presetPeriod } from "./period.ts";
import styles from "./period-picker.module.css";

const useTexts = ownTexts<typeof ru>({ ru, en });

interface Props {
  period: Period;
  onChange: (period: Period) => void;
}

/** The usual periods with one press, any other by its days. */
export function PeriodPicker({ period, onChange }: Props) {
  const { t } = useI18n();
  const own = useTexts();
  const now = useNow();
  const same = (one: Period): boolean => one.from === period.from && one.to === period.to;
  return (
    <fieldset className={styles.picker} aria-label={own.period}>
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
            {own.periods[preset]}
          </Button>
        );
      })}
      <span className={styles.days}>
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
      </span>
    </fieldset>
  );
}
