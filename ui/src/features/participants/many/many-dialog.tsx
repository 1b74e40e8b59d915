import { useState } from "react";
import { useSession } from "#app/use-session.ts";
import { type Filters, filterText } from "#grid/filters.ts";
import { errorText } from "#i18n/error-text.ts";
import { useI18n } from "#i18n/index.tsx";
import { toast } from "#kit/toast/toast.tsx";
import { errorCode } from "#wire/errors.ts";
import styles from "../edit/edit.module.css";
import { EditDialog } from "../edit/edit-dialog.tsx";
import { filterFields, SEARCH_ID } from "../fields.ts";
import { makeDeeds, type Whom } from "./deeds.ts";
import { useManyTexts } from "./texts.ts";

export interface Chosen {
  whom: Whom;
  count: number;
  /** Of the first few. */
  names: readonly string[];
  filters: Filters | undefined;
}

interface Props {
  chosen: Chosen;
  blocked: boolean;
  onClose: () => void;
  onBegun: () => void;
}

/** Who will be blocked, how many they are, and why. */
export default function ManyDialog({ chosen, blocked, onClose, onBegun }: Props) {
  const { t, f } = useI18n();
  const words = useManyTexts();
  const deeds = useSession().get(makeDeeds);
  const [busy, setBusy] = useState(false);
  const deed = blocked ? words.block : words.unblock;
  const begin = async (reason: string): Promise<void> => {
    setBusy(true);
    try {
      await deeds.begin(chosen.whom, blocked, reason);
      onBegun();
    } catch (error) {
      setBusy(false);
      toast("error", words.notBegun, errorText(t, errorCode(error)));
    }
  };
  return (
    <EditDialog
      title={deed.title(f.count(chosen.count), chosen.count)}
      confirm={deed.confirm}
      danger={blocked}
      busy={busy}
      reasonNeeded
      ready
      onClose={onClose}
      onTry={() => {}}
      onConfirm={begin}
      testid="many-dialog"
    >
      <div data-testid="many-whom">
        <Who chosen={chosen} />
      </div>
      <p className={styles.lead}>{deed.lead}</p>
      <p className={styles.lead}>{deed.already}</p>
    </EditDialog>
  );
}

function Who({ chosen }: { chosen: Chosen }) {
  const { f } = useI18n();
  const words = useManyTexts();
  const { whom, names, count } = chosen;
  if (whom.all !== undefined) return <ByFilter chosen={chosen} />;
  const more = count - names.length;
  return (
    <p>
      {names.map((name, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two may be called the same
        <span key={n}>
          {n > 0 && ", "}
          <bdi>{name}</bdi>
        </span>
      ))}
      {more > 0 && words.more(f.count(more))}
    </p>
  );
}

function ByFilter({ chosen: { whom, filters } }: { chosen: Chosen }) {
  const { t, f } = useI18n();
  const words = useManyTexts();
  const search = { id: SEARCH_ID, title: t.participants.search, kind: "text" as const };
  const conditions = [search, ...filterFields(t)].flatMap((field) => {
    const value = filters?.[field.id];
    return value === undefined ? [] : [filterText(t, f, field, value)];
  });
  const except = whom.except?.length ?? 0;
  return (
    <>
      <p>{conditions.length === 0 ? words.everybody : words.byFilter}</p>
      <ul className={styles.conditions}>
        {conditions.map((text) => (
          <li key={text}>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
      {except > 0 && <p>{words.except(f.count(except))}</p>}
    </>
  );
}
