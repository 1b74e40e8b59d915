// A reader that knows nothing of what comes: others have to notice that it is behind.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { System } from "./system.ts";
import { until } from "./until.ts";

export const READER_OF_THE_PAST = "reader@past";

/** Its ledger ends here, whatever becomes of the real one. It is the caller's to stop. */
export async function addReaderOfThePast(system: System): Promise<void> {
  const past = join(system.dir, "past");
  await system.ctlOk("backup", past);
  const config = `${past}.toml`;
  writeFileSync(config, readFileSync(system.config, "utf8").replace('path = "ledger"', `path = "${past}"`));
  system.add(READER_OF_THE_PAST, ["--config", config]).start();
  await until("the reader of the past", async () => (await system.ctl("status")).stdout.includes(READER_OF_THE_PAST));
}
