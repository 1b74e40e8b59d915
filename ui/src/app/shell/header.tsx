import { Menu as MenuIcon, Search } from "lucide-react";
import { useState } from "react";
import { useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { cx } from "#kit/cx.ts";
import { Sheet } from "#kit/drawer/drawer.tsx";
import { Keys } from "#kit/kbd/kbd.tsx";
import { HelpDialog } from "../palette/help.tsx";
import { Palette } from "../palette/palette.tsx";
import { useCommands } from "../palette/registry.ts";
import { usePhase } from "../use-session.ts";
import { Account } from "./account.tsx";
import styles from "./header.module.css";
import { Sections } from "./menu.tsx";
import { LanguageMenu, ThemeMenu } from "./view-menus.tsx";

export function Header() {
  const { t } = useI18n();
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  const [menu, setMenu] = useState(false);
  useCommands([
    {
      id: "palette",
      title: t.palette.open,
      group: "general",
      keys: "mod+k",
      run: () => setSearching(true),
      keyOnly: true,
    },
    {
      id: "help",
      title: t.palette.help,
      group: "general",
      keys: "?",
      run: () => setHelping(true),
    },
  ]);

  return (
    <header className={styles.header}>
      <div className={styles.narrow}>
        <Sheet
          open={menu}
          onOpen={setMenu}
          title={t.menu.label}
          trigger={
            <IconButton bare label={t.menu.open} data-testid="menu-open">
              <MenuIcon aria-hidden="true" />
            </IconButton>
          }
        >
          <nav aria-label={t.menu.label}>
            <Sections onChosen={() => setMenu(false)} />
          </nav>
        </Sheet>
      </div>
      <span className={styles.title}>{t.app.title}</span>
      <button
        type="button"
        className={styles.search}
        onClick={() => setSearching(true)}
        data-testid="palette-open"
      >
        <Search aria-hidden="true" />
        <span className={styles.searchText}>{t.menu.search}</span>
        <Keys keys="mod+k" />
      </button>
      <div className={styles.tools}>
        <Connection />
        <LanguageMenu />
        <ThemeMenu />
        <Account />
      </div>
      <Palette open={searching} onClose={() => setSearching(false)} />
      <HelpDialog open={helping} onClose={() => setHelping(false)} />
    </header>
  );
}

function Connection() {
  const { t } = useI18n();
  const { name } = usePhase();
  const state = name === "ended" ? "offline" : name;
  return (
    <span className={styles.connection} role="status" data-testid="connection" data-state={state}>
      <span className={cx(styles.dot, styles[state])} aria-hidden="true" />
      <span className={styles.connectionText}>{t.connection[state]}</span>
    </span>
  );
}
