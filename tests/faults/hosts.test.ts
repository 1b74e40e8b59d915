// Processes on several hosts, over tcp: the broker on one, ledger and reader on another, everything else on a third; cables are
// pulled while people work. Nobody is told of a pulled cable: what was under way is neither lost nor done twice.
import { test } from "node:test";
import { Buyer } from "../harness/buyer.ts";
import { Network } from "../harness/network.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { type Page, refusedAs, Visitor } from "../system/gateway-client.ts";

const PATIENCE_MS = 90_000;
const ROUNDS = 3;

async function owner(system: System): Promise<Page> {
  await system.ctlOk("admins", "add", "9001", "Ольга", "owner");
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  return await visitor.openPage();
}

/** A point by hand, as a page gives it: with the same key again until there is an answer, anew if the balance was another. */
async function insist(page: Page): Promise<void> {
  let key = crypto.randomUUID();
  await until("a point by hand", async () => {
    const { held = 0, available = 0 } = (await page.call("participant.editable", { participant: 1 })).who;
    try {
      return await page.call("participant.correct", { participant: 1, held, available, available_by: 100, reason: "В подарок" }, key);
    } catch (error) {
      if (refusedAs("CONFLICT")(error)) key = crypto.randomUUID();
      throw error;
    }
  }, PATIENCE_MS);
}

test("hosts lose each other and find each other again, whichever cable is pulled: nothing is lost, nothing done twice", { skip: Network.whyNot() || false }, async () => {
  const network = new Network();
  try {
    const [hub, store] = [network.host(), network.host()];
    const at = (port: number): string => `"tcp://${hub.address}:${port}"`;
    const system = await System.start({
      before: { broker: hub.words, ledger: store.words, reader: store.words },
      edit: (config) => config.replace('"ipc://requests"', at(7001)).replace('"ipc://publish"', at(7002)).replace('"ipc://subscribe"', at(7003)),
    });
    await system.during(async () => {
      await system.ready();
      await system.ctlOk("settings", "set", "hold_days=0", "own_rate=500");
      const anna = new Buyer(system, 601, "Анна");
      await anna.join();
      const page = await owner(system);
      let points = 0;
      const balance = async (): Promise<void> => {
        await until(`${points} points`, async () => (await anna.person.balance()).includes(`Баланс: ${points}`), PATIENCE_MS);
      };
      for (let round = 0; round < ROUNDS; round++)
        for (const host of [store, hub]) {
          anna.buy(100_000);
          points += 50;
          await balance();
          network.cut(host);
          anna.buy(100_000);
          const given = insist(page);
          const asked = anna.person.balance();
          await until("the loss to be noticed", async () => (await system.ctl("status")).code !== 0 && page.waiting > 0);
          network.mend(host);
          await Promise.all([given, asked]);
          points += 51;
          await balance();
        }
    });
  } finally {
    network.close();
  }
});
