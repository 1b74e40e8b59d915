// Where somebody wanted to go, while Telegram has the browser: this tab remembers it until they are back, whether
// they were let in or not.
import * as v from "valibot";
import { LOCAL_PATH } from "./local-path.ts";

const KEY = "refsys.wayBack";
/** As long as Telegram may take; what was left behind by an attempt given up leads nowhere later. */
const KEPT_MS = 10 * 60_000;

const schema = v.object({ to: v.pipe(v.string(), v.regex(LOCAL_PATH)), at: v.number() });

/** On the way out. */
export function keepWayBack(to: string | undefined): void {
  try {
    if (to === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify({ to, at: Date.now() }));
  } catch {
    // Without storage the way leads to the first page.
  }
}

/** A path of this panel. */
export function wayBack(): string | undefined {
  try {
    const { to, at } = v.parse(schema, JSON.parse(sessionStorage.getItem(KEY) ?? ""));
    const age = Date.now() - at;
    return age >= 0 && age < KEPT_MS ? to : undefined;
  } catch {
    return undefined;
  }
}
