import { useI18n } from "#i18n/index.tsx";
import { Sheet } from "#kit/drawer/drawer.tsx";
import { Sections } from "./menu.tsx";

/** The side menu where there is no side. */
export function PhoneMenu({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useI18n();
  return (
    <Sheet open={open} onClose={onClose} title={t.menu.label}>
      <nav aria-label={t.menu.label}>
        <Sections onChosen={onClose} />
      </nav>
    </Sheet>
  );
}
