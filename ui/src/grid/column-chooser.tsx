import { Columns3 } from "lucide-react";
import { useState } from "react";
import { useI18n } from "#i18n/index.tsx";
import { Button, IconButton } from "#kit/button/button.tsx";
import { Checkbox } from "#kit/checkbox/checkbox.tsx";
import { Popover } from "#kit/popover/popover.tsx";
import { type Column, shownColumns } from "./columns.ts";
import styles from "./filter-bar.module.css";

interface Props<R> {
  columns: readonly Column<R>[];
  chosen: readonly string[] | undefined;
  onChange: (chosen: readonly string[] | undefined) => void;
}

/** Which columns to show. The first one says which row it is, and stays. */
export function ColumnChooser<R>({ columns, chosen, onChange }: Props<R>) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const shown = shownColumns(columns, chosen).map((column) => column.id);
  const toggle = (id: string, on: boolean): void =>
    onChange(
      columns.map((column) => column.id).filter((one) => (one === id ? on : shown.includes(one))),
    );
  return (
    <Popover
      title={t.grid.columns}
      align="end"
      open={open}
      onOpenChange={setOpen}
      testid="columns"
      trigger={
        <IconButton label={t.grid.columns} data-testid="columns-open">
          <Columns3 aria-hidden="true" />
        </IconButton>
      }
    >
      <fieldset className={styles.form}>
        <legend className={styles.legend}>{t.grid.columns}</legend>
        <div>
          {columns.map((column, n) => (
            <Checkbox
              key={column.id}
              checked={shown.includes(column.id)}
              disabled={n === 0}
              onChange={(on) => toggle(column.id, on)}
              testid={`column-${column.id}`}
            >
              {column.title}
            </Checkbox>
          ))}
        </div>
        <Button small onClick={() => onChange(undefined)}>
          {t.grid.columnsReset}
        </Button>
      </fieldset>
    </Popover>
  );
}
