// Pictures of every screen, light and dark, desktop and phone, from the built page against the mock;
// and with each: no violation of the security policy, no error on the console, nothing that axe minds.
//
//   npm run build && npm run screens [-- FOLDER]      FOLDER: build/screens of the repository
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { Server } from "./server.ts";
import { World } from "./world.ts";

const folder = process.argv[2] ?? fileURLToPath(new URL("../../build/screens/", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems: string[] = [];

interface Look {
  name: string;
  width: number;
  height: number;
  dark: boolean;
  touch: boolean;
}

const LOOKS: Look[] = [
  { name: "desktop-light", width: 1440, height: 900, dark: false, touch: false },
  { name: "desktop-dark", width: 1440, height: 900, dark: true, touch: false },
  { name: "phone-light", width: 390, height: 844, dark: false, touch: true },
  { name: "phone-dark", width: 390, height: 844, dark: true, touch: true },
];

type Scene = (page: Page, server: Server, origin: string) => Promise<void>;
const row = (id: number): string => `[data-payout-id="${id}"][data-testid="payout-row"]`;
const openCard = async (page: Page, origin: string, as: number, query: string): Promise<void> => {
  await page.goto(`${origin}/mock/login?as=${as}&to=${encodeURIComponent(`/payouts${query}`)}`);
};

const SCENES: Record<string, Scene> = {
  login: async (page, _server, origin) => {
    await page.goto(`${origin}/login`);
    await page.getByTestId("login-number").waitFor();
  },
  "login-refused": async (page, server, origin) => {
    await page.goto(`${origin}/login`);
    await page.getByTestId("login-number").waitFor();
    server.decide("refused");
    await page.getByTestId("login-failed").waitFor();
  },
  queue: async (page, _server, origin) => {
    await openCard(page, origin, 1, "");
    await page.getByTestId("payout-row").first().waitFor();
  },
  negotiation: async (page, _server, origin) => {
    await openCard(page, origin, 1, "?id=8977");
    await page.getByTestId("message").first().waitFor();
    await page.getByTestId("composer").fill("Деньги отправлены");
  },
  colleague: async (page, server, origin) => {
    const other = await page.context().browser()?.newPage();
    await other?.goto(`${origin}/mock/login?as=2&to=${encodeURIComponent("/payouts?id=8976")}`);
    await other?.getByTestId("message").first().waitFor();
    server.world.person(server.world.payout(8976).participant).available = -6_000;
    await openCard(page, origin, 1, "?tab=negotiation&id=8976");
    await page.getByTestId("viewers").waitFor();
    await page.getByTestId("message").first().waitFor();
  },
  rejected: async (page, _server, origin) => {
    await openCard(page, origin, 1, "?tab=rejected&id=8965");
    await page.getByTestId("message").first().waitFor();
    if (await page.getByTestId("more").isVisible()) await page.getByTestId("more").click();
    await page.getByTestId("history").waitFor();
  },
  pay: async (page, _server, origin) => {
    await openCard(page, origin, 1, "?id=8977");
    await page.getByTestId("action-paid").click();
    await page.getByTestId("pay-dialog").waitFor();
  },
  reject: async (page, _server, origin) => {
    await openCard(page, origin, 1, "?tab=new&id=8989");
    await page.getByTestId("action-rejected").click();
    await page.getByTestId("dialog-confirm").click();
    await page.getByRole("alert").first().waitFor();
  },
  conflict: async (page, server, origin) => {
    await openCard(page, origin, 1, "?tab=new&id=8988");
    await page.getByTestId("message").first().waitFor();
    server.delayMs = 400;
    await page.getByTestId("action-negotiation").click();
    const oleg = server.world.admins[1];
    const seen = server.world.payout(8988);
    if (oleg) server.world.move(oleg, { payout: 8988, rev: seen.rev, to: 4, reason: 1 });
    await page.getByTestId("conflict-notice").waitFor();
    server.delayMs = 0;
  },
  arrival: async (page, server, origin) => {
    await openCard(page, origin, 1, "");
    await page.getByTestId("payout-row").first().waitFor();
    const person = server.world.people[40];
    const opened = person && server.world.open(person, 4_321_050);
    await page.locator(row(opened?.id ?? 0)).waitFor();
  },
  empty: async (page, server, origin) => {
    server.world.payouts.length = 0;
    await openCard(page, origin, 1, "?tab=new");
    await page.getByTestId("list-empty").waitFor();
  },
  loading: async (page, server, origin) => {
    await page.goto(`${origin}/mock/login?as=1&to=/login`);
    server.delayMs = 4_000;
    await page.goto(`${origin}/payouts?id=8989`);
    await page.getByTestId("connection").waitFor();
    await page.waitForTimeout(1_000);
  },
  offline: async (page, server, origin) => {
    await openCard(page, origin, 1, "?id=8977");
    await page.getByTestId("message").first().waitFor();
    await page.getByTestId("composer").fill("Пишу без связи");
    await page.context().setOffline(true);
    server.drop();
    await page.getByTestId("offline-banner").waitFor();
  },
  palette: async (page, _server, origin) => {
    await openCard(page, origin, 1, "?tab=new&id=8989");
    await page.getByTestId("action-take").waitFor();
    await page.getByTestId("palette-open").click();
    await page.getByTestId("palette").waitFor();
  },
  help: async (page, _server, origin) => {
    await openCard(page, origin, 1, "?tab=new&id=8989");
    await page.getByTestId("action-take").waitFor();
    await page.keyboard.press("Shift+?");
    await page.getByTestId("help").waitFor();
  },
  menu: async (page, _server, origin) => {
    await openCard(page, origin, 1, "");
    await page.getByTestId("payout-row").first().waitFor();
    if (await page.getByTestId("menu-open").isVisible())
      await page.getByTestId("menu-open").click();
    else await page.getByTestId("account").click();
    await page.waitForTimeout(400);
  },
  english: async (page, _server, origin) => {
    await page.addInitScript(() => localStorage.setItem("refsys.lang", "en"));
    await openCard(page, origin, 1, "?id=8977");
    await page.locator("html[lang=en]").waitFor();
    await page.getByTestId("message").first().waitFor();
  },
};

async function watch(context: BrowserContext, where: string): Promise<void> {
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  context.on("console", (message) => {
    const expected = /WebSocket connection|net::ERR|Failed to load resource/.test(message.text());
    if (message.type() === "error" && !expected) problems.push(`${where}: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(`${where}: ${error.error().message}`));
}

async function shoot(browser: Browser, look: Look, name: string, scene: Scene): Promise<void> {
  const where = `${name}-${look.name}`;
  const server = new Server(new World());
  const origin = await server.listen(0);
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.dark ? "dark" : "light",
    hasTouch: look.touch,
    isMobile: look.touch,
    locale: "ru-RU",
  });
  await watch(context, where);
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  try {
    await scene(page, server, origin);
    await page.waitForTimeout(350); // the ends of transitions
    await page.screenshot({ path: `${folder}/${where}.png` });
    await check(page, where);
  } catch (error) {
    await page.screenshot({ path: `${folder}/${where}-failed.png` });
    problems.push(`${where}: ${error instanceof Error ? error.message : error}`);
  }
  // Also those that a scene has opened for a colleague.
  for (const each of browser.contexts()) await each.close();
  await server.close();
}

/** axe evaluated over the debugging protocol, which the page's policy does not concern. */
async function check(page: Page, where: string): Promise<void> {
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: (o: object) => Promise<AxeResult> } };
    // An open menu belongs to its button; that it stands outside of landmarks is as it should be.
    const menu = document.querySelector("[role=menu]") !== null;
    const result = await axe.run({ rules: { region: { enabled: !menu } } });
    return result.violations.map(
      (v) => `${v.id}: ${v.nodes.map((n) => `${n.html} (${n.failureSummary})`).join("; ")}`,
    );
  });
  for (const violation of found) problems.push(`${where}: axe: ${violation}`);
}

interface AxeResult {
  violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
}

const only = process.env.ONLY?.split(",");
await mkdir(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
for (const look of LOOKS) {
  for (const [name, scene] of Object.entries(SCENES)) {
    if (only === undefined || only.includes(name) || only.includes(look.name)) {
      await shoot(browser, look, name, scene);
    }
  }
}
await browser.close();
for (const problem of problems) console.error(problem);
console.log(`${folder}: ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
