// What can be reached from outside: nothing. The admin port is the only one, and listens on loopback alone.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { test } from "node:test";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";

/** "open" or the error's code. */
async function knock(host: string, port: number): Promise<string> {
  return await new Promise((done) => {
    const socket = connect({ host, port });
    socket.once("connect", () => { socket.destroy(); done("open"); });
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? "error"));
  });
}

test("the admin page answers on the address of refsys.toml and on no other", async () => {
  const system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  try {
    await until("the admin page", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
    const others = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((one) => one.address));
    for (const address of ["127.0.0.2", ...others.filter((one) => one !== "127.0.0.1" && !one.startsWith("fe80"))])
      assert.equal(await knock(address, system.port), "ECONNREFUSED", `${address} is reached`);
  } finally {
    await system.close();
  }
});
