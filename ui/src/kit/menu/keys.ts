// The way through a menu by keys: the arrows go round, Home and End to its ends, a letter to the next item that
// begins with it.

/** Those in sight: some are there for narrow screens only. */
const itemsOf = (menu: HTMLElement): HTMLElement[] =>
  [...menu.querySelectorAll<HTMLElement>("[role^=menuitem]")].filter((item) =>
    item.checkVisibility(),
  );

/** By keys one comes to the item that is chosen or the first; by pointer to none yet. */
export function goIn(popup: HTMLElement, byKeys: boolean): void {
  const items = byKeys ? itemsOf(popup) : [];
  const item = items.find((one) => one.ariaChecked === "true") ?? items[0];
  (item ?? popup.querySelector<HTMLElement>("[role=menu]"))?.focus();
}

interface Press {
  key: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
}

/** None: the key leads nowhere. */
export function itemToGoTo(menu: HTMLElement, press: Press): HTMLElement | undefined {
  const items = itemsOf(menu);
  const now = items.findIndex((item) => item.matches(":focus"));
  switch (press.key) {
    case "ArrowDown":
      return items[(now + 1) % items.length];
    case "ArrowUp":
      return items.at(now < 0 ? -1 : now - 1);
    case "Home":
      return items[0];
    case "End":
      return items.at(-1);
  }
  // The space bar presses the item.
  if (press.key.length !== 1 || press.key === " ") return;
  if (press.altKey || press.ctrlKey || press.metaKey) return;
  const begins = (item: HTMLElement): boolean =>
    item.textContent.trim().toLowerCase().startsWith(press.key.toLowerCase());
  return [...items.slice(now + 1), ...items.slice(0, now + 1)].find(begins);
}
