// A simulator for one test: two bots, a forum, three people, its own clock file.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Clock } from "../clock.ts";
import { startTelegramSim, type TelegramSim, type TelegramSimOptions } from "./index.ts";
import type { Json, JsonObject } from "./wire.ts";

export const SHOP = "7000000001:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
export const HELP = "7000000002:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
export const FORUM = -1002222000284;
export const ANNA = 501; // operator
export const VERA = 601;
export const BORIS = 602;

export type Answer = {
  ok: boolean; error_code?: number; description?: string; parameters?: { retry_after?: number };
  result?: any; // eslint-disable-line -- read by name in the tests
};

export type Fixture = TelegramSim & {
  clock: Clock;
  /** Call a method as a bot does: JSON by POST. */
  call(method: string, params?: JsonObject, token?: string): Promise<Answer>;
  /** The result, or an error with the description. */
  ok(method: string, params?: JsonObject, token?: string): Promise<any>;
  /** Confirm everything and return what was waiting. */
  updates(token?: string): Promise<any[]>;
};

export async function fixture(t: TestContext, options: Partial<TelegramSimOptions> = {}): Promise<Fixture> {
  const folder = mkdtempSync(join(tmpdir(), "telegram-sim-"));
  const clock = new Clock(join(folder, "clock"));
  const sim = await startTelegramSim({
    bots: [{ token: SHOP, username: "shop_ref_bot", first_name: "Магазин" }, { token: HELP, username: "shop_help_bot", first_name: "Поддержка" }],
    people: [{ id: ANNA, first_name: "Анна" }, { id: VERA, first_name: "Вера", last_name: "Иванова", username: "vera_i" }, { id: BORIS, first_name: "Борис" }],
    forums: [{ id: FORUM, title: "Операторы", bots: [SHOP], operators: [ANNA] }],
    ...options,
  }, clock);
  t.after(async () => {
    await sim.close();
    clock.close();
    rmSync(folder, { recursive: true });
  });
  const call = async (method: string, params: JsonObject = {}, token = SHOP): Promise<Answer> => {
    const response = await fetch(`${sim.url}/bot${token}/${method}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(params),
    });
    return await response.json() as Answer;
  };
  const ok = async (method: string, params: JsonObject = {}, token = SHOP): Promise<Json> => {
    const answer = await call(method, params, token);
    if (!answer.ok) throw new Error(`${method}: ${answer.description}`);
    return answer.result as Json;
  };
  let turn = 0;
  return {
    ...sim, clock, call, ok,
    async updates(token = SHOP) {
      const all: { update_id: number }[] = [];
      for (;;) {
        // A poll that repeats its offset at once is punished, so never the same twice running.
        const offset = (all.at(-1)?.update_id ?? 1) + 1 - (all.length === 0 ? turn++ % 2 : 0);
        const found = await ok("getUpdates", { timeout: 0, limit: 100, offset }, token) as { update_id: number }[];
        if (found.length === 0) return all;
        all.push(...found);
      }
    },
  };
}
