// What people get wrong when they set the system up: each mistake gets one sentence that says what to do, and
// nothing is lost by it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFileSync, chmodSync, globSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { bin, System, type SystemOptions } from "../harness/system.ts";
import { until } from "../harness/until.ts";

async function withSystem(options: SystemOptions, body: (system: System) => Promise<void>): Promise<void> {
  const system = await System.start(options);
  try {
    await body(system);
    assert.deepEqual(system.problems(), []);
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
}

type Status = { actors: { role: string; counters: { name: string; value: number }[] }[] };

/** Runs a program to its end. */
async function run(system: System, program: string, ...args: string[]): Promise<{ code: number; stderr: string }> {
  return await new Promise((done) => {
    execFile(join(bin, program), ["--config", system.config, ...args], { cwd: system.dir, timeout: 60_000 }, (error, _, stderr) => {
      done({ code: error ? (typeof error.code === "number" ? error.code : -1) : 0, stderr });
    });
  });
}

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line.includes("<3>"));
}

test("an unknown key in refsys.toml is refused with file and line", async () => {
  await withSystem({ actors: [] }, async (system) => {
    appendFileSync(system.config, "\n[ledger2]\npath = 1\n");
    const first = await run(system, "refsys-ledger");
    assert.equal(first.code, 1);
    assert.match(first.stderr, /refsys\.toml:\d+: .*ledger2/);
    writeFileSync(system.config, '[ledger]\npaht = "x"\n');
    assert.match((await run(system, "refsys-broker")).stderr, /refsys\.toml:2: .*paht/);
    writeFileSync(system.config, '[gateway]\nport = "8080"\n');
    assert.match((await run(system, "refsys-gateway")).stderr, /refsys\.toml:2: .*port/);
  });
});

test("a key that others can read ends a process with a sentence, and with nothing else", async () => {
  await withSystem({ actors: ["broker"] }, async (system) => {
    await system.ctlOk("keys");
    for (const role of ["ledger", "gateway", "ozon"]) {
      const [key] = globSync(`**/${role}.key`, { cwd: system.dir });
      chmodSync(join(system.dir, key!), 0o644);
      const ended = await run(system, `refsys-${role}`);
      assert.equal(ended.code, 1);
      assert.match(ended.stderr, new RegExp(`${role}\\.key`));
    }
  });
});

test("a wrong bot token is named by its file, and never shown", async () => {
  await withSystem({ actors: ["broker", "ledger", "reader"] }, async (system) => {
    const wrong = "7000000009:AAnobody-has-this-token-0000000000009";
    writeFileSync(join(system.dir, "telegram-token"), `${wrong}\n`, { mode: 0o600 });
    const ended = await run(system, "refsys-telegram");
    assert.equal(ended.code, 1);
    const said = lines(ended.stderr);
    assert.equal(said.length, 1, ended.stderr);
    assert.match(said[0] ?? "", /telegram-token/);
    assert.ok(!ended.stderr.includes(wrong));
  });
});

test("a wrong Api-Key is said once in plain words, polling goes on when it is right, and nothing is lost", async () => {
  await withSystem({ actors: ["broker", "ledger", "reader"] }, async (system) => {
    const right = readFileSync(join(system.dir, "ozon-api-key"), "utf8");
    writeFileSync(join(system.dir, "ozon-api-key"), "00000000-0000-0000-0000-000000000000\n", { mode: 0o600 });
    const { account } = system.ozon.control.createBuyer({});
    const [good] = system.ozon.control.goods();
    assert.ok(good);
    system.ozon.control.placeOrder({ account, scheme: "fbo", autoLife: false, items: [{ sku: good.sku, quantity: 1 }] });
    const poller = system.add("ozon");
    poller.start();
    const said = await until("a sentence about the key", () => poller.logText().split("\n").find((line) => /<[34]>.*Api-Key/.test(line)));
    assert.match(said, /api_key_file/);
    writeFileSync(join(system.dir, "ozon-api-key"), right, { mode: 0o600 });
    await poller.kill();
    await until("the order in the ledger", async () => {
      const status = JSON.parse((await system.ctl("status", "--json")).stdout) as Status;
      const writer = status.actors.find((actor) => actor.role === "ledger");
      return writer?.counters.some((counter) => counter.name === "postings" && counter.value === 1);
    });
  });
});

test("a port that is in use is named, with what to do", async () => {
  await withSystem({ actors: ["broker", "ledger", "reader"] }, async (system) => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(system.port, "127.0.0.1", done));
    const ended = await run(system, "refsys-gateway");
    taken.close();
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, new RegExp(`${system.port}`));
    assert.equal(lines(ended.stderr).length, 1, ended.stderr);
    const second = await run(system, "refsys-broker");
    assert.equal(second.code, 1);
    assert.equal(lines(second.stderr).length, 1, second.stderr);
  });
});

test("a broker that has only another machine's address says so", async () => {
  await withSystem({ actors: [] }, async (system) => {
    writeFileSync(system.config, readFileSync(system.config, "utf8").replace(/"ipc:\/\/(requests|publish|subscribe)"/g, '"tcp://192.0.2.1:7001"'));
    const ended = await run(system, "refsys-broker");
    assert.equal(ended.code, 1);
    assert.match(ended.stderr, /tcp:\/\/192\.0\.2\.1:7001 is no address of this machine: start the broker where it is/);
  });
});

test("a second writer on the same store is refused, and the first goes on", async () => {
  await withSystem({ actors: ["broker", "ledger", "reader"] }, async (system) => {
    await system.ctlOk("settings", "set", "own_rate=100");
    const second = await run(system, "refsys-ledger", "--name", "ledger@2");
    assert.equal(second.code, 1);
    assert.match(second.stderr, new RegExp(`${system.process("ledger").pid}`));
    await system.ctlOk("settings", "set", "own_rate=200");
    await system.verify();
  });
});

test("a peer with a strange key is turned away with a sentence on both sides", async () => {
  await withSystem({ actors: ["broker", "ledger", "reader"] }, async (system) => {
    await system.ctlOk("settings", "get");
    // A reader's key that the broker does not know: a pair of another installation.
    const other = await System.start({ actors: [] });
    try {
      await other.ctl("keys");
      for (const file of readdirSync(join(other.dir, "keys")))
        if (file === "broker.pub") writeFileSync(join(other.dir, "keys", file), readFileSync(join(system.dir, "keys", file)));
      const text = readFileSync(system.config, "utf8").replace('keys = "keys"', `keys = "${join(other.dir, "keys")}"`);
      writeFileSync(join(system.dir, "strange.toml"), text);
      const turned = await new Promise<{ code: unknown; stderr: string }>((done) => {
        execFile(join(bin, "refsysctl"), ["status", "--config", join(system.dir, "strange.toml")], { cwd: system.dir, timeout: 60_000 },
          (error, _, stderr) => done({ code: error?.code, stderr }));
      });
      assert.equal(turned.code, 1);
      assert.match(turned.stderr, /key/);
      await until("the broker's sentence", () => /key/i.test(system.process("broker").logText()));
    } finally {
      await other.close();
    }
    await system.ctlOk("settings", "get");
  });
});
