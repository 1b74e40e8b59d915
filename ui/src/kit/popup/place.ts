// Where a menu stands: under its button, above it where there is more room, and never over the edge of the screen.

export type Align = "start" | "end";

const GAP_PX = 6;
const EDGE_PX = 8;

export function place(popup: HTMLElement, button: HTMLElement, align: Align): void {
  const at = button.getBoundingClientRect();
  const below = innerHeight - at.bottom - GAP_PX - EDGE_PX;
  const above = at.top - GAP_PX - EDGE_PX;
  const whole = popup.scrollHeight + popup.offsetHeight - popup.clientHeight;
  const under = whole <= below || below >= above;
  const height = Math.min(whole, under ? below : above);
  const left = align === "start" ? at.left : at.right - popup.offsetWidth;
  const most = document.documentElement.clientWidth - popup.offsetWidth - EDGE_PX;
  popup.style.maxHeight = `${height}px`;
  popup.style.top = `${under ? at.bottom + GAP_PX : at.top - GAP_PX - height}px`;
  popup.style.left = `${Math.max(EDGE_PX, Math.min(left, most))}px`;
}
