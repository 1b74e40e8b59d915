// A real browser that is open meanwhile: somebody goes from page to page, and whatever the panel would show as an error is kept.
import { Admin, launch } from "../harness/admin.ts";
import type { System } from "../harness/system.ts";

/** Pages with what is on them when they are there. */
const PAGES: [menu: string, shown: string][] = [["participants", "grid-row"], ["ledger", "grid-row"], ["payouts", "payout-row"]];
const PATIENCE_MS = 60_000;
/** Kept from then on, however soon it goes again: toasts, and what stands in the place of a list, a card or a page. */
const WATCH = `
  window.shown = [];
  new MutationObserver(() => {
    for (const one of document.querySelectorAll('[data-testid="toast"], [data-testid$="-error"], [data-testid="crashed"]'))
      if (!one.dataset.kept) { one.dataset.kept = "1"; window.shown.push(one.innerText); }
  }).observe(document.body, { childList: true, subtree: true });`;

export class Onlooker {
  readonly #admin: Admin;
  readonly #close: () => Promise<void>;

  private constructor(admin: Admin, close: () => Promise<void>) {
    this.#admin = admin;
    this.#close = close;
  }

  static async open(system: System, person: number): Promise<Onlooker> {
    const browser = await launch();
    const close = async (): Promise<void> => { await browser.close(); };
    try {
      const admin = await Admin.login(system, browser, person);
      await admin.page.evaluate(WATCH);
      return new Onlooker(admin, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  async goRound(): Promise<void> {
    for (const [menu, shown] of PAGES) {
      await this.#go(menu);
      await this.#admin.page.getByTestId(shown).first().waitFor({ timeout: PATIENCE_MS });
    }
  }

  /** Where tables can be taken away; what is behind that button the browser has not loaded yet. */
  async stand(): Promise<void> {
    await this.#go("participants");
    await this.#admin.page.getByTestId("grid-row").first().waitFor({ timeout: PATIENCE_MS });
  }

  async press(): Promise<void> {
    await this.#admin.page.getByTestId("export-open").click();
  }

  /** What was pressed is there. */
  async sees(): Promise<void> {
    await this.#admin.page.getByTestId("export-dialog").waitFor({ timeout: PATIENCE_MS });
    await this.#admin.page.keyboard.press("Escape");
  }

  async errors(): Promise<string[]> {
    return [...this.#admin.troubles, ...(await this.#admin.page.evaluate("window.shown")) as string[]];
  }

  async close(): Promise<void> {
    await this.#close();
  }

  async #go(menu: string): Promise<void> {
    await this.#admin.page.getByTestId(`menu-${menu}`).click();
  }
}
