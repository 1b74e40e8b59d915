import { useEffect } from "react";
import { useI18n } from "#i18n/index.tsx";

/** The title of the tab: what waits, where one is, what this is. */
export function useTitle(page: string, waiting = 0): void {
  const { t } = useI18n();
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${waiting}) ` : ""}${page} · ${t.app.title}`;
  }, [page, waiting, t]);
}
