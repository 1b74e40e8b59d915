import { getPref, setPref, type Theme } from "#data/prefs.ts";

/** As public/theme.js does before the first paint. */
export function setTheme(theme: Theme): void {
  setPref("theme", theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function currentTheme(): Theme {
  return getPref("theme");
}
