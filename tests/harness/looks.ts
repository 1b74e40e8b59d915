// A screen as people see it: wide and narrow, light and dark. Each look has to pass axe, to fit its width and to cut
// no figure of a table short; with REFSYS_SCREENS=FOLDER pictures of all of them are left there.
import assert from "node:assert/strict";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import type { Admin } from "./admin.ts";

const LOOKS = [
  { name: "desktop-light", width: 1440, height: 900, scheme: "light" },
  { name: "desktop-dark", width: 1440, height: 900, scheme: "dark" },
  { name: "phone-light", width: 390, height: 844, scheme: "light" },
  { name: "phone-dark", width: 390, height: 844, scheme: "dark" },
] as const;

/** Figures stand at the end of their cell. */
const CUT = `[...document.querySelectorAll('[role="gridcell"]')]
  .filter((cell) => getComputedStyle(cell).textAlign === "end" && cell.scrollWidth > cell.clientWidth)
  .map((cell) => cell.dataset.column + ": " + cell.innerText)`;

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

let axe: string | undefined;

/** Over the debugging protocol, which the page's policy does not concern. */
async function violations(page: Page): Promise<string[]> {
  axe ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html} (${node.failureSummary ?? ""})`).join("; ")}`);
}

/** Colours of the other scheme stay for a frame or two, and while they change. */
async function settled(page: Page): Promise<void> {
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  await page.evaluate("Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)).then(() => undefined)");
}

/** `shown`: what has to be on the page before it is looked at. */
export async function look(admin: Admin, name: string, shown: string): Promise<void> {
  const { page } = admin;
  const folder = process.env["REFSYS_SCREENS"];
  const before = page.viewportSize();
  for (const one of LOOKS) {
    await page.emulateMedia({ colorScheme: one.scheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: one.width, height: one.height });
    await page.getByTestId(shown).first().waitFor();
    await settled(page);
    if (folder) {
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: `${folder}/${name}-${one.name}.png` });
    }
    assert.deepEqual(await violations(page), [], `${name}, ${one.name}`);
    const over = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
    assert.ok(over <= 0, `${name}, ${one.name}: ${over} px wider than the screen`);
    assert.deepEqual(await page.evaluate(CUT), [], `${name}, ${one.name}: figures cut short`);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
  if (before) await page.setViewportSize(before);
}
