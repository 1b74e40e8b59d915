import { X } from "lucide-react";
import styles from "./people.module.css";
import { PersonName } from "./person-name.tsx";
import PersonSearch from "./person-search.tsx";
import { usePeopleTexts } from "./texts.ts";

interface Props {
  label: string;
  hint?: string;
  /** What is wrong with the choice, in words; announced. */
  error?: string | undefined;
  /** Who is chosen; undefined: nobody. */
  id: number | undefined;
  onChange: (id: number | undefined) => void;
  testid: string;
}

/** A field of a form that holds a participant, or nobody. */
export function PersonField({ label, hint, error, id, onChange, testid }: Props) {
  const own = usePeopleTexts();
  return (
    <div className={styles.field}>
      {id === undefined ? (
        <PersonSearch label={label} onChoose={onChange} testid={testid} />
      ) : (
        <>
          <span className={styles.label}>{label}</span>
          <span className={styles.chosen} data-testid={`${testid}-chosen`}>
            <span className={styles.name}>
              <PersonName id={id} /> <span className={styles.aside}>№&nbsp;{id}</span>
            </span>
            <button
              type="button"
              className={styles.other}
              aria-label={own.other}
              onClick={() => onChange(undefined)}
              data-testid={`${testid}-clear`}
            >
              <X aria-hidden="true" />
            </button>
          </span>
        </>
      )}
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      {error !== undefined && (
        <p className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
