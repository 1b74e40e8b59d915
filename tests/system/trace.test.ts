// One request through all processes: every line about it carries its id, and refsysctl finds them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "../harness/people.ts";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { refusedAs, Visitor } from "./gateway-client.ts";

test("what somebody asks for on the panel or in the bot is found in the logs of all processes by its id", async () => {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "gateway", "telegram"] });
  await system.during(async () => {
    await system.ctlOk("admins", "add", "9001", "Ольга", "owner");
    const visitor = new Visitor(system.adminUrl);
    await visitor.useTicket(await system.ctlOk("login", "1"));
    const page = await visitor.openPage();
    const anna = new Person(system, 601, "Анна");
    anna.start();
    await anna.hear("Условия участия");

    await page.call("participant.block", { participant: 1, blocked: true, reason: "Для проверки" });
    await assert.rejects(page.call("participant.block", { participant: 77, blocked: true, reason: "Для проверки" }), refusedAs("NOT_FOUND"));
    const logs = ["gateway", "ledger", "telegram"].map((name) => system.process(name).log);
    const ids = [...system.process("gateway").logText().matchAll(/: administrator 1 asks for participant\.block \[([0-9a-f]{16})\]$/gm)].map(([, id = ""]) => id);
    assert.equal(new Set(ids).size, 2);

    const traced = async (id: string): Promise<string[]> => (await system.ctlOk("trace", id, ...logs)).trim().split("\n");
    const [done, refused] = await Promise.all(ids.map(traced));
    assert.match(done!.join("\n"), /^<6>gateway: administrator 1 asks for participant\.block \[\w+\]\n<6>ledger: participant\.block of gateway: done in \d+ ms \[\w+\]$/);
    assert.match(refused!.at(-1)!, /^<6>ledger: participant\.block of gateway: NOT_FOUND, .+; \d+ ms \[\w+\]$/);

    const joined = await until("a line about Anna's coming", () =>
      /participant\.\w+ of telegram: done in \d+ ms \[([0-9a-f]{16})\]/.exec(system.process("ledger").logText())?.[1]);
    assert.ok(!ids.includes(joined));

    assert.match((await system.ctl("trace", "Анна")).stderr, /is no id of a request: those have 16 of 0 to 9 and a to f/);
    assert.match((await system.ctl("trace", ids[0]!, "nowhere.log")).stderr, /nowhere\.log: No such file/);
  });
});
