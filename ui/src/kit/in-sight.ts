/** As a ref of the chosen one in a line that may be longer than a phone is wide: it is not out of sight. */
export function inSight(chosen: HTMLElement | null): void {
  chosen?.scrollIntoView({ block: "nearest", inline: "center" });
}
