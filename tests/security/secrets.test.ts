// A day of real work, after which no secret stands where it does not belong: not in a log, an argument or the environment
// of a process, what the console and /metrics show, nor in the ledger's files; and no process leaves its memory on disk.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { look } from "../fixtures/record.ts";
import { Person } from "../harness/people.ts";
import { ALL, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { ownPorts } from "../harness/ports.ts";
import { ExportFormat, type Messages } from "../../ui/src/wire/protocol.ts";
import { Visitor } from "../system/gateway-client.ts";

const CARD = "2201382000000013"; // as Person.check types it, with spaces
const PAYEE = "Иван Петров";

let system: System;
let metrics: string;
/** What must be nowhere, by what it is. */
const secrets = new Map<string, string>();

function read(path: string): Buffer {
  return readFileSync(join(system.dir, path));
}

function leaks(text: Buffer | string, among: Map<string, string> = secrets): string[] {
  const bytes = Buffer.from(text);
  return [...among].filter(([, secret]) => bytes.includes(secret)).map(([what]) => what);
}

/** What the system shows of a process; nothing, if we may not even look. */
function ofProcess(pid: number | undefined, file: string): Buffer {
  try {
    return readFileSync(`/proc/${pid}/${file}`);
  } catch (error) {
    assert.equal((error as NodeJS.ErrnoException).code, "EACCES");
    return Buffer.alloc(0);
  }
}

before(async () => {
  // A machine that is set up to keep what a crash leaves: as far as the limit of this one goes.
  try {
    execFileSync("prlimit", ["--pid", String(process.pid), "--core=unlimited"]);
  } catch {
    // what may be less, is
  }
  const port = await ownPorts(1);
  metrics = `http://127.0.0.1:${port}/metrics`;
  system = await System.start({ edit: (config) => config.replace("[gateway]\n", `[gateway]\nmetrics_port = ${port}\n`) });
  await system.ready();
  await system.ctlOk("settings", "set", "own_rate=500");
  await system.ctlOk("admins", "add", "501", "Ольга", "owner");
});

after(async () => {
  await system.close();
});

test("a day of work goes by: a login, points, requisites, a payout, wrong doors tried, processes killed", async () => {
  const vera = await Person.withPoints(system, 700, "Вера");
  const link = await system.ctlOk("login", "1"); // after that month: a session does not last so long
  secrets.set("a login link", /#(\S+)/.exec(link)?.[1] ?? "");
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(link);
  secrets.set("a session's cookie", visitor.cookie.split("=")[1] ?? "");
  const page = await visitor.openPage();

  vera.say("Вывести");
  vera.press(await vera.hear("Сколько баллов вывести?"), "Все");
  vera.press(await vera.check(), "Подтвердить");
  await vera.hear("/^Заявка №.1\n/");
  await until("the request on the page", async () => (await page.call("payouts.list", { limit: 10 })).rows?.length === 1);

  await visitor.post("/auth/ticket", { ticket: secrets.get("a login link") }); // used
  await new Visitor(system.adminUrl).page({ cookie: `__Host-sid=${"A".repeat(43)}` }).untilClosed();
  for (const name of ALL) await system.kill(name);
  await system.ready();
  await visitor.openPage();

  for (const file of ["telegram-token", "support-token", "ozon-api-key"]) secrets.set(file, String(read(file)).trim());
  for (const file of readdirSync(join(system.dir, "keys")).filter((one) => one.endsWith(".key")))
    secrets.set(file, String(read(join("keys", file))).split("\n").find((line) => line.length >= 40)?.slice(-40) ?? "");
  for (const [what, secret] of secrets) assert.ok(secret.length >= 36, what);
  secrets.set("a card", CARD);
  secrets.set("a card as typed", "2201 3820 0000 0013");
  secrets.set("a payee", PAYEE);
});

test("no log has one", () => {
  for (const one of system.processes.values()) {
    assert.ok(one.logText().length > 0, one.name);
    assert.deepEqual(leaks(one.logText()), [], one.name);
  }
});

test("no process was given one as an argument or in its environment", () => {
  for (const one of system.processes.values())
    for (const file of ["cmdline", "environ"]) assert.deepEqual(leaks(ofProcess(one.pid, file)), [], `${one.name} ${file}`);
});

test("neither the console nor the figures show one", async () => {
  for (const words of [["status"], ["status", "--json"], ["settings", "get"], ["admins", "list", "--json"], ["verify"]])
    assert.deepEqual(leaks(await system.ctlOk(...words)), [], words.join(" "));
  const shown = await (await fetch(metrics)).text();
  assert.match(shown, /refsys_broker_up 1/);
  assert.deepEqual(leaks(shown), []);
});

test("no page has one, and no table that is taken away", async () => {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await system.ctlOk("login", "1"));
  secrets.set("another session's cookie", visitor.cookie.split("=")[1] ?? "");
  const page = await visitor.openPage();
  const seen = JSON.stringify([await look(page), await page.call("sessions.list", {}), await page.call("cabinets.list", {})]);
  assert.match(seen, /Вера/);
  assert.deepEqual(leaks(seen), []);
  const limit = 100;
  const tables: Omit<Messages["export_what"], "format">[] = [{ participants: { limit } }, { tree: { limit } }, { purchases: { limit } }, { payouts: { limit } }, { points: { limit } }, { actions: { limit } }];
  for (const table of tables) {
    const { id } = await page.op("export", { what: { format: ExportFormat.csv, ...table } });
    const { body } = await until("the file", async () => {
      const answer = await visitor.get(`/exports/${id}`);
      return answer.status === 200 && answer;
    });
    assert.ok(body.length > 0);
    assert.deepEqual(leaks(body), [], Object.keys(table).join());
    await page.op("cancel_export", { id });
  }
  page.close();
});

test("the ledger's files have none, and requisites only sealed", () => {
  const files = readdirSync(join(system.dir, "ledger")).filter((one) => one.endsWith(".mdb"));
  assert.ok(files.includes("journal.mdb"));
  for (const file of files) assert.deepEqual(leaks(read(join("ledger", file))), [], file);
});

test("no process may leave its memory in a file, and one that crashes leaves none", async () => {
  for (const one of system.processes.values())
    assert.match(readFileSync(`/proc/${one.pid}/limits`, "utf8"), /^Max core file size +0 +0 /m, one.name);
  const kept = readdirSync(system.dir);
  for (const name of ALL) {
    const { starts } = system.process(name);
    system.process(name).signal("SIGSEGV");
    await until(`${name} to be started again`, () => system.process(name).starts > starts);
    assert.notEqual(system.process(name).lastExit, 0);
  }
  assert.deepEqual(readdirSync(system.dir).filter((one) => /core/.test(one) && !kept.includes(one)), []);
  await system.ready();
  await system.verify();
  assert.deepEqual(system.problems(), []);
});
