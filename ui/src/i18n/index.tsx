// The language of the page: dictionary and formats, for components through useI18n().
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { getPref, setPref } from "#data/prefs.ts";
import { createFormat, type Format, type Lang } from "./format.ts";
import { type Dict, ru } from "./ru.ts";

/** Each by its own name, so that whoever needs it can read it. */
export const LANGUAGES = [
  { value: "ru", text: "Русский" },
  { value: "en", text: "English" },
] as const;

interface I18n {
  lang: Lang;
  t: Dict;
  f: Format;
  setLang: (lang: Lang) => void;
}

const RUSSIAN: I18n = { lang: "ru", t: ru, f: createFormat("ru"), setLang: () => {} };
const Context = createContext<I18n>(RUSSIAN);

export function useI18n(): I18n {
  return useContext(Context);
}

/** Russian is always there; English comes when it is chosen. */
export function I18nProvider({ children }: { children: ReactNode }) {
  const [lang, setLang] = useState<Lang>(() => getPref("lang"));
  const [english, setEnglish] = useState<Dict>();

  useEffect(() => {
    if (lang !== "en" || english !== undefined) return;
    import("./en.ts").then(
      (module) => setEnglish(module.en),
      () => setLang("ru"), // not reachable now; the choice stays for the next time
    );
  }, [lang, english]);

  const shown: Lang = lang === "en" && english !== undefined ? "en" : "ru";
  useEffect(() => {
    document.documentElement.lang = shown;
  }, [shown]);

  const value = useMemo<I18n>(
    () => ({
      lang: shown,
      t: shown === "en" && english !== undefined ? english : ru,
      f: createFormat(shown),
      setLang: (next) => {
        setPref("lang", next);
        setLang(next);
      },
    }),
    [shown, english],
  );
  return <Context value={value}>{children}</Context>;
}
