// The admin panel's doors, tried by strangers and by those who were let in once. What the gateway's own tests show
// (origins, one use of a link, forged cookies, blocking) is not repeated here.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, before, test } from "node:test";
import { System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { Visitor } from "../system/gateway-client.ts";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;
const CHOSEN = "A".repeat(42) + "E"; // a secret that somebody else made up
const CROWD = 300;

let system: System;
let admin = 0;

/** A new administrator, and a link that lets them in. */
async function invited(): Promise<string> {
  await system.ctlOk("admins", "add", String(9000 + ++admin), `Администратор ${admin}`, "owner");
  return await system.ctlOk("login", String(admin));
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
});
after(async () => {
  await system.verify();
  assert.deepEqual(system.problems(), []);
  await system.close();
});

/** Writes this, and gives what is answered until the other side closes. */
async function raw(text: string): Promise<string> {
  const url = new URL(system.adminUrl);
  return await new Promise((done) => {
    let heard = "";
    const socket = connect(Number(url.port), url.hostname);
    socket.on("data", (data) => { heard += String(data); });
    socket.on("error", () => undefined);
    socket.on("close", () => done(heard));
    socket.end(text);
  });
}

test("a cookie that was there before the login is not the session, whoever had put it there", async () => {
  const link = await invited();
  const visitor = new Visitor(system.adminUrl);
  visitor.cookies.set("__Host-sid", CHOSEN);
  visitor.cookies.set("__Host-login", CHOSEN);
  assert.equal((await visitor.useTicket(link)).state, "done");
  assert.notEqual(visitor.cookies.get("__Host-sid"), CHOSEN);
  assert.equal(await visitor.page({ cookie: `__Host-sid=${CHOSEN}` }).untilClosed(), 4401);
  (await visitor.openPage()).close();
});

test("a link to log in ends after ten minutes", async () => {
  const link = await invited();
  system.clock.advance(10 * 60 * 1000 + 1);
  const visitor = new Visitor(system.adminUrl);
  assert.equal((await visitor.useTicket(link)).state, "expired");
  assert.equal(visitor.cookie, "");
});

test("a session that is used all the time ends after a week", async () => {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await invited());
  const opened = async (): Promise<boolean> => {
    const page = visitor.page();
    const good = await page.hello().then(() => true, () => false);
    if (!good) assert.equal(await page.untilClosed(), 4401);
    page.close();
    return good;
  };
  for (let passed = 0; passed < 7 * DAY_MS - 6 * HOUR_MS; passed += 6 * HOUR_MS) {
    assert.ok(await opened(), `after ${passed / HOUR_MS} hours`);
    system.clock.advance(6 * HOUR_MS);
  }
  assert.ok(await opened());
  system.clock.advance(6 * HOUR_MS + 60_000);
  assert.ok(!(await opened()));
});

test("a cookie of one session does not revive another that was ended", async () => {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await invited());
  const stolen = visitor.cookie;
  await visitor.post("/auth/logout", {});
  await visitor.useTicket(await system.ctlOk("login", String(admin)));
  assert.notEqual(visitor.cookie, stolen);
  assert.equal(await visitor.page({ cookie: stolen }).untilClosed(), 4401);
  (await visitor.openPage()).close();
});

test("heads that are too long, too many or no HTTP are refused, and nothing of them is carried out", async () => {
  const wrong = [
    `GET /${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(100_000)}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: x\r\n${"X-A: b\r\n".repeat(20_000)}\r\n`,
    `POST /auth/begin HTTP/1.1\r\nHost: x\r\nOrigin: ${system.adminUrl}\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{}`,
    "\u0000\u0001\u0002\u0003\r\n\r\n",
    `\x16\x03\x01${"a".repeat(500)}`, // TLS
  ];
  for (const text of wrong) {
    const heard = await raw(text);
    assert.ok(!/^HTTP\/1.1 2\d\d/.test(heard), `${JSON.stringify(text.slice(0, 60))}: ${heard.slice(0, 60)}`);
  }
  assert.ok((await fetch(`${system.adminUrl}/healthz`)).ok);
});

test("a crowd that drips or says nothing keeps nobody out, and is cut off", { timeout: 120_000 }, async () => {
  const visitor = new Visitor(system.adminUrl);
  await visitor.useTicket(await invited());
  const url = new URL(system.adminUrl);
  const open = new Set<Socket>();
  const crowd = Array.from({ length: CROWD }, (_, n) => {
    const socket = connect(Number(url.port), url.hostname);
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    if (n % 2) socket.write("POST /auth/ticket HTTP/1.1\r\nX-A: ");
    return socket;
  });
  const drip = setInterval(() => { for (const one of crowd.filter((_, n) => n % 2)) if (one.writable) one.write("a"); }, 300);
  try {
    await until("the crowd to stand at the door", () => crowd.every((one) => !one.connecting));
    const page = await visitor.openPage();
    assert.ok((await page.call("admins.list", {})).admins?.length);
    page.close();
    assert.ok((await fetch(`${system.adminUrl}/healthz`)).ok);
    await until("the crowd to be gone", () => open.size === 0, 90_000);
  } finally {
    clearInterval(drip);
    for (const one of crowd) one.destroy();
  }
});
