// The harness itself: what is left over of one test must not speak to the simulators of the next.
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { test } from "node:test";
import { ownPorts } from "../harness/ports.ts";
import { until } from "../harness/until.ts";

/** A test's process of its own that runs this and prints one line; it stays until it is killed. */
async function another(code: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", `${code}; setInterval(() => undefined, 1000);`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data: Buffer) => { said += data.toString(); });
  await until("a line of the other process", () => said.includes("\n"));
  return { child, line: said.trim() };
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const module = (name: string): string => JSON.stringify(new URL(`../harness/${name}`, import.meta.url).href);

test("what a test has started ends with it, even if that is killed", async () => {
  const { child, line } = await another(`
    import { Process } from ${module("process.ts")};
    import { until } from ${module("until.ts")};
    const one = new Process("one", "sleep", ["1000"], "/", "/dev/null");
    one.start();
    await until("it to run", () => one.pid !== undefined);
    console.log(one.pid)`);
  const pid = Number(line);
  try {
    assert.ok(lives(pid));
  } finally {
    child.kill("SIGKILL");
  }
  await until("what it had started to end", () => !lives(pid));
});

test("a port is one test's until that ends, whoever listens there or does not yet", async () => {
  const { child, line } = await another(`
    import { ownPorts } from ${module("ports.ts")};
    Object.defineProperty(process, "pid", { value: ${process.pid} }); // so that it begins to look where this one does
    console.log(await ownPorts(2))`);
  const theirs = Number(line);
  try {
    const own = await ownPorts(2);
    assert.ok(own > theirs + 1 || own + 1 < theirs, `${own} beside ${theirs}`);
  } finally {
    child.kill("SIGKILL");
  }
  const range = 32_768; // from here on the kernel chooses by itself
  assert.ok(theirs + 1 < range);
  const anybody = createServer();
  await new Promise<void>((done) => anybody.listen(0, "127.0.0.1", done));
  const address = anybody.address();
  assert.ok(typeof address === "object" && address && address.port >= range, "who asks for any port gets none of these");
  anybody.close();
  await until("the port to be given back", async () => (await ownPorts(2)) === theirs);
});
