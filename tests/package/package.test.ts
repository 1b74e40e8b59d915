// The package on a bare Debian, by the words of the operator's guide: installed, set up, used by people, backed up,
// upgraded under their hands, moved, removed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Person } from "../harness/people.ts";
import { BOT, HELP_BOT, PAYOUT_FORUM, root, SECRETS, SUPPORT_FORUM } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Clock } from "../sim/clock.ts";
import { startOzonSim, type OzonSim } from "../sim/ozon/index.ts";
import { startTelegramSim, type TelegramSim } from "../sim/telegram/index.ts";
import { Visitor } from "../system/gateway-client.ts";
import { readGuide, type Step } from "./guide.ts";
import { builtPackage, Machine, whyNot } from "./machine.ts";
import { Operator, SETTINGS } from "./operator.ts";

const skip = whyNot() || false;
if (skip) console.log(`# the package was installed nowhere: ${skip}`);
const PANEL = "http://127.0.0.1:8080";
const SITE = "https://127.0.0.1"; // what the guide calls panel.example.org
const KINDS = ["broker", "ledger", "reader", "telegram", "support", "ozon", "gateway"];
/** What is pasted into a command that reads it from the console. */
const PASTED: [file: string, secret: string][] = [
  ["/var/lib/refsys/telegram/token", SECRETS.telegram],
  ["/var/lib/refsys/support/token", SECRETS.support],
  ["/var/lib/refsys/ozon/api-key", SECRETS.ozon],
];
/** What is typed into a command that asks. */
const TYPED: [command: string, answer: string][] = [["refsysctl erase 2", "2"]];

const home = mkdtempSync(join(tmpdir(), "refsys-package-"));
const guide = readGuide("GUIDE.md");
let machine: Machine;
let operator: Operator;
let clock: Clock;
let telegram: TelegramSim;
let ozon: OzonSim;
let anna: Person;
let broken = ""; // the part that has failed

before(async () => {
  if (skip) return;
  clock = new Clock(join(home, "clock"));
  telegram = await startTelegramSim({
    bots: [{ token: SECRETS.telegram, username: BOT, first_name: "Баллы" }, { token: SECRETS.support, username: HELP_BOT, first_name: "Поддержка" }],
    forums: [
      { id: PAYOUT_FORUM, title: "Выплаты", bots: [SECRETS.telegram], operators: [] },
      { id: SUPPORT_FORUM, title: "Поддержка", bots: [SECRETS.support], operators: [] },
    ],
  }, clock);
  ozon = await startOzonSim({ port: 0, clientId: "7376", apiKey: SECRETS.ozon, postings: 0, autoLife: false }, clock);
  machine = await Machine.boot();
  operator = new Operator(machine, guide, { pasted: [...PASTED, ...TYPED], instead: [["https://panel.example.org", SITE]] });
  machine.put(builtPackage(), "/srv/refsys_1_amd64.deb");
});

after(async () => {
  await (machine as Machine | undefined)?.stop();
  await (telegram as TelegramSim | undefined)?.close();
  await (ozon as OzonSim | undefined)?.close();
  (clock as Clock | undefined)?.close();
  rmSync(home, { recursive: true, force: true });
});

/** The simulators in the place of Telegram and Ozon, and the poller less patient than a shop's should be. */
function pretend(): string {
  const bots = `api = "${telegram.url}"`;
  return `[telegram]\n${bots}\n[support]\n${bots}\n[ozon]\napi = "${ozon.url}"\npoll_s = 1\nrequests_per_s = 50\n`;
}

async function knowsOrder(number: string): Promise<boolean> {
  const said = await machine.run(`refsysctl explain ${number}`);
  return said.code === 0 && !said.out.includes("not seen yet");
}

/** Somebody who takes part, by an order of three days ago. */
async function joins(id: number, name: string): Promise<Person> {
  const person = new Person({ telegram, ozon, clock, knowsOrder }, id, name);
  const [good] = ozon.control.goods();
  assert.ok(good);
  const { account } = ozon.control.createBuyer({});
  const items = [{ sku: good.sku, quantity: 1, price: 10_000 }];
  await person.register(ozon.control.placeOrder({ account, scheme: "fbo", autoLife: false, createdAt: clock.now() - 259_200_000, items }).number);
  return person;
}

