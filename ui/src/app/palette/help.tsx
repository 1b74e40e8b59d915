import { useI18n } from "#i18n/index.tsx";
import { Dialog } from "#kit/dialog/dialog.tsx";
import { Keys } from "#kit/kbd/kbd.tsx";
import styles from "./help.module.css";
import { allCommands, type Group } from "./registry.ts";

const GROUPS: readonly Group[] = ["page", "go", "general"];

/** The keys that work here now. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.palette.help}
      closeLabel={t.app.close}
      testid="help"
    >
      {GROUPS.map((group) => (
        <KeyGroup key={group} group={group} />
      ))}
    </Dialog>
  );
}

function KeyGroup({ group }: { group: Group }) {
  const { t } = useI18n();
  const commands = allCommands().filter((c) => c.group === group && c.keys !== undefined);
  if (commands.length === 0) return null;
  return (
    <section className={styles.group}>
      <h3 className={styles.title}>{t.palette[group]}</h3>
      <dl className={styles.list}>
        {commands.map((command) => (
          <div key={command.id} className={styles.row}>
            <dt>{command.title}</dt>
            <dd>
              <Keys keys={command.keys ?? ""} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
