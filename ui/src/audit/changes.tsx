import type { Change } from "#wire/protocol.ts";
import styles from "./changes.module.css";
import { useWords } from "./texts.ts";
import { attributeText, valueText } from "./words.ts";

/** What was, struck through, and what is: a line for each attribute. */
export function Changes({ list }: { list: readonly Change[] }) {
  const { t, f } = useWords();
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
                <bdi>{valueText(t, f, change.value, change.before)}</bdi>
              </del>
            </td>
            <td>
              <ins className={styles.after}>
                <bdi>{valueText(t, f, change.value, change.after)}</bdi>
              </ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
