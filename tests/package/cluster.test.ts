// Three machines, set up by the words of the guide: the journal in PostgreSQL under Patroni, everything twice, a third one with
// readers only. A primary is changed while people work, and all of one is killed at once: nothing that was acknowledged is lost.
// Then a backup is put back.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Network } from "../harness/network.ts";
import { Person } from "../harness/people.ts";
import { BOT, HELP_BOT, PAYOUT_FORUM, SECRETS, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Clock } from "../sim/clock.ts";
import { startOzonSim, type OzonSim } from "../sim/ozon/index.ts";
import { startTelegramSim, type TelegramSim } from "../sim/telegram/index.ts";
import { readGuide } from "./guide.ts";
import { builtPackage, Machine, whyNot } from "./machine.ts";
import { Operator, type Own } from "./operator.ts";

const skip = whyNot() || Network.whyNot() || false;
const PATIENCE_MS = 120_000;
const PATRONI = "patronictl --config-file /etc/patroni/config.yml list";
const guide = readGuide("GUIDE.md");
const home = mkdtempSync(join(tmpdir(), "refsys-cluster-"));
const clock = new Clock(join(home, "clock"));
const NAMES = ["one", "two", "three"] as const;
type Name = typeof NAMES[number];

let network: Network;
let telegram: TelegramSim;
let ozon: OzonSim;
const machines: Machine[] = []; // those that were booted
let at: Record<Name, Operator>;
let anna: Person;
let broken = ""; // the event that has failed

/** What an operator of the three pastes and waits for. */
const own: Own = {
  pasted: [
    ["/telegram/token", SECRETS.telegram], ["/support/token", SECRETS.support], ["/ozon/api-key", SECRETS.ozon],
    ["--pwprompt refsys_reader", "refsys_readersecret\nrefsys_readersecret"], ["--pwprompt refsys", "refsyssecret\nrefsyssecret"],
  ],
  instead: [["refsys:PASSWORD@", "refsys:refsyssecret@"], ["refsys_reader:PASSWORD@", "refsys_reader:refsys_readersecret@"]],
};

before(async () => {
  if (skip) return;
  network = new Network("10.0.0"); // as in the guide
  const host = network.address;
  telegram = await startTelegramSim({
    host,
    bots: [{ token: SECRETS.telegram, username: BOT, first_name: "Баллы" }, { token: SECRETS.support, username: HELP_BOT, first_name: "Поддержка" }],
    forums: [
      { id: PAYOUT_FORUM, title: "Выплаты", bots: [SECRETS.telegram], operators: [] },
      { id: SUPPORT_FORUM, title: "Поддержка", bots: [SECRETS.support], operators: [] },
    ],
  }, clock);
  ozon = await startOzonSim({ host, port: 0, clientId: "7376", apiKey: SECRETS.ozon, postings: 0, autoLife: false }, clock);
  const hosts = NAMES.map(() => network.host());
  const booted = await Promise.allSettled(NAMES.map((called, n) => Machine.boot({ called, network: hosts[n]!.name })));
  for (const one of booted) if (one.status === "fulfilled") machines.push(one.value); // to be ended, whatever became of the others
  for (const one of booted) if (one.status === "rejected") throw one.reason;
  for (const machine of machines) machine.put(builtPackage(), "/srv/refsys_1_amd64.deb");
  const waits: Record<Name, RegExp> = { one: /\| one .*Leader .*running/, two: /\| two .*(Sync Standby|Leader) .*(running|streaming)/, three: /^/ };
  at = Object.fromEntries(NAMES.map((name, n) => {
    const awaited: Own["awaited"] = [[PATRONI, waits[name]], ["refsysctl status", new RegExp(`reader@${n + 1} .* ready`)]];
    return [name, new Operator(machines[n]!, guide, { ...own, awaited })];
  })) as Record<Name, Operator>;
});

after(async () => {
  await Promise.all(machines.map((one) => one.stop()));
  await (telegram as TelegramSim | undefined)?.close();
  await (ozon as OzonSim | undefined)?.close();
  (network as Network | undefined)?.close();
  clock.close();
  rmSync(home, { recursive: true, force: true });
});

