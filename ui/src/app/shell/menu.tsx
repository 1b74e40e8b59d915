import { Link, useNavigate } from "@tanstack/react-router";
import { Suspense } from "react";
import { useI18n } from "#i18n/index.tsx";
import { useCommands } from "../palette/registry.ts";
import { useMe, useSession } from "../use-session.ts";
import styles from "./menu.module.css";
import { SECTIONS } from "./sections.tsx";

export function SideMenu() {
  const { t } = useI18n();
  const navigate = useNavigate();
  useCommands(
    useSections().map((section) => ({
      id: `go-${section.id}`,
      title: section.title(t),
      group: "go" as const,
      keys: `g ${section.key}`,
      run: () => navigate({ to: section.to }),
    })),
  );
  return (
    <nav className={styles.side} aria-label={t.menu.label}>
      <Sections />
    </nav>
  );
}

export function Sections({ onChosen }: { onChosen?: () => void }) {
  const { t } = useI18n();
  return (
    <ul className={styles.list}>
      {useSections().map(({ id, to, title, icon: Icon, badge: Badge }) => (
        <li key={id}>
          <Link
            to={to}
            className={styles.link}
            activeProps={{ "data-active": true }}
            activeOptions={{ includeSearch: false }}
            onClick={onChosen}
            data-testid={`menu-${id}`}
          >
            <Icon aria-hidden="true" />
            <span className={styles.text}>{title(t)}</span>
            {Badge !== undefined && (
              <Suspense fallback={null}>
                <Badge />
              </Suspense>
            )}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** What this person may see. */
export function useSections() {
  const session = useSession();
  const me = useMe();
  return me === undefined ? [] : SECTIONS.filter((section) => session.may(section.needs));
}