/** The process of every unit of refsys that runs. */
async function running(): Promise<Map<string, string>> {
  const units = (await machine.ok("systemctl list-units --state=active --plain --no-legend 'refsys-*@*'")).trim().split("\n");
  const pids = units.map(async (line): Promise<[string, string]> => {
    const [unit = ""] = line.split(" ");
    return [unit, (await machine.ok(`systemctl show --property MainPID --value ${unit}`)).trim()];
  });
  return new Map(await Promise.all(pids));
}

/** A part of what happens to the machine: not tried when a part before has failed. */
function part(name: string, body: () => Promise<void>): void {
  test(name, { skip }, async () => {
    assert.ok(!broken, `nothing can follow on: ${broken}`);
    broken = name;
    await body();
    broken = "";
  });
}

test("both guides have the same steps", () => {
  const steps = (name: string): Step[][] => readGuide(name).map((chapter) => chapter.steps);
  assert.deepEqual(steps("GUIDE.ru.md"), steps("GUIDE.md"));
});

part("whoever follows the guide arrives at a system that works", async () => {
  await operator.chapters("Install", "The participants' bot", "The support bot", "Ozon", "Settings");
  await operator.edit(pretend());
  await operator.chapters("Start", "The first owner", "Members from an earlier programme");
  const owner = new Visitor(PANEL);
  const { me } = await owner.useTicket(operator.told.get("refsysctl login 1") ?? "");
  assert.equal(me?.name, "Olga");
  assert.match(operator.told.get("refsysctl import members members.csv") ?? "", /^2 new, 0 known already, 0 refused, of 2/m);
  assert.match(operator.told.get("refsysctl import orders orders.csv") ?? "", /^1 new, 0 known already, 0 refused, of 1/m);
  assert.match((await owner.get("/")).text, /<div id="root">|<script/);
  anna = await joins(601, "Анна");
});

part("each kind of process runs as itself, and cannot read what is another's", async () => {
  for (const [unit, pid] of await running()) {
    const kind = /^refsys-(\w+)@/.exec(unit)?.[1] ?? "";
    assert.equal((await machine.ok(`ps -o user:20= -p ${pid}`)).trim(), `refsys-${kind}`);
  }
  const secrets = [...PASTED.map(([file]) => file), ...KINDS.map((kind) => `/var/lib/refsys/keys/${kind}.key`), "/var/lib/refsys/ledger/journal.mdb"];
  for (const kind of KINDS)
    for (const file of secrets) {
      const own = file.includes(`/${kind}/`) || file.endsWith(`/${kind}.key`) || (file.includes("/ledger/") && (kind === "ledger" || kind === "reader"));
      const said = await machine.as(`refsys-${kind}`, `cat ${file} > /dev/null`);
      assert.equal(said.code === 0, own, `refsys-${kind} reads ${file}: ${said.err}`);
    }
  assert.notEqual((await machine.as("refsys-reader", "true >> /var/lib/refsys/ledger/journal.mdb")).code, 0);
  assert.notEqual((await machine.as("refsys-reader", "touch /var/lib/refsys/ledger/x")).code, 0);
  assert.notEqual((await machine.as("refsys-telegram", "touch /var/lib/refsys/keys/ledger.pub")).code, 0);
  assert.notEqual((await machine.as("nobody", "ls /run/refsys")).code, 0);
});

part("nobody listens but on the loopback, and a process that hangs is started anew", async () => {
  const all = execFileSync("ss", ["--listening", "--tcp", "--numeric", "--no-header", "--processes"], { encoding: "utf8" });
  const listeners = all.split("\n").filter((line) => line.includes('"refsys-'));
  for (const line of listeners) assert.match(line, / (127\.\d+\.\d+\.\d+|\[::1\]):\d+ /);
  assert.ok(listeners.some((line) => line.includes(":8080 ")));
  const unit = "refsys-reader@1.service";
  await machine.ok(`mkdir -p /run/systemd/system/${unit}.d && printf '[Service]\\nWatchdogSec=6\\n' > /run/systemd/system/${unit}.d/t.conf`);
  await machine.ok(`systemctl daemon-reload && systemctl restart ${unit}`);
  const before = (await running()).get(unit);
  await machine.ok(`systemctl kill --kill-whom main --signal STOP ${unit}`);
  await until("another process", async () => { const now = (await running()).get(unit); return now && now !== before; }, 60_000);
  await machine.ok(`rm /run/systemd/system/${unit}.d/t.conf && systemctl daemon-reload && systemctl restart ${unit}`);
});

