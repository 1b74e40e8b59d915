// refsysctl up and status: the supervisor and what it says, with real processes.
import assert from "node:assert/strict";
import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ownPorts } from "../harness/ports.ts";
import { bin, type CtlResult } from "../harness/system.ts";
import { until } from "../harness/until.ts";

type Actor = { name: string; pid: number; ready: boolean };
type Status = { pid: number; green: boolean; missing: string; actors: Actor[]; ledger: { seq: number } | null };

let dir = "";
let config = "";
let supervisor: ChildProcess | undefined;
let said = "";

async function ctl(...args: string[]): Promise<CtlResult> {
  return await new Promise((done) => {
    execFile(join(bin, "refsysctl"), [...args, "--config", config], { cwd: dir }, (error, stdout, stderr) => {
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

async function status(): Promise<Status> {
  return JSON.parse((await ctl("status", "--json")).stdout) as Status;
}

function up(): void {
  said = "";
  supervisor = spawn(join(bin, "refsysctl"), ["up", "--config", config], { cwd: dir });
  supervisor.stderr?.on("data", (data: Buffer) => (said += data.toString()));
}

async function green(): Promise<Status> {
  return await until("the system to be green", async () => {
    const now = await status();
    return now.green && now;
  });
}

function alive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function pidOf(now: Status, name: string): number {
  const found = now.actors.find((actor) => actor.name === name);
  assert.ok(found, `${name} is listed`);
  return found.pid;
}

test("every command has a line of the help to itself", () => {
  const [, commands = ""] = execFileSync(join(bin, "refsysctl"), ["--help"], { encoding: "utf8" }).split("Commands:\n\n");
  for (const line of commands.trimEnd().split("\n")) assert.match(line, /^ {2}\w.{33}\S/);
});

before(async () => {
  dir = mkdtempSync(join(tmpdir(), "refsys-"));
  config = join(dir, "refsys.toml");
  const port = await ownPorts(1);
  mkdirSync(join(dir, "page"));
  writeFileSync(join(dir, "page/index.html"), "<!doctype html>");
  writeFileSync(
    config,
    `[broker]
requests = "ipc://requests"
publish = "ipc://publish"
subscribe = "ipc://subscribe"
keys = "keys"
heartbeat_ms = 200
[ledger]
path = "ledger"
map_gib = 1
[gateway]
port = ${port}
origin = "http://127.0.0.1:${port}"
assets = "page"
[up]
readers = 2
telegram = false
ozon = false
`,
  );
});

after(() => {
  supervisor?.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});

test("without a system, status says what to do and fails", async () => {
  const result = await ctl("status");
  assert.equal(result.code, 1);
  assert.match(result.stderr, /no broker answers at ipc:\/\/requests; is the system running \(\.\/refsys up\)\?/);
});

test("a misspelt configuration is refused with its line", async () => {
  const wrong = join(dir, "wrong.toml");
  writeFileSync(wrong, "[broker]\ncurve = true\nheartbeat = 1\n");
  const result = await new Promise<string>((done) => {
    execFile(join(bin, "refsysctl"), ["status", "--config", wrong], (_error, _stdout, stderr) => done(stderr));
  });
  assert.match(result, /wrong\.toml:3: there is no key "heartbeat" in \[broker\]/);
});

test("keys makes a pair for every role, secrets for nobody else to read", async () => {
  const result = await ctl("keys");
  assert.equal(result.code, 0, result.stderr);
  const files = readdirSync(join(dir, "keys"));
  for (const role of ["broker", "ledger", "reader", "telegram", "support", "ozon", "gateway", "ctl"]) {
    assert.ok(files.includes(`${role}.pub`));
    assert.equal(statSync(join(dir, `keys/${role}.key`)).mode & 0o777, 0o600);
  }
});

test("up starts what the configuration says, each under its name", async () => {
  up();
  const now = await green();
  assert.deepEqual(
    now.actors.map((actor) => actor.name).filter((name) => name !== "ctl"),
    ["gateway", "ledger", "reader", "reader@2"],
  );
  assert.equal(now.ledger?.seq, 1);
  const table = await ctl("status");
  assert.equal(table.code, 0);
  for (const name of ["broker", "gateway", "ledger", "reader", "reader@2"])
    assert.match(table.stdout, new RegExp(`^${name} +\\d+ .* ready`, "m"));
  await until("a line of the gateway with its name in front, once", () => /^gateway +listens on/m.test(said));
});

for (const name of ["ledger", "gateway", "reader@2"])
  test(`${name}, killed, is started again`, async () => {
    const victim = pidOf(await green(), name);
    process.kill(victim, "SIGKILL");
    await until(`another ${name}`, async () => {
      const now = await status();
      return now.green && pidOf(now, name) !== victim;
    });
    await until("a line about it", () => new RegExp(`^${name} +ended \\(signal 9\\); starting it again in \\d+ ms`, "m").test(said));
  });

test("the broker, killed, is started again and everybody comes back", async () => {
  const before = await green();
  process.kill(before.pid, "SIGKILL");
  const now = await until("another broker", async () => {
    const seen = await status();
    return seen.green && seen.pid !== before.pid && seen;
  });
  for (const name of ["ledger", "gateway", "reader", "reader@2"]) assert.equal(pidOf(now, name), pidOf(before, name));
});

test("what is not ready is named, and status fails", async () => {
  const reader = pidOf(await green(), "reader");
  process.kill(reader, "SIGSTOP");
  await until("the reader to be missed", async () => (await status()).missing === "reader (1 of 2 ready)");
  assert.equal((await ctl("status")).code, 1);
  process.kill(reader, "SIGCONT");
  await green();
});

test("top shows what goes on now, one picture after another, and goes on with the next broker", async () => {
  const { pid } = await green();
  const showing = spawn(join(bin, "refsysctl"), ["top", "--config", config], { cwd: dir });
  const ended = new Promise((done) => showing.on("exit", done));
  let shown = "";
  showing.stdout.on("data", (data: Buffer) => (shown += data.toString()));
  try {
    await until("a first picture", () => /^gateway +\d+ +ready/m.test(shown) && /^ledger +1 /m.test(shown));
    await until("what is asked meanwhile", async () => {
      await ctl("status"); // which asks the ledger
      return /^ledger( +\d+){3} +[1-9]/m.test(shown);
    });
    process.kill(pid, "SIGKILL");
    shown = "";
    await until("the next picture", () => /^gateway +\d+ +ready/m.test(shown));
  } finally {
    showing.kill("SIGINT");
    assert.equal(await ended, 0);
  }
  const two = await ctl("top", "2");
  assert.deepEqual([two.code, two.stdout.match(/^service /gm)?.length], [0, 2], two.stderr);
  assert.match((await ctl("top", "0")).stderr, /pictures: one at least/);
});

test("administrators are added, listed, blocked, and let in by a link", async () => {
  await green();
  const added = await ctl("admins", "add", "777", "Анна", "owner,payout");
  assert.equal(added.code, 0, added.stderr);
  assert.match(added.stdout, /^1\t777\tАнна\towner,payout/);
  assert.match((await ctl("login", "1")).stdout, /^http:\/\/127\.0\.0\.1:\d+\/login[/#]ticket[#=][A-Za-z0-9_-]{43}\n$/);
  assert.equal((await ctl("admins", "add", "778", "X", "king")).code, 1);
  assert.equal((await ctl("login", "99")).code, 1);
  await ctl("admins", "add", "779", "Борис", "payout");
  assert.match((await ctl("admins", "block", "2")).stdout, /blocked/);
  assert.match((await ctl("admins", "list")).stdout, /^2\t779\tБорис\tpayout\tblocked$/m);
});

test("settings are shown and changed, and a wrong one changes nothing", async () => {
  const before = JSON.parse((await ctl("settings", "get")).stdout) as { version: number };
  const set = await ctl("settings", "set", "hold_days=21", "level_rates=500,300,100", "own_rate=0");
  assert.equal(set.code, 0, set.stderr);
  const now = await until("the reader to know", async () => {
    const view = JSON.parse((await ctl("settings", "get")).stdout) as { version: number; settings: Record<string, unknown> };
    return view.version > before.version && view;
  });
  assert.equal(now.settings["hold_days"], 21);
  assert.deepEqual(now.settings["level_rates"], [500, 300, 100]);
  const wrong = await ctl("settings", "set", "hold_days=many");
  assert.equal(wrong.code, 1);
  assert.match(wrong.stderr, /hold_days: many is not a whole number/);
  assert.match((await ctl("settings", "set", "colour=red")).stderr, /colour=red: KEY=VALUE is wanted/);
});

test("verify finds nothing wrong", async () => {
  const result = await ctl("verify");
  assert.equal(result.code, 0, result.stderr);
});

test("SIGTERM ends all of it, with exit code 0", async () => {
  const now = await green();
  const pids = [now.pid, ...now.actors.filter((actor) => actor.name !== "ctl").map((actor) => actor.pid)];
  assert.ok(pids.every(alive));
  supervisor?.kill("SIGTERM");
  await until("the supervisor to end", () => supervisor?.exitCode !== null);
  assert.equal(supervisor?.exitCode, 0);
  assert.ok(!pids.some(alive));
});

test("kill -9 of the supervisor leaves no orphans", async () => {
  up();
  const now = await green();
  const pids = [now.pid, ...now.actors.filter((actor) => actor.name !== "ctl").map((actor) => actor.pid)];
  supervisor?.kill("SIGKILL");
  await until("all of them to be gone", () => !pids.some(alive));
  assert.ok(existsSync(join(dir, "ledger")));
});
