// The journal in PostgreSQL with a synchronous standby, a writer on each of two machines, and operators made one after
// another all the while. At random moments the primary or the writer dies, both do, or the primary stands still and comes
// back when another has been promoted. What was acknowledged is there in the end, once, and nothing else.
//
//   REFSYS_SEED=n  the same decisions again (what they meet depends on the machine's timing)
//   FAILOVERS=n    so many (4)
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { addThere, doThere, startMachines } from "../harness/machines.ts";
import { Postgres } from "../harness/postgres.ts";
import type { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Random, seedOf } from "../sim/ozon/random.ts";
import { Hiring, logIn } from "../system/hiring.ts";

const seed = Number(process.env["REFSYS_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const FAILOVERS = Number(process.env["FAILOVERS"] ?? 4);
const MOMENT_MS = 300; // at most, from one thing to the next
const VICTIMS = ["primary", "writer", "both", "stopped"] as const;
const WRITERS = ["ledger", "ledger@2"];

/** Which of the two is at work: the other one waits. */
function writerOf(system: System): string {
  const took = (name: string): number => Number([...system.process(name).logText().matchAll(/epoch (\d+)/g)].at(-1)?.[1] ?? 0);
  return WRITERS.toSorted((one, other) => took(other) - took(one))[0]!;
}

/** As Patroni does: the old primary is made a standby of the new one. `servers`: primary and standby. */
async function failOver(servers: [Postgres, Postgres], random: Random): Promise<[Postgres, Postgres]> {
  const [old, next] = servers;
  await pause(random.int(0, MOMENT_MS));
  next.promote();
  await pause(random.int(0, MOMENT_MS));
  old.signal("SIGCONT");
  await pause(random.int(0, MOMENT_MS));
  await old.follow(next);
  return [next, old];
}

test(`of two servers and two writers any may die: nothing acknowledged is lost, nothing is done twice (seed ${seed})`, async () => {
  const random = new Random(seedOf(seed, "failover", 0));
  const first = await Postgres.start();
  let servers: [Postgres, Postgres] = [first, await first.standby()];
  const system = await startMachines(servers, { actors: ["broker", "ledger", "gateway"] });
  const told: Record<string, number> = {};
  try {
    await system.during(async () => {
      addThere(system, "ledger@2").start();
      addThere(system, "reader@2").start();
      await system.ctlOk("admins", "add", "501", "Ольга", "owner");
      const page = await logIn(system);
      const hiring = new Hiring(page);
      for (let n = 0; n < FAILOVERS; n++) {
        await hiring.goesOn();
        await pause(random.int(0, MOMENT_MS));
        const victim = random.pick(VICTIMS);
        told[victim] = (told[victim] ?? 0) + 1;
        if (victim === "stopped") servers[0].signal("SIGSTOP");
        else if (victim !== "writer") await servers[0].kill();
        if (victim === "writer" || victim === "both") await system.kill(writerOf(system));
        if (victim !== "writer") servers = await failOver(servers, random);
      }
      await hiring.goesOn();
      await hiring.endOfMany();
      page.close();
      await until("the standby to have everything", () => {
        const ends = servers.map((one) => one.sql("SELECT epoch, seq, encode(hash, 'hex') FROM refsys.about"));
        return ends[0] === ends[1];
      });
      assert.match(doThere(system, "--verify").stdout, /verified/);
    });
    console.log(JSON.stringify({ seed, ...told, facts: Number(servers[0].sql("SELECT seq FROM refsys.about")), epochs: Number(servers[0].sql("SELECT epoch FROM refsys.about")) }));
  } finally {
    for (const one of servers) await one.close();
  }
});
