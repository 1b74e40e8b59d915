import { ListFilter, Plus, Search, X } from "lucide-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { useCommands } from "#app/palette/registry.ts";
import { part } from "#data/code.ts";
import { useI18n } from "#i18n/index.tsx";
import { Button } from "#kit/button/button.tsx";
import { Menu, MenuItem } from "#kit/menu/menu.tsx";
import { Popover } from "#kit/popover/popover.tsx";
import { PersonName } from "#people/person-name.tsx";
import styles from "./filter-bar.module.css";
import { chosen, type FilterField, type Filters, filterText, withFilter } from "./filters.ts";

const TYPING_MS = 250;

// With all the fields of forms: comes when the table is there, before anybody can ask for it.
const forms = () => import("./filter-editor.tsx");
const FilterEditor = part(forms);

interface Props {
  fields: readonly FilterField[];
  filters: Filters | undefined;
  onChange: (filters: Filters | undefined) => void;
  /** The field of the search box; none: there is no box. */
  search?: FilterField;
}

/** Search, and a chip for each filter; a chip opens its form again. */
export function FilterBar({ fields, filters, onChange, search }: Props) {
  const { t } = useI18n();
  /** A field that has been chosen and has no value yet. */
  const [fresh, setFresh] = useState<string>();
  const used = fields.filter((field) => filters?.[field.id] !== undefined || field.id === fresh);
  const unused = fields.filter((field) => !used.includes(field));
  useEffect(() => {
    forms().catch(() => {}); // asked for again by who wants one
  }, []);
  useCommands([
    {
      id: "grid.reset",
      title: t.grid.reset,
      group: "page",
      // When there is nothing else left to close.
      ...(filters !== undefined && { keys: "escape", weight: -1 }),
      run: () => onChange(undefined),
    },
  ]);
  return (
    <div className={styles.bar}>
      {search !== undefined && (
        <SearchBox
          field={search}
          text={filters?.[search.id]?.text ?? ""}
          onChange={(text) => onChange(withFilter(filters, search.id, { text }))}
        />
      )}
      {used.map((field) => (
        <Chip
          key={field.id}
          field={field}
          filters={filters}
          fresh={field.id === fresh}
          onClose={() => setFresh(undefined)}
          onChange={onChange}
        />
      ))}
      {unused.length > 0 && (
        <Menu
          align="start"
          trigger={
            <Button
              small
              variant="ghost"
              icon={
                used.length === 0 ? <ListFilter aria-hidden="true" /> : <Plus aria-hidden="true" />
              }
              data-testid="filter-add"
            >
              {t.grid.filter}
            </Button>
          }
        >
          {unused.map((field) => (
            <MenuItem
              key={field.id}
              onSelect={() => setFresh(field.id)}
              testid={`filter-field-${field.id}`}
            >
              {field.title}
            </MenuItem>
          ))}
        </Menu>
      )}
      {filters !== undefined && (
        <Button
          small
          variant="ghost"
          onClick={() => onChange(undefined)}
          data-testid="filter-reset"
        >
          {t.grid.reset}
        </Button>
      )}
    </div>
  );
}

interface ChipProps {
  field: FilterField;
  filters: Filters | undefined;
  fresh: boolean;
  onClose: () => void;
  onChange: (filters: Filters | undefined) => void;
}

function Chip({ field, filters, fresh, onClose, onChange }: ChipProps) {
  const { t, f } = useI18n();
  const [open, setOpen] = useState(fresh);
  const value = filters?.[field.id];
  const text = value === undefined ? field.title : filterText(t, f, field, value);
  const person = field.kind === "person" ? chosen(value) : undefined;
  return (
    <span className={styles.chip}>
      <Popover
        title={field.title}
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next) onClose();
        }}
        trigger={
          <button type="button" className={styles.chipText} data-testid={`filter-${field.id}`}>
            {person === undefined ? (
              text
            ) : (
              <>
                {field.title}: <PersonName id={person} />
              </>
            )}
          </button>
        }
      >
        <Suspense>
          <FilterEditor
            field={field}
            value={value}
            onApply={(next) => {
              onChange(withFilter(filters, field.id, next));
              if (field.kind !== "set") {
                setOpen(false);
                onClose();
              }
            }}
          />
        </Suspense>
      </Popover>
      <button
        type="button"
        className={styles.chipEnd}
        aria-label={t.grid.remove(field.title)}
        onClick={() => {
          onClose();
          onChange(withFilter(filters, field.id, undefined));
        }}
      >
        <X aria-hidden="true" />
      </button>
    </span>
  );
}

interface SearchProps {
  field: FilterField;
  text: string;
  onChange: (text: string) => void;
}

/** Asks when the typing pauses. "/" leads here. */
function SearchBox({ field, text, onChange }: SearchProps) {
  const { t } = useI18n();
  const ref = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  const told = useRef(text);
  const tell = useRef(onChange);
  useEffect(() => {
    tell.current = onChange;
  });
  useEffect(() => {
    // The address has changed by another way than by typing.
    if (text === told.current) return;
    told.current = text;
    setTyped(text);
  }, [text]);
  useEffect(() => {
    if (typed.trim() === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed.trim();
      tell.current(told.current);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useCommands([
    {
      id: "grid.search",
      title: t.grid.search,
      group: "page",
      keys: "/",
      run: () => ref.current?.focus(),
    },
  ]);
  return (
    <label className={styles.search}>
      <Search aria-hidden="true" />
      <input
        ref={ref}
        type="search"
        aria-label={field.title}
        placeholder={field.title}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        data-testid="search"
      />
    </label>
  );
}
