// The admin page in a real headless Chromium: logging in by the bot, and the events no test tolerates.
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { BOT, type System } from "./system.ts";
import { until } from "./until.ts";

// As root and without a network: no sandbox, and none of the services a browser calls home to.
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export async function launch(): Promise<Browser> {
  return await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

export class Admin {
  readonly system: System;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly person: number;
  /** Console errors, uncaught errors and violations of the content security policy. */
  readonly troubles: string[] = [];
  /** What the gateway sent while the page was made not to hear it. */
  #waiting: (() => void)[] | undefined;

  private constructor(system: System, context: BrowserContext, page: Page, person: number) {
    this.system = system;
    this.context = context;
    this.page = page;
    this.person = person;
    page.on("console", (message) => {
      // While a process of ours is being killed the page cannot reach it, and says so.
      if (message.type() === "error" && !/WebSocket|ERR_CONNECTION|Failed to load resource/.test(message.text())) this.troubles.push(message.text());
    });
    page.on("pageerror", (error) => this.troubles.push(String(error)));
  }

  /** A browser of their own, in which nothing is open yet. */
  static async at(system: System, browser: Browser, person: number): Promise<Admin> {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "ru-RU", timezoneId: "Europe/Moscow" });
    return new Admin(system, context, await context.newPage(), person);
  }

  /** Opens the page and logs in as the administrator with this Telegram id: link, number, done. */
  static async login(system: System, browser: Browser, person: number, options: { held?: boolean } = {}): Promise<Admin> {
    const admin = await Admin.at(system, browser, person);
    if (options.held) await admin.#standBetween();
    await admin.open("/");
    await admin.enter();
    return admin;
  }

  /** What the gateway says waits until release; what the page says goes through. For a page logged in with `held`. */
  hold(): void {
    this.#waiting = [];
  }

  release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const pass of waiting) pass();
  }

  async #standBetween(): Promise<void> {
    await this.page.routeWebSocket(/\/ws$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        if (this.#waiting) this.#waiting.push(() => socket.send(message));
        else socket.send(message);
      });
    });
  }

  /** The gateway may be on its way up. */
  async open(path: string): Promise<void> {
    await until(`the admin page ${path}`, async () => {
      const answer = await this.page.goto(`${this.system.adminUrl}${path}`, { waitUntil: "load" });
      return answer?.ok();
    });
  }

  /** From the login page to inside. */
  async enter(): Promise<void> {
    const link = this.page.getByTestId("login-link");
    await link.waitFor({ timeout: 60_000 });
    const number = (await this.page.getByTestId("login-number").innerText()).trim();
    const url = await link.getAttribute("href");
    if (!url) throw new Error("the login link has no address");
    const { control } = this.system.telegram;
    const since = control.chat({ person: this.person, bot: BOT }).seq;
    control.openLink({ person: this.person, url, press: true });
    const question = await control.wait({ person: this.person, bot: BOT, text: "Вход в админку", since, timeout_ms: 60_000 });
    control.press({ person: this.person, bot: BOT, message_id: question.id, text: number });
    await this.page.getByTestId("account").waitFor({ timeout: 60_000 });
  }

  row(payout: number): ReturnType<Page["locator"]> {
    return this.page.locator(`[data-testid="payout-row"][data-payout-id="${payout}"]`);
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
