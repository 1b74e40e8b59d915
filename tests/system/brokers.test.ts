// Several brokers: one may die at any moment, under load, and callers go on over the other; nothing that was
// acknowledged is lost, and nothing is done twice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { System, twoBrokers } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Hiring, logIn } from "./hiring.ts";

const KILLS = 8;
const BROKERS = ["broker", "broker@2"];

const two = (config: string): string => `${twoBrokers(config)}\n[up]\ntelegram = false\nozon = false\n`;

test("of two brokers either is killed under load: callers go on, nothing is lost or done twice", async () => {
  const system = await System.start({ actors: [], edit: two });
  await system.during(async () => {
    for (const [n, name] of BROKERS.entries()) {
      system.add(name).start();
      await until(`${name} listens`, () => /listens at/.test(system.process(name).logText()), 30_000);
      assert.match(system.process(name).logText(), n ? /listens at .*requests-2/ : /listens at .*requests\b(?!-2)/);
    }
    for (const name of ["ledger", "reader", "gateway"]) system.add(name).start();
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
    const page = await logIn(system);
    const hiring = new Hiring(page);

    for (let kill = 0; kill < KILLS; kill++) {
      await hiring.goesOn();
      await system.kill(BROKERS[kill % 2]!);
    }
    for (const name of BROKERS) {
      await hiring.goesOn();
      await system.process(name).stop("SIGKILL"); // and stays away
      await hiring.goesOn();
      await system.ctlOk("status", "--json");
      system.process(name).start();
      await until(`${name} is back`, () => system.process(name).logText().split("listens at").length > KILLS / 2 + 2, 30_000);
    }
    await hiring.end();
    page.close();
  });
});

test("a broker passes over the address of another machine", async () => {
  const elsewhere = (config: string): string => config.replace(/"ipc:\/\/(requests|publish|subscribe)"/g, '"tcp://192.0.2.1:7001 ipc://$1"');
  const system = await System.start({ actors: ["broker", "ledger"], edit: elsewhere });
  await system.during(async () => {
    await until("the second address", () => /listens at ipc:.*requests/.test(system.process("broker").logText()));
    await system.ctlOk("admins", "add", "501", "Ольга", "owner");
  });
});
