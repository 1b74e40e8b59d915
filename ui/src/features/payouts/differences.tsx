import { useI18n } from "#i18n/index.tsx";
import type { Difference } from "./conflict.ts";
import styles from "./differences.module.css";
import { usePayoutsTexts } from "./texts.ts";

/** Who changed what, a line each. */
export function Differences({ list }: { list: readonly Difference[] }) {
  const { f } = useI18n();
  const own = usePayoutsTexts();
  const words = own.conflict;
  return (
    <ul>
      {list.map((difference) => (
        <li key={difference.kind}>
          {difference.kind === "state" && (
            <>
              <bdi>
                {words.state(difference.by, own.states[difference.from], own.states[difference.to])}
              </bdi>
              {difference.at !== undefined && (
                <time
                  className={styles.time}
                  dateTime={new Date(difference.at).toISOString()}
                  title={f.full(difference.at)}
                >
                  {f.clock(difference.at)}
                </time>
              )}
            </>
          )}
          {difference.kind === "operator" && (
            <bdi>
              {words.operator(difference.from || words.nobody, difference.to || words.nobody)}
            </bdi>
          )}
          {difference.kind === "other" && words.other}
        </li>
      ))}
    </ul>
  );
}
