import { PersonName } from "#people/person-name.tsx";
import { type Change, ValueKind } from "#wire/protocol.ts";
import styles from "./changes.module.css";
import { useWords } from "./texts.ts";
import { attributeText, valueText } from "./words.ts";

/** What was, struck through, and what is: a line for each attribute. */
export function Changes({ list }: { list: readonly Change[] }) {
  const { t } = useWords();
  return (
    <table className={styles.changes} data-testid="changes">
      <thead>
        <tr>
          <th scope="col">{t.audit.attribute}</th>
          <th scope="col">{t.audit.before}</th>
          <th scope="col">{t.audit.after}</th>
        </tr>
      </thead>
      <tbody>
        {list.map((change) => (
          <tr key={change.name} data-attribute={change.name}>
            <th scope="row">{attributeText(t, change.name)}</th>
            <td>
              <del className={styles.before}>
                <Side kind={change.value} text={change.before} />
              </del>
            </td>
            <td>
              <ins className={styles.after}>
                <Side kind={change.value} text={change.after} />
              </ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Side({ kind, text }: { kind: Change["value"]; text: string | undefined }) {
  const { t, f } = useWords();
  const id = kind === ValueKind.participant ? Number(text) : 0;
  if (Number.isSafeInteger(id) && id > 0) return <PersonName id={id} />;
  return <bdi>{valueText(t, f, kind, text)}</bdi>;
}
