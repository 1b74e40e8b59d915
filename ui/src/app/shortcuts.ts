// Keys to commands. Letters are recognised by their place on the keyboard, so that they work in the
// Russian layout too; signs like «?» by what they write, for they stand elsewhere in every layout.
import { allCommands } from "./palette/registry.ts";

const SEQUENCE_MS = 1_000;
/** What has the keyboard to itself; a toast, which calls itself a dialog too, has not. */
const ASKING = ["dialog", "alertdialog", "menu"]
  .map((role) => `[role=${role}]:not([data-toast])`)
  .join();

/** Listens until told to stop. */
export function installShortcuts(target: Document): () => void {
  let before = "";
  let forget: ReturnType<typeof setTimeout> | undefined;

  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    const press = pressOf(event);
    if (press === "" || !isFree(press, target)) return;
    const typed = before === "" ? press : `${before} ${press}`;
    const commands = allCommands();
    const found =
      commands.find((command) => command.keys === typed) ??
      commands.find((command) => command.keys === press);
    clearTimeout(forget);
    before = commands.some((command) => command.keys?.startsWith(`${press} `)) ? press : "";
    forget = setTimeout(() => {
      before = "";
    }, SEQUENCE_MS);
    if (found === undefined) return;
    event.preventDefault();
    found.run();
  };

  target.addEventListener("keydown", onKey);
  return () => {
    clearTimeout(forget);
    target.removeEventListener("keydown", onKey);
  };
}

/** "j", "mod+k", "?"; empty for what cannot be a shortcut. */
export function pressOf(event: KeyboardEvent): string {
  if (event.altKey) return "";
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  if (/^Key[A-Z]$/.test(event.code)) {
    return event.shiftKey ? "" : mod + event.code.slice(3).toLowerCase();
  }
  if (event.key === "Enter" || event.key === "Escape") return mod + event.key.toLowerCase();
  return event.key === "?" || event.key === "/" ? mod + event.key : "";
}

/** Not while somebody writes, chooses in a menu or is asked something. */
function isFree(press: string, target: Document): boolean {
  const focus = target.activeElement;
  const writing =
    focus instanceof HTMLElement &&
    (focus.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(focus.tagName));
  if (target.querySelector(ASKING) !== null) return false;
  if (press.startsWith("mod+") || (press === "escape" && !writing)) return true;
  // Enter belongs to what has the focus: a link, a button.
  if (press === "enter") return focus === null || focus === target.body;
  return !writing;
}
