import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { connectControl } from "./telegram/client.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const TELEGRAM = { port: 0, bots: [{ token: "7000000001:AAsim", username: "shop_ref_bot", first_name: "Магазин" }], people: [{ id: 601, first_name: "Вера" }] };

async function started(t: TestContext, config: object): Promise<{ urls: { telegram?: string; ozon?: string }; folder: string; stop(): Promise<unknown> }> {
  const folder = mkdtempSync(join(tmpdir(), "sim-main-"));
  const file = join(folder, "sim.json");
  writeFileSync(file, JSON.stringify({ clockFile: join(folder, "clock"), ...config }));
  const child = spawn(process.execPath, [MAIN, "--config", file], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  t.after(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line") as [string];
  return {
    urls: JSON.parse(line) as { telegram?: string }, folder,
    stop: async () => {
      child.kill("SIGTERM");
      return (await ended)[0] as number;
    },
  };
}

test("it prints where Telegram listens, works over HTTP, moves the clock file, and ends at SIGTERM", async (t) => {
  const { urls, folder, stop } = await started(t, { telegram: TELEGRAM });
  assert.match(urls.telegram ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(urls.ozon, undefined);
  const control = connectControl(urls.telegram!);
  await control.start({ person: 601, bot: "shop_ref_bot", payload: "r_1" });
  const [update] = (await (await fetch(`${urls.telegram}/bot7000000001:AAsim/getUpdates`)).json() as { result: { message: { text: string } }[] }).result;
  assert.equal(update?.message.text, "/start r_1");
  const waiting = control.wait({ person: 601, bot: "shop_ref_bot", text: "ответ" });
  await fetch(`${urls.telegram}/bot7000000001:AAsim/sendMessage?chat_id=601&text=${encodeURIComponent("ответ")}`);
  assert.equal((await waiting).text, "ответ");
  await assert.rejects(control.tap({ person: 601, bot: "shop_ref_bot", text: "Баланс" }), /no key "Баланс"/);
  await control.advance({ ms: 86_400_000 });
  assert.equal(readFileSync(join(folder, "clock")).readBigInt64LE(), 86_400_000n);
  // A poll that waits does not hold it up.
  const poll = fetch(`${urls.telegram}/bot7000000001:AAsim/getUpdates?timeout=50&offset=5`).then((r) => r.text(), () => "");
  while (!(await control.queue({ bot: "shop_ref_bot" })).polling);
  assert.equal(await stop(), 0);
  await poll;
});

test("both simulators in one process know each other's address", async (t) => {
  const { urls, stop } = await started(t, { telegram: TELEGRAM, ozon: { port: 0, clientId: "1", apiKey: "k", postings: 0 } });
  assert.match(urls.ozon ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
  const setup = await (await fetch(`${urls.telegram}/setup`)).json() as { links: { url: string }[] };
  assert.deepEqual(setup.links.map((link) => link.url), [urls.ozon]);
  assert.equal(await stop(), 0);
});
