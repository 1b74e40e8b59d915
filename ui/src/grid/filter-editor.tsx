import { Suspense, useState } from "react";
import { part } from "#data/code.ts";
import { useI18n } from "#i18n/index.tsx";
import { dayEnd, dayStart, parseCount, parseHundredths } from "#i18n/parse.ts";
import type { Dict } from "#i18n/ru.ts";
import { Button } from "#kit/button/button.tsx";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { TextField } from "#kit/field/field.tsx";
import { Choice } from "#kit/radio/radio.tsx";
import styles from "./filter-bar.module.css";
import { chosen, type FieldKind, type FilterField, type FilterValue, inputOf } from "./filters.ts";

const PersonSearch = part(() => import("#people/person-search.tsx"));

interface Props {
  field: FilterField;
  value: FilterValue | undefined;
  onApply: (value: FilterValue | undefined) => void;
}

/** The form of one filter. What is typed counts when it is confirmed. */
export default function FilterEditor({ field, value, onApply }: Props) {
  if (field.kind === "text") return <TextEditor value={value} field={field} onApply={onApply} />;
  if (field.kind === "one") return <OneEditor value={value} field={field} onApply={onApply} />;
  if (field.kind === "set") return <SetEditor value={value} field={field} onApply={onApply} />;
  if (field.kind === "number")
    return <NumberEditor value={value} field={field} onApply={onApply} />;
  if (field.kind === "person") {
    return (
      <Suspense>
        <PersonSearch label={field.title} onChoose={(id) => onApply({ any: [id] })} />
      </Suspense>
    );
  }
  return <RangeEditor value={value} field={field} onApply={onApply} />;
}

function TextEditor({ field, value, onApply }: Props) {
  const { t } = useI18n();
  const [text, setText] = useState(value?.text ?? "");
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        onApply({ text: text.trim() });
      }}
    >
      <TextField
        label={field.title}
        value={text}
        maxLength={100}
        onChange={(event) => setText(event.target.value)}
        testid="filter-text"
      />
      <Button type="submit" variant="primary" data-testid="filter-apply">
        {t.grid.apply}
      </Button>
    </form>
  );
}

function SetEditor({ field, value, onApply }: Props) {
  const any = value?.any ?? [];
  return (
    <fieldset className={styles.form}>
      <legend className={styles.legend}>{field.title}</legend>
      {field.options?.map((option) => (
        <Checkbox
          key={option.value}
          checked={any.includes(option.value)}
          testid={`filter-option-${option.value}`}
          onChange={(on) =>
            onApply({
              any: on ? [...any, option.value] : any.filter((one) => one !== option.value),
            })
          }
        >
          {option.text}
        </Checkbox>
      ))}
    </fieldset>
  );
}

function OneEditor({ field, value, onApply }: Props) {
  return (
    <Choice
      legend={field.title}
      options={(field.options ?? []).map((one) => ({ value: String(one.value), text: one.text }))}
      value={String(value?.any?.[0] ?? "")}
      onChange={(chosen) => onApply({ any: [Number(chosen)] })}
    />
  );
}

function NumberEditor({ field, value, onApply }: Props) {
  const { t } = useI18n();
  const [text, setText] = useState(() => String(chosen(value) ?? ""));
  const [tried, setTried] = useState(false);
  const number = parseCount(text);
  const right = number !== undefined && number > 0;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (right) onApply({ any: [number] });
      }}
    >
      <TextField
        label={field.title}
        inputMode="numeric"
        value={text}
        maxLength={16}
        onChange={(event) => setText(event.target.value)}
        error={tried && !right ? t.grid.notNumber : undefined}
        testid="filter-number"
      />
      <Button type="submit" variant="primary" data-testid="filter-apply">
        {t.grid.apply}
      </Button>
    </form>
  );
}

function RangeEditor({ field, value, onApply }: Props) {
  const { t, f } = useI18n();
  const [from, setFrom] = useState(() => inputOf(f, field.kind, value?.from));
  const [to, setTo] = useState(() => inputOf(f, field.kind, value?.to));
  const [tried, setTried] = useState(false);
  const low = parse(field.kind, from, dayStart);
  const high = parse(field.kind, to, dayEnd);
  const crossed = low.value !== undefined && high.value !== undefined && low.value > high.value;
  const type = field.kind === "date" ? "date" : "text";
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (low.ok && high.ok && !crossed) onApply({ from: low.value, to: high.value });
      }}
    >
      <p className={styles.legend}>{field.title}</p>
      <div className={styles.pair}>
        <TextField
          label={t.grid.from}
          type={type}
          inputMode={type === "date" ? undefined : "decimal"}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
          error={tried ? problem(t, field.kind, low.ok, false) : undefined}
          testid="filter-from"
        />
        <TextField
          label={t.grid.to}
          type={type}
          inputMode={type === "date" ? undefined : "decimal"}
          value={to}
          onChange={(event) => setTo(event.target.value)}
          error={tried ? problem(t, field.kind, high.ok, crossed) : undefined}
          testid="filter-to"
        />
      </div>
      <Button type="submit" variant="primary" data-testid="filter-apply">
        {t.grid.apply}
      </Button>
    </form>
  );
}

interface Parsed {
  ok: boolean;
  value: number | undefined;
}

/** An empty end is an open one. */
function parse(kind: FieldKind, text: string, day: (text: string) => number | undefined): Parsed {
  if (text.trim() === "") return { ok: true, value: undefined };
  const read = kind === "date" ? day : kind === "count" ? parseCount : parseHundredths;
  const value = read(text);
  return { ok: value !== undefined, value };
}

function problem(t: Dict, kind: FieldKind, ok: boolean, crossed: boolean): string | undefined {
  if (!ok) return kind === "date" ? t.grid.notDate : t.grid.notFigure;
  return crossed ? t.grid.crossed : undefined;
}
