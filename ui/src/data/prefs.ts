// What this person chose for this browser: looks and sound. Nothing about the session, nothing of
// the data. Without storage the choice lasts as long as the page.
export type Theme = "system" | "light" | "dark";

interface Prefs {
  theme: Theme;
  lang: "ru" | "en";
  sound: "on" | "off";
}

const CHOICES: { [K in keyof Prefs]: readonly Prefs[K][] } = {
  theme: ["system", "light", "dark"],
  lang: ["ru", "en"],
  sound: ["on", "off"],
};

const chosen: Partial<Prefs> = {};

/** The stored choice, or the first one there is. */
export function getPref<K extends keyof Prefs>(name: K): Prefs[K] {
  const value = chosen[name] ?? read(name);
  const choices: readonly Prefs[K][] = CHOICES[name];
  return choices.find((choice) => choice === value) ?? (choices[0] as Prefs[K]);
}

export function setPref<K extends keyof Prefs>(name: K, value: Prefs[K]): void {
  chosen[name] = value;
  try {
    localStorage.setItem(`refsys.${name}`, value);
  } catch {
    // No storage: `chosen` has it until the page is left.
  }
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(`refsys.${name}`);
  } catch {
    return null;
  }
}
