// Starts the simulated Telegram and the simulated Ozon as one process:
//   node tests/sim/main.ts --config FILE.json
// FILE: { clockFile, host?, telegram: TelegramSimOptions, ozon?: OzonSimOptions }. When both listen, one line
// {"telegram":"http://...","ozon":"http://..."} goes to standard output. SIGTERM or SIGINT ends it.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Clock } from "./clock.ts";
import { startTelegramSim, type TelegramSimOptions } from "./telegram/index.ts";

type Running = { url: string; close(): Promise<void> };
type OzonModule = { startOzonSim(options: object, clock: Clock): Promise<Running> };
type Config = { clockFile: string; host?: string; telegram?: TelegramSimOptions; ozon?: object };

const { values } = parseArgs({ options: { config: { type: "string" } } });
if (values.config === undefined) {
  process.stderr.write("usage: node main.ts --config FILE.json\n");
  process.exit(2);
}
const config = JSON.parse(readFileSync(values.config, "utf8")) as Config;
if (typeof config.clockFile !== "string" || (!config.telegram && !config.ozon)) {
  process.stderr.write(`${values.config}: clockFile and at least one of telegram, ozon are needed\n`);
  process.exit(2);
}

const clock = new Clock(config.clockFile);
const place = config.host === undefined ? {} : { host: config.host };
const running: Running[] = [];
const urls: { telegram?: string; ozon?: string } = {};

// Each page links to the other, so Telegram learns Ozon's address when Ozon has one.
const telegram = config.telegram && await startTelegramSim({ ...place, ...config.telegram }, clock);
if (telegram) {
  running.push(telegram);
  urls.telegram = telegram.url;
}
if (config.ozon) {
  const { startOzonSim } = await import("./ozon/index.ts") as OzonModule;
  const ozon = await startOzonSim({ ...place, ...(telegram && { telegramUrl: telegram.url }), ...config.ozon }, clock);
  running.push(ozon);
  urls.ozon = ozon.url;
  telegram?.setLinks([...(config.telegram?.links ?? []), { title: "Симулятор Ozon", url: ozon.url }]);
}
process.stdout.write(`${JSON.stringify(urls)}\n`);

let stopping = false;
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    void Promise.all(running.map((one) => one.close())).then(() => {
      clock.close();
      process.exit(0);
    });
  });