part("with nginx in front the panel speaks https, and one of two gateways may be away", async () => {
  await operator.chapters("Change a setting", "More of a kind");
  assert.equal((await fetch("http://127.0.0.1:8081/", { headers: { Host: "127.0.0.1:8080" } })).status, 200);
  await machine.ok("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=panel -keyout /etc/ssl/panel.key -out /etc/ssl/panel.pem");
  await operator.chapters("The panel on the Internet");
  process.env["NODE_TLS_REJECT_UNAUTHORIZED"] = "0"; // nobody has signed that
  const owner = new Visitor(SITE);
  await until("to be let in", async () => await owner.useTicket(await machine.ok("refsysctl login 1")));
  for (const away of ["refsys-gateway@1", "refsys-gateway@2"]) {
    await machine.ok(`systemctl stop ${away}`);
    await until(`a page without ${away}`, async () => {
      const page = await owner.openPage();
      page.socket.close();
      return true;
    });
    await machine.ok(`systemctl start ${away}`);
  }
});

part("with a webhook Telegram posts its updates to the bot, through the same nginx", async () => {
  const settings = await machine.ok(`cat ${SETTINGS}`);
  const door = "/etc/nginx/conf.d/plain.conf"; // for a simulator that speaks no TLS
  await machine.ok(`cat > ${door}`, `server { listen 127.0.0.1:8099; location / { proxy_pass ${SITE}; } }\n`);
  await machine.ok("openssl rand -hex 20 | install -o refsys-telegram -m 600 /dev/stdin /var/lib/refsys/telegram/webhook-secret");
  await operator.edit('[telegram]\nwebhook = "https://panel.example.org/hook/telegram"\n');
  telegram.control.proxy({ bot: BOT, targets: ["http://127.0.0.1:8099"] });
  await machine.ok("systemctl restart nginx refsys-telegram@1");
  await until("the bot to have a webhook", async () => await machine.ok("grep 'POST /hook/telegram HTTP/1.. 200' /var/log/nginx/access.log || true") || (await anna.balance(), ""));
  assert.match(await anna.balance(), /Баланс: 0/);
  await machine.ok(`rm ${door}; cat > ${SETTINGS}`, settings);
  await machine.ok("systemctl restart nginx refsys-telegram@1");
  assert.match(await anna.balance(), /Баланс: 0/);
});

part("Prometheus finds every process, and evaluates every alert and every picture of the dashboard", async () => {
  await operator.chapters("Watch");
  assert.match(operator.told.get("journalctl REFSYS_ACTOR=gateway@1 --lines 5") ?? "", / refsys\[\d+\]: /);
  assert.match([...operator.told].find(([command]) => command.startsWith("refsysctl trace"))?.[1] ?? "", /: done in \d+ ms/);
  const ask = async (path: string): Promise<string> => await (await fetch(`http://127.0.0.1:9090/api/v1/${path}`)).text();
  const value = async (query: string): Promise<string> => await ask(`query?query=${encodeURIComponent(query)}`);
  await until("every process to be seen", async () => {
    const seen = await value("refsys_actor_ready == 1");
    return ["ledger@1", "reader@1", "reader@2", "telegram@1", "support@1", "ozon@1", "gateway@1", "gateway@2"].every((name) => seen.includes(`"${name}"`));
  }, 90_000);
  await until("every alert to be evaluated", async () => {
    const rules = [...(await ask("rules")).matchAll(/"health":"(\w+)"/g)].map(([, health]) => health);
    assert.ok(!rules.includes("err"), await ask("rules"));
    return rules.length > 5 && rules.every((health) => health === "ok");
  }, 90_000);
  await machine.ok("mkdir /srv/alerts && cp /usr/share/refsys/watching/refsys.rules.yml /srv/alerts");
  machine.put(join(root, "tests/package/alerts.yml"), "/srv/alerts/alerts.yml");
  await machine.ok("promtool test rules /srv/alerts/alerts.yml");
  const dashboard = readFileSync(join(root, "shared/ops/watching/grafana.json"), "utf8");
  for (const [, query = ""] of dashboard.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)) {
    const plain = (JSON.parse(query) as string).replaceAll("$__rate_interval", "1m").replaceAll(/\$\w+/g, ".*");
    assert.match(await value(plain), /"status":"success"/, plain);
  }
});