/** A file goes from the first machine to that one: secrets, which only root may read. */
function carry(file: string, to: Name): void {
  assert.equal(statSync(at.one.machine.path(`srv/${file}`)).mode & 0o777, 0o600, file);
  cpSync(at.one.machine.path(`srv/${file}`), at[to].machine.path(`srv/${file}`));
  rmSync(at.one.machine.path(`srv/${file}`));
}

async function section(name: string, ...on: Name[]): Promise<void> {
  await Promise.all(on.map((one) => at[one].chapters(`Three machines: ${name}`)));
}

/** Administrators, made one after another on the first machine; those that the ledger has confirmed. */
class Load {
  readonly confirmed: number[] = [];
  #next = 10_000; // of five digits, and stays so
  #ended = false;
  readonly #run = this.#work();

  async #work(): Promise<void> {
    while (!this.#ended) {
      const id = this.#next++;
      if ((await at.one.machine.run(`timeout 30 refsysctl admins add ${id} 'Name ${id}' support`)).code === 0) this.confirmed.push(id);
    }
  }

  async goesOn(): Promise<void> {
    const before = this.confirmed.length;
    await until("the ledger to go on", () => this.confirmed.length > before + 2, PATIENCE_MS);
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#run;
  }
}

/** One of what happens to the machines: not tried when one before has failed. */
function part(name: string, body: () => Promise<void>): void {
  test(name, { skip }, async () => {
    assert.ok(!broken, `nothing can follow on: ${broken}`);
    broken = name;
    await body();
    broken = "";
  });
}

async function members(on: Name, ...said: RegExp[]): Promise<void> {
  await until(`${on} to know ${String(said)}`, async () => {
    const out = await at[on].machine.ok(PATRONI);
    for (const one of said) assert.match(out, one);
    return true;
  }, PATIENCE_MS);
}

async function nothingIsLost(load: Load): Promise<void> {
  // Every fact there is: `admins list` ends after the first 500.
  const facts = await at.one.machine.ok("runuser -u postgres -- psql --dbname refsys --tuples-only --command \"SELECT encode(fact, 'escape') FROM refsys.facts\"");
  const names: string[] = facts.match(/Name \d{5}/g) ?? [];
  assert.deepEqual(load.confirmed.filter((id) => !names.includes(`Name ${id}`)), []);
  assert.equal(new Set(names).size, names.length);
}

part("whoever follows the guide has the journal in PostgreSQL, everything twice, and readers on a third machine", async () => {
  await at.one.chapters("Install", "The participants' bot", "The support bot", "Ozon", "Settings");
  const bots = `api = "${telegram.url}"`;
  await at.one.edit(`[telegram]\n${bots}\n[support]\n${bots}\n[ozon]\napi = "${ozon.url}"\npoll_s = 1\nrequests_per_s = 50\n`);
  await at.one.chapters("Start", "The first owner");
  const knowsOrder = async (number: string): Promise<boolean> => {
    const said = await at.one.machine.run(`refsysctl explain ${number}`);
    return said.code === 0 && !said.out.includes("not seen yet");
  };
  anna = new Person({ telegram, ozon, clock, knowsOrder }, 601, "Анна");
  const [good] = ozon.control.goods();
  const { account } = ozon.control.createBuyer({});
  const items = [{ sku: good!.sku, quantity: 1, price: 10_000 }];
  await anna.register(ozon.control.placeOrder({ account, scheme: "fbo", autoLife: false, createdAt: clock.now() - 259_200_000, items }).number);

  await section("On all three: names, and the package", ...NAMES);
  await section("On one: certificates", "one");
  carry("two.tar", "two");
  carry("three.tar", "three");
  await section("On two and three: certificates", "two", "three");
  await section("On all three: etcd", ...NAMES);
  await section("On one and two: PostgreSQL", "one", "two");
  await section("On one, then on two: Patroni", "one");
  await section("On one, then on two: Patroni", "two");
  await section("On one: the database", "one");
  await section("On one: the journal moves", "one");
  assert.match(at.one.told.get("refsysctl journal move --to postgres") ?? "", /verified/);
  carry("two.tgz", "two");
  carry("three.tgz", "three");
  await section("On two: all processes", "two");
  await section("On three: readers", "three");
  assert.match(at.three.told.get("refsysctl status") ?? "", /reader@3 .* ready/);
  assert.match(at.three.told.get("refsysctl verify") ?? "", /^verified: /);
  assert.match(await anna.balance(), /Баланс: 0/);
});

