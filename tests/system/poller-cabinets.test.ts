// Two cabinets of one seller, each with its own Client-Id and Api-Key, asked by one process.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Clock } from "../sim/clock.ts";
import { startOzonSim, type OzonSim } from "../sim/ozon/index.ts";
import { actor, counted, counter, says, withPoller } from "./poller-watch.ts";

const SECOND = { clientId: "8000", apiKey: "22222222-3333-4444-8555-666666666666" };

let second: OzonSim;
let clock: Clock;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "refsys-cabinet-"));
  clock = new Clock(join(folder, "clock"));
  second = await startOzonSim({ port: 0, ...SECOND, postings: 300, autoLife: false, seed: 8000 }, clock);
});

after(async () => {
  await second.close();
  clock.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Ozon's one address for both cabinets: who is meant stands in the Client-Id. */
class Front {
  first = "";
  readonly #server = createServer((from, to) => {
    const target = from.headers["client-id"] === SECOND.clientId ? second.url : this.first;
    const onward = request(`${target}${from.url}`, { method: from.method, headers: from.headers }, (answer) => {
      to.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(to);
    });
    onward.on("error", () => to.destroy());
    from.pipe(onward);
  });

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

test("two cabinets are read side by side, and trouble with one does not hold the other", async () => {
  const front = new Front();
  const url = await front.listen();
  const edit = (config: string, dir: string): string => {
    writeFileSync(join(dir, "ozon-api-key-8000"), "11111111-2222-4333-8444-555555555555\n", { mode: 0o600 });
    return config.replace(/(api_key_file = "ozon-api-key"\napi = ")([^"]+)/, (_, before: string, api: string) => {
      front.first = api;
      return `more_clients = "8000"\n${before}${url}`;
    });
  };
  try {
    await withPoller({ postings: 200, autoLife: false }, async (system) => {
      // The second key is wrong: the first cabinet arrives all the same, and the sentence names the second.
      const first = system.ozon.world.store.postings.size;
      await counted(system, "ledger", "postings", (value) => value === first);
      await says(system, /^8000: Ozon does not know the Api-Key.*; 7376: polling/, false);

      writeFileSync(join(system.dir, "ozon-api-key-8000"), `${SECOND.apiKey}\n`);
      await system.kill("ozon"); // without it the file is read again within a minute
      const all = first + second.world.store.postings.size;
      await counted(system, "ledger", "postings", (value) => value === all);
      await says(system, /^7376: polling.*; 8000: polling/, true);
      await system.verify();
      assert.equal(counter(await actor(system, "ozon"), "unreadable"), 0);
      assert.deepEqual(second.control.violations(), []);
      assert.ok(!system.process("ozon").logText().includes(SECOND.apiKey));
    }, { edit });
  } finally {
    front.close();
  }
});
