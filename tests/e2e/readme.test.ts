// The commands of the README: those that somebody types first are run here; of every other it is written down who runs it, and
// one that is added wants its line.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ownPorts } from "../harness/ports.ts";
import { root } from "../harness/system.ts";

const README = readFileSync(join(root, "README.md"), "utf8");
const HERE = "tests/e2e/readme.test.ts";

/** Who runs a command, or why nobody does. */
const RUN_BY: Record<string, string> = {
  "./refsys": HERE,
  "./refsys demo": HERE,
  "./refsys demo --detach": HERE,
  "./refsys test": "shared/ops/test.sh, which runs this",
  "./refsys test faults": "shared/ops/test.sh",
  "./refsys build package": "shared/ops/test.sh, its stage package",
  "./refsys up": "tests/system/refsysctl.test.ts, which runs what is behind it",
  "build/release/bin/refsysctl --help": HERE,
  "REFSYS_SCREENS=FOLDER ./refsys test e2e": "shared/ops/test.sh, without the pictures",
  "install -m 700 -d secrets": "tests/package/package.test.ts, by the guide, in the folders of the package",
  "install -m 600 /dev/stdin secrets/telegram-token": "tests/package/package.test.ts, likewise",
  "install -m 600 /dev/stdin secrets/ozon-api-key": "tests/package/package.test.ts, likewise",
  "REFSYS_SEED=n node --test tests/faults/failover.test.ts": "tests/faults/failover.test.ts",
  "CHATS=10000 REFSYS_SEED=2026 node --test tests/faults/chats.test.ts": "tests/faults/chats.test.ts, with fewer: this takes an hour",
  "SUBSCRIBERS=100000 node --test tests/system/digests.test.ts": "tests/system/digests.test.ts, with fewer: this takes an hour",
  "OPERATIONS=2000000 node --test tests/faults/soak.test.ts": "tests/faults/soak.test.ts, with fewer: this takes ten minutes",
  "cmake --preset debug && cmake --build --preset debug && ctest --preset debug": "shared/ops/build.sh, for every other preset",
  "cmake --preset asan -B build/mine && cmake --build build/mine": "shared/ops/build.sh, for the preset's own folder",
  "cmake --build --preset release -t regenerate": "CMakeLists.txt: a test of it says when a generated file is old",
};

function commands(text: string): string[] {
  const inline = [...text.matchAll(/`((?:[A-Z_]+=\S+ )*(?:\.\/refsys|node|cmake|install|build\/)[^`]*)`/g)].map(([, one = ""]) => one);
  const blocks = [...text.matchAll(/^ {4,}((?:\.\/refsys|cmake|install) .*?)(?: {3,}.*)?$/gm)].map(([, one = ""]) => one);
  return [...new Set([...inline, ...blocks])].sort();
}

async function run(command: string, ...words: string[]): Promise<{ code: number; out: string }> {
  return await new Promise((done) => {
    execFile(join(root, command), words, { cwd: root, env: { ...process.env, REFSYS_BUILT: "1" } }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out: out + err });
    });
  });
}

test("of every command of the README it is known who runs it", () => {
  assert.deepEqual(commands(README), Object.keys(RUN_BY).sort());
  for (const by of Object.values(RUN_BY)) assert.ok(existsSync(join(root, by.split(/[,:]/)[0]!)), by);
});

test("refsys alone lists its commands, and the console its own", async () => {
  const all = await run("refsys");
  assert.equal(all.code, 2);
  for (const one of ["demo", "up", "test", "bench", "build package"]) assert.match(all.out, new RegExp(`^  ${one}`, "m"));
  assert.match((await run("refsys", "test", "list")).out, /^package /m);
  const { code, out } = await run("build/release/bin/refsysctl", "--help");
  assert.equal(code, 0);
  assert.match(out, /status[\s\S]*verify/);
});

test("the demo prints three links that lead somewhere, gives another, and ends when it is told to", async () => {
  const port = await ownPorts(3);
  const { code, out } = await run("refsys", "demo", "--detach", "--port", String(port));
  try {
    assert.equal(code, 0, out);
    const links = [...out.matchAll(/^(admin|telegram|ozon): (\S+)$/gm)];
    assert.deepEqual(links.map(([, name]) => name), ["admin", "telegram", "ozon"]);
    for (const [, name, link = ""] of links) assert.equal((await fetch(link)).status, 200, name);
    const another = await run("refsys", "demo", "--link");
    assert.match(another.out, /^http:\/\/127\.0\.0\.1:/);
    assert.ok(!out.includes(another.out.trim()));
  } finally {
    assert.equal((await run("refsys", "demo", "--stop")).code, 0);
  }
  await assert.rejects(fetch(`http://127.0.0.1:${String(port)}/`));
});
