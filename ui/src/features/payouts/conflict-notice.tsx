import { useI18n } from "#i18n/index.tsx";
import { Notice } from "#kit/notice/notice.tsx";
import { Differences } from "./differences.tsx";
import { useActions, useConflict } from "./hooks.ts";
import { usePayoutsTexts } from "./texts.ts";

/** A colleague was faster: what they did, and that ours was not done. */
export function ConflictNotice({ id }: { id: number }) {
  const { t } = useI18n();
  const own = usePayoutsTexts();
  const actions = useActions();
  const conflict = useConflict(id);
  if (conflict === undefined) return null;
  return (
    <Notice
      kind="warning"
      title={own.conflict.title}
      onClose={() => actions.dismiss(id)}
      closeLabel={t.app.close}
      testid="conflict-notice"
    >
      <Differences list={conflict.differences} />
      <p>{own.conflict.undone}</p>
    </Notice>
  );
}
