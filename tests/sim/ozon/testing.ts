// For the tests of the simulator: one of its own with a clock of its own, and a client.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Clock } from "../clock.ts";
import { startOzonSim } from "./index.ts";
import type { OzonSim, OzonSimOptions } from "./index.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export type Answer = { status: number; headers: Headers; body: any };

export type Bench = {
  sim: OzonSim;
  clock: Clock;
  dir: string;
  /** A call with the right headers, or those given (null: left out). */
  call(path: string, body: unknown, headers?: Record<string, string | null>): Promise<Answer>;
  /** An RFC 3339 time so many milliseconds from now. */
  at(ms: number): string;
};

export const CREDENTIALS = { "client-id": "7376", "api-key": "0f8fad5b-d9cb-469f-a165-70867728950e" };

/** An empty shop without trade unless the options say otherwise. Closed when the test ends. */
export async function open(t: TestContext, options: Partial<OzonSimOptions> = {}): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), "ozon-sim-"));
  const clock = new Clock(join(dir, "clock"));
  const sim = await startOzonSim(
    { port: 0, clientId: CREDENTIALS["client-id"], apiKey: CREDENTIALS["api-key"], postings: 0, rateLimit: 0, ...options },
    clock,
  );
  t.after(async () => {
    await sim.close();
    clock.close();
    rmSync(dir, { recursive: true });
  });
  const call = (path: string, body: unknown, headers = {}): Promise<Answer> => callOzon(sim.url, path, body, headers);
  return { sim, clock, dir, call, at: (ms) => new Date(clock.now() + ms).toISOString() };
}

export async function callOzon(
  url: string, path: string, body: unknown, headers: Record<string, string | null> = {},
): Promise<Answer> {
  const all = { "content-type": "application/json", ...CREDENTIALS, ...headers };
  const response = await fetch(url + path, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(all).flatMap(([k, v]) => (v === null ? [] : [[k, v]]))),
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(text) : text };
}

/** All postings of a list, page by page. */
export async function walk(bench: Bench, path: string, body: Record<string, unknown>): Promise<any[]> {
  const all: any[] = [];
  for (let cursor = "", more = true; more; ) {
    const answer = await bench.call(path, { limit: 100, ...body, cursor });
    if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    all.push(...answer.body.postings);
    more = answer.body.has_next;
    cursor = answer.body.cursor;
  }
  return all;
}
