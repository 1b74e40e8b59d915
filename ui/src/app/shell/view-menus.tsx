import { Languages, Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { LANGUAGES, useI18n } from "#i18n/index.tsx";
import { IconButton } from "#kit/button/button.tsx";
import { Menu, MenuChoice } from "#kit/menu/menu.tsx";
import { currentTheme, setTheme } from "../theme.ts";

export function LanguageMenu() {
  const { t } = useI18n();
  return (
    <span data-view>
      <Menu
        trigger={
          <IconButton label={t.menu.language} data-testid="language">
            <Languages aria-hidden="true" />
          </IconButton>
        }
      >
        <LanguageChoice />
      </Menu>
    </span>
  );
}

export function LanguageChoice() {
  const { t, lang, setLang } = useI18n();
  return <MenuChoice label={t.menu.language} value={lang} options={LANGUAGES} onChange={setLang} />;
}

export function ThemeMenu() {
  const { t } = useI18n();
  return (
    <span data-view>
      <Menu
        trigger={
          <IconButton label={t.menu.theme} data-testid="theme">
            <Moon aria-hidden="true" />
          </IconButton>
        }
      >
        <ThemeChoice />
      </Menu>
    </span>
  );
}

export function ThemeChoice() {
  const { t } = useI18n();
  const [theme, show] = useState(currentTheme);
  const options = [
    { value: "system", text: t.menu.themeSystem, icon: <Monitor aria-hidden="true" /> },
    { value: "light", text: t.menu.themeLight, icon: <Sun aria-hidden="true" /> },
    { value: "dark", text: t.menu.themeDark, icon: <Moon aria-hidden="true" /> },
  ] as const;
  return (
    <MenuChoice
      label={t.menu.theme}
      value={theme}
      options={options}
      onChange={(next) => {
        setTheme(next);
        show(next);
      }}
    />
  );
}
