// A canvas knows no CSS: it is told the colours of the theme, and again when the theme changes.
import { useEffect, useState } from "react";

export interface Colours {
  line: string;
  area: string;
}

export function useColours(): Colours {
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const again = (): void => setColours(read);
    const watch = new MutationObserver(again);
    watch.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    dark.addEventListener("change", again);
    return () => {
      watch.disconnect();
      dark.removeEventListener("change", again);
    };
  }, []);
  return colours;
}

function read(): Colours {
  return { line: resolved("--accent"), area: resolved("--accent-soft") };
}

/** light-dark() is settled only where the colour is used. */
function resolved(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
