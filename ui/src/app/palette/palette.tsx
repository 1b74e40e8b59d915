import { Autocomplete } from "@base-ui/react/autocomplete";
import { Dialog } from "@base-ui/react/dialog";
import { Search } from "lucide-react";
import { useMemo } from "react";
import { useI18n } from "#i18n/index.tsx";
import { Hidden } from "#kit/hidden.tsx";
import { Keys } from "#kit/kbd/kbd.tsx";
import styles from "./palette.module.css";
import { allCommands, type Command, type Group } from "./registry.ts";

const GROUPS: readonly Group[] = ["page", "go", "general"];

interface Props {
  open: boolean;
  onClose: () => void;
}

/** Everything that can be done here, found by a few letters. */
export function Palette({ open, onClose }: Props) {
  const { t } = useI18n();
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className={styles.backdrop} />
        <Dialog.Popup className={styles.popup} data-testid="palette">
          <Dialog.Title render={<Hidden />}>{t.palette.title}</Dialog.Title>
          <Search className={styles.glass} aria-hidden="true" />
          <Commands onClose={onClose} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Commands({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const groups = useMemo(() => {
    const commands = allCommands().filter((command) => command.keyOnly !== true);
    return GROUPS.map((group) => ({
      value: group,
      items: commands.filter((command) => command.group === group),
    })).filter((group) => group.items.length > 0);
  }, []);

  const run = (command: Command): void => {
    onClose();
    // After the dialog has given the focus back: what runs may want it elsewhere.
    setTimeout(command.run);
  };

  return (
    <Autocomplete.Root
      inline
      open
      items={groups}
      autoHighlight="always"
      keepHighlight
      itemToStringValue={(command: Command) => command.title}
    >
      <Autocomplete.Input
        className={styles.input}
        placeholder={t.palette.placeholder}
        aria-label={t.palette.placeholder}
      />
      <Autocomplete.Empty className={styles.empty}>{t.palette.empty}</Autocomplete.Empty>
      <Autocomplete.List className={styles.list}>
        {(group: (typeof groups)[number]) => (
          <Autocomplete.Group key={group.value} items={group.items}>
            <Autocomplete.GroupLabel className={styles.label}>
              {t.palette[group.value]}
            </Autocomplete.GroupLabel>
            <Autocomplete.Collection>
              {(command: Command) => (
                <Autocomplete.Item
                  key={command.id}
                  value={command}
                  className={styles.item}
                  onClick={() => run(command)}
                >
                  <span className={styles.text}>{command.title}</span>
                  {command.keys !== undefined && <Keys keys={command.keys} />}
                </Autocomplete.Item>
              )}
            </Autocomplete.Collection>
          </Autocomplete.Group>
        )}
      </Autocomplete.List>
    </Autocomplete.Root>
  );
}