part("backup, restore and new keys are as the guide says", async () => {
  assert.match(operator.told.get("refsysctl verify") ?? "", /^verified: /);
  assert.match(operator.told.get("refsysctl status --json") ?? "", /"reader@2"/);
  await operator.chapters("Back up", "Erase somebody", "New keys for a process");
  await machine.ok("systemctl start refsys-nightly-backup refsys-nightly-verify");
  assert.match(await machine.ok("ls /var/backups/refsys/20*"), /^journal\.mdb$/m);
  assert.match(await machine.ok("journalctl --unit refsys-nightly-verify --output cat"), /^verified: /m);
  for (const job of ["backup", "verify"]) assert.match(operator.told.get("systemctl list-timers 'refsys-*'") ?? "", new RegExp(`refsys-nightly-${job}\\.timer`));
  assert.match(await anna.balance(), /Баланс: 0/); // she is in what was restored
});

part("an upgrade keeps everything, starts every process anew, and nobody waits in vain", async () => {
  const files = join(home, "next");
  execFileSync("dpkg-deb", ["--raw-extract", builtPackage(), files]);
  const control = readFileSync(join(files, "DEBIAN/control"), "utf8");
  writeFileSync(join(files, "DEBIAN/control"), control.replace(/^Version: (.*)$/m, "Version: $1+next"));
  execFileSync("dpkg-deb", ["--root-owner-group", "--build", files, join(home, "next.deb")]);
  machine.put(join(home, "next.deb"), "/srv/refsys_1_amd64.deb");

  const settings = await machine.ok(`cat ${SETTINGS}`);
  const before = await running();
  await machine.ok(`echo 'colour = "red"' >> ${SETTINGS}`);
  const refused = await machine.run("apt-get install ./refsys_1_amd64.deb");
  assert.match(refused.out + refused.err, /no key "colour"[\s\S]*nothing was started anew/);
  assert.deepEqual(await running(), before); // the old ones, whatever the settings are now
  await machine.ok(`cat > ${SETTINGS}`, settings);
  const boris = await joins(602, "Борис");
  let upgraded = false;
  const upgrade = operator.chapters("Upgrade").finally(() => { upgraded = true; });
  let answers = 0;
  while (!upgraded) {
    assert.match(await boris.balance(), /Баланс: 0/);
    answers++;
  }
  await upgrade;
  assert.ok(answers > 0);
  assert.match(await machine.ok("dpkg-query --show refsys"), /\+next\n$/);
  assert.equal(await machine.ok(`cat ${SETTINGS}`), settings);
  const now = await running();
  assert.deepEqual([...now.keys()].sort(), [...before.keys()].sort());
  for (const [unit, pid] of now) assert.notEqual(pid, before.get(unit), unit);
});

part("what is removed comes back whole; what is purged goes, is said to go, and can be moved in again", async () => {
  await operator.chapters("Remove");
  assert.equal((await machine.ok("systemctl list-units --plain --no-legend 'refsys-*@*'")).trim(), "");
  await operator.chapters("Install", "Start");
  await machine.ok("refsysctl verify");

  const [leave, arrive] = guide.find((one) => one.title === "Move to another machine")?.steps ?? [];
  assert.ok(leave && arrive);
  await operator.follow(leave);
  assert.match(await machine.ok("stat --format %a refsys.tgz"), /^600$/m);
  const said = await machine.run("apt-get purge refsys");
  assert.equal(said.code, 0);
  assert.match(said.out, /removing the ledger, keys and secrets in \/var\/lib\/refsys; backups in \/var\/backups\/refsys stay/);
  assert.match(await machine.ok("ls -d /var/lib/refsys /etc/refsys/refsys.toml 2>&1 || true"), /^ls: .*\nls: .*\n$/);
  assert.equal(await machine.ok("find / -xdev \\( -name proc -o -name sys \\) -prune -o -path '*refsys*' -print | grep -v -e ^/var/backups -e ^/srv -e ^/etc/nginx -e /var/log -e /var/cache -e /var/lib/apt || true"), "");
  await machine.ok("test -f /var/backups/refsys/first/journal.mdb");

  await operator.chapters("Install");
  await operator.follow(arrive);
  operator.followed.add("Move to another machine");
  await until("Анна to be known still", async () => /Баланс: 0/.test(await anna.balance()));
});

part("every command of the guide was run, and no secret stands in a log", async () => {
  assert.deepEqual(guide.filter((one) => one.steps.length > 0 && !one.title.startsWith("Three machines") && !operator.followed.has(one.title)).map((one) => one.title), []);
  const log = await machine.ok("journalctl --no-pager");
  for (const [, secret] of PASTED) assert.ok(!log.includes(secret));
  assert.deepEqual([...telegram.control.violations(), ...ozon.control.violations()], []);
});
