// Links: those to bots open here, those that share ask whom to send to, others go to a new tab.
import { fail, formDialog, h, toast } from "./dom.js";
import { call, state } from "./state.js";
import { findPerson } from "./people.js";
import { openChat, play } from "./app.js";

const RESERVED = new Set(["share", "events", "setup", "picture", "control", "file"]);

/** { bot, start } of a link to a bot of ours: t.me, tg: or this page's own address. */
export function botLink(address) {
  const tg = /^tg:\/\/resolve\?(.*)$/i.exec(address);
  const params = tg ? new URLSearchParams(tg[1]) : undefined;
  const url = tg ? undefined : parse(address);
  if (!tg && (!url || !["t.me", "telegram.me", location.hostname].includes(url.hostname))) return undefined;
  const name = (tg ? params.get("domain") : url.pathname.slice(1).replace(/\/$/, ""))?.toLowerCase() ?? "";
  if (RESERVED.has(name)) return undefined;
  const bot = state.bots.find((b) => b.username.toLowerCase() === name);
  return bot ? { bot, start: (params ?? url.searchParams).get("start") } : undefined;
}

function parse(address) {
  try {
    return new URL(/^[a-z]+:\/\//i.test(address) ? address : `https://${address}`);
  } catch {
    return undefined;
  }
}

export async function openUrl(address) {
  const link = botLink(address);
  const url = parse(address);
  try {
    if (link) return await openBot(link);
    if (url && ["t.me", "telegram.me", location.hostname].includes(url.hostname) && url.pathname === "/share/url") return share(url);
    if (url?.hostname === "t.me") return toast(`Такого бота или чата здесь нет: ${url.pathname.slice(1)}`);
    if (url && ["http:", "https:"].includes(url.protocol)) open(url, "_blank", "noopener,noreferrer");
  } catch (error) {
    fail(error);
  }
}

async function openBot({ bot, start }) {
  if (start !== null && start !== undefined)
    await call("openLink", { person: state.person.id, url: `https://t.me/${bot.username}?start=${encodeURIComponent(start)}` });
  await openChat({ bot: bot.username });
}

/** A share button: whom to? The text goes as a message from the person to the other. */
function share(url) {
  const text = [url.searchParams.get("url"), url.searchParams.get("text")].filter(Boolean).join("\n");
  shareText(text);
}

export function shareText(text) {
  const from = state.person;
  findPerson("Кому отправить?", async (to) => {
    try {
      await call("send", { person: from.id, with: to.id, text });
      toast(`Отправлено: ${to.name}`, { title: `Стать: ${to.first_name}`, run: async () => { await play(to); await openChat({ with: from.id }); } });
    } catch (error) {
      fail(error);
    }
  }, { above: h("p.preview", text), except: from.id });
}

export function askLink() {
  formDialog(`Открыть ссылку как ${state.person.first_name}`, { url: { label: "Ссылка на бота", placeholder: `https://t.me/${state.bots[0]?.username ?? "bot"}?start=…`, required: true } }, "Открыть", async ({ url }) => {
    const link = botLink(url.trim());
    if (!link) throw new Error("Это не ссылка на здешнего бота: нужна вида https://t.me/бот?start=код");
    await openBot(link);
  });
}

/** The page was opened by such a link (http://host/<bot>?start=...): ask who opens it. */
export function arrive() {
  const address = location.href;
  const link = location.pathname === "/" ? undefined : botLink(address);
  const url = new URL(address);
  if (!link && url.pathname !== "/share/url") return;
  history.replaceState(null, "", `/${location.hash}`);
  if (!link) return share(url);
  findPerson(`Кто открывает ссылку на @${link.bot.username}?`, async (person) => {
    await play(person);
    await openBot(link).catch(fail);
  });
}