part("a machine of readers alone can change nothing, and nobody is answered without TLS or a certificate", async () => {
  const psql = async (user: string, sslmode: string, sql: string): Promise<string> => {
    const said = await at.one.machine.run(`PGPASSWORD=${user}secret psql 'host=one,two user=${user} dbname=refsys target_session_attrs=read-write sslmode=${sslmode} sslrootcert=/etc/ssl/cluster/ca.pem' --command '${sql}'`);
    return said.out + said.err;
  };
  assert.match(await psql("refsys_reader", "verify-full", "SELECT count(*) > 0 AS some FROM refsys.facts"), /\bt\b/);
  assert.match(await psql("refsys_reader", "verify-full", "DELETE FROM refsys.facts"), /permission denied/);
  assert.match(await psql("refsys", "disable", "SELECT 1"), /no encryption/);
  for (const port of [2379, 2380, 8008])
    assert.match((await at.three.machine.run(`openssl s_client -tls1_2 -connect one:${port} < /dev/null`)).err, /alert/);
});

/** While operators are made: the guide's switch of the primary, then one whose machine is killed. */
async function changes(load: Load): Promise<void> {
  await load.goesOn();
  await section("On two: when one has to be away", "two");
  await load.goesOn();
  await members("two", /\| two .*Leader .*running/, /\| one .*Sync Standby /);
  await at.two.machine.killAll();
  await members("one", /\| one .*Leader .*running/);
  await at.two.machine.start();
  await members("one", /\| one .*Leader .*running/, /\| two .*Sync Standby /);
  await load.goesOn();
}

part("the primary is changed, then killed with its machine, while people work: nothing is lost, and the old one comes back as the standby", async () => {
  const load = new Load();
  try {
    await changes(load);
  } finally {
    await load.end();
  }
  await nothingIsLost(load);
  assert.equal((await at.two.machine.ok("runuser -u postgres -- psql --tuples-only --no-align --command 'SELECT pg_is_in_recovery()'")).trim(), "t");
  await until("everything of the second machine to be back", async () => /ledger@2[\s\S]*reader@2/.test((await at.two.machine.run("refsysctl status")).out), PATIENCE_MS);
  assert.match(await anna.balance(), /Баланс: 0/);
  for (const name of NAMES) assert.match(await at[name].machine.ok("refsysctl verify"), /^verified: /);
});

part("a backup goes back into the database, and everybody goes on from there", async () => {
  await at.one.machine.ok("refsysctl backup /var/backups/refsys/first");
  await at.one.machine.ok("refsysctl admins add 8000 'Rita' support");
  await section("On all three: before a backup is restored", ...NAMES);
  await section("On the primary: a backup is restored", "one");
  await section("On the other two: after a backup was restored", "two", "three");
  assert.doesNotMatch(await at.one.machine.ok("refsysctl admins list"), /Rita/);
  assert.match(await anna.balance(), /Баланс: 0/);
  for (const name of ["two", "three"] as const) assert.match(at[name].told.get("refsysctl verify") ?? "", /^verified: /);
});

part("every command about three machines was run, and no password stands in a log or a list of processes", async () => {
  const followed = new Set(NAMES.flatMap((name) => [...at[name].followed]));
  const asked = guide.filter((one) => one.title.startsWith("Three machines") && one.steps.length > 0).map((one) => one.title);
  assert.deepEqual(asked.filter((title) => !followed.has(title)), []);
  for (const name of NAMES) {
    const said = await at[name].machine.ok("journalctl --no-pager; ps -ww -eo args; cat /var/log/postgresql/* 2>/dev/null || true");
    assert.doesNotMatch(said, /refsyssecret|refsys_readersecret/);
  }
});
