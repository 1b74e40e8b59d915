import { Menu as MenuIcon, Search } from "lucide-react";
import { type ComponentType, Suspense, useEffect, useState } from "react";
import { part } from "#data/code.ts";
import { useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { cx } from "#kit/cx.ts";
import { Keys } from "#kit/kbd/kbd.tsx";
import { useCommands } from "../palette/registry.ts";
import { usePhase } from "../use-session.ts";
import { Account } from "./account.tsx";
import styles from "./header.module.css";
import { LanguageMenu, ThemeMenu } from "./view-menus.tsx";

// Not needed before somebody asks for them; fetched when the page has nothing better to do.
const loadPalette = () => import("../palette/palette.tsx");
const loadHelp = () => import("../palette/help.tsx");
const loadMenu = () => import("./phone-menu.tsx");
const Palette = part(() => loadPalette().then((module) => ({ default: module.Palette })));
const HelpDialog = part(() => loadHelp().then((module) => ({ default: module.HelpDialog })));
const PhoneMenu = part(() => loadMenu().then((module) => ({ default: module.PhoneMenu })));
const IDLE_MS = 3_000;

export function Header() {
  const { t } = useI18n();
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState(false);
  const [menu, setMenu] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      // A chunk that does not come now is asked for again when it is needed.
      for (const load of [loadPalette, loadHelp, loadMenu]) load().catch(() => {});
    }, IDLE_MS);
    return () => clearTimeout(timer);
  }, []);
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
        <IconButton
          bare
          label={t.menu.open}
          aria-haspopup="dialog"
          aria-expanded={menu}
          onClick={() => setMenu(true)}
          data-testid="menu-open"
        >
          <MenuIcon aria-hidden="true" />
        </IconButton>
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
      <WhenAsked what={Palette} open={searching} onClose={() => setSearching(false)} />
      <WhenAsked what={HelpDialog} open={helping} onClose={() => setHelping(false)} />
      <WhenAsked what={PhoneMenu} open={menu} onClose={() => setMenu(false)} />
    </header>
  );
}

interface Opened {
  open: boolean;
  onClose: () => void;
}

/** Mounted from the first opening on, so that it can also close as it should. */
function WhenAsked({ what: What, open, onClose }: Opened & { what: ComponentType<Opened> }) {
  const [asked, setAsked] = useState(open);
  if (open && !asked) setAsked(true);
  if (!asked) return null;
  return (
    <Suspense fallback={null}>
      <What open={open} onClose={onClose} />
    </Suspense>
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
