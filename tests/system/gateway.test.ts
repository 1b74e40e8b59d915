// The gateway on real processes: files and headers, login, what a page may ask, and what it is told.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { encode } from "@msgpack/msgpack";
import { Right } from "../../ui/src/wire/protocol.ts";
import { Process } from "../harness/process.ts";
import { bin, System, root } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import { refusedAs, SUBPROTOCOL, Visitor } from "./gateway-client.ts";

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src blob:; font-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";

let system: System;
let nextTelegramId = 9000;

/** An administrator with these rights: the id the ledger gives. */
async function administrator(name: string, rights: string): Promise<number> {
  await system.ctlOk("admins", "add", String(++nextTelegramId), name, rights);
  const { admins } = JSON.parse(await system.ctlOk("admins", "list", "--json")) as { admins: { id: number; name: string }[] };
  const id = admins.find((one) => one.name === name)?.id;
  assert.ok(id);
  return id;
}

/** ... who is logged in. */
async function operator(name: string, rights: string): Promise<{ id: number; visitor: Visitor }> {
  const id = await administrator(name, rights);
  const visitor = new Visitor(system.adminUrl);
  const { state } = await visitor.useTicket(await system.ctlOk("login", String(id)));
  assert.equal(state, "done");
  return { id, visitor };
}

/** A short frame as it goes over the socket, masked with zeros. */
function masked(data: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(0x82, 0x80 | data.length, 0, 0, 0, 0), data]);
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"] });
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
});
after(async () => {
  assert.deepEqual(system.problems(), []);
  await system.close();
});

describe("over HTTP", () => {
  test("every answer carries the security headers, refusals too", async () => {
    for (const [path, init] of [["/healthz", {}], ["/no.js", {}], ["/auth/begin", { method: "PUT" }], ["/ws", {}], ["/auth/begin", { method: "POST" }]] as const) {
      const { headers } = await fetch(system.adminUrl + path, init);
      assert.equal(headers.get("content-security-policy"), CSP, path);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("referrer-policy"), "no-referrer");
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
      assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
      assert.equal(headers.get("permissions-policy"), "camera=(), microphone=(), geolocation=()");
      assert.equal(headers.get("strict-transport-security"), null); // it means nothing over plain http
    }
  });

  test("only the methods that have a meaning are answered", async () => {
    const wrong: [string, string][] = [["PUT", "/"], ["DELETE", "/healthz"], ["POST", "/healthz"], ["OPTIONS", "/auth/begin"]];
    for (const [method, path] of wrong)
      assert.equal((await fetch(system.adminUrl + path, { method })).status, 405, `${method} ${path}`);
    const get = await fetch(`${system.adminUrl}/auth/begin`);
    assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
  });

  test("a post from another origin, or from none, is refused", async () => {
    const visitor = new Visitor(system.adminUrl);
    for (const path of ["/auth/begin", "/auth/finish", "/auth/ticket", "/auth/logout"])
      for (const Origin of ["http://127.0.0.1", "https://evil.example", "null", ""])
        assert.equal((await visitor.post(path, {}, { Origin })).status, 403, `${path} ${Origin}`);
  });

  test("a post that is not the JSON that is wanted is refused", async () => {
    const visitor = new Visitor(system.adminUrl);
    assert.equal((await visitor.post("/auth/begin", {}, { "Content-Type": "text/plain" })).status, 415);
    assert.equal((await visitor.post("/auth/begin", "{")).status, 400);
    assert.equal((await visitor.post("/auth/begin", { more: 1 })).status, 400);
    assert.equal((await visitor.post("/auth/ticket", { ticket: "short" })).status, 400);
    assert.equal((await visitor.post("/auth/ticket", { ticket: "x".repeat(5000) })).status, 413);
  });

  test("a ticket that was never given opens nothing", async () => {
    const visitor = new Visitor(system.adminUrl);
    const answer = await visitor.post("/auth/ticket", { ticket: "A".repeat(43) });
    assert.deepEqual([answer.status, JSON.parse(answer.text)], [200, { state: "expired" }]);
    assert.deepEqual(visitor.lastSet, []);
  });

  test("a request that drips is cut off", { timeout: 30_000 }, async () => {
    const url = new URL(system.adminUrl);
    const socket = connect(Number(url.port), url.hostname);
    socket.write("GET / HTTP/1.1\r\nX-A: ");
    const drip = setInterval(() => socket.write("a"), 300);
    socket.on("error", () => undefined);
    await new Promise((done) => socket.on("close", done));
    clearInterval(drip);
  });
});

describe("login", () => {
  test("the link of refsysctl lets in, once", async () => {
    const id = await administrator("Тамара", "owner");
    const link = await system.ctlOk("login", String(id));
    const visitor = new Visitor(system.adminUrl);
    const { state, me } = await visitor.useTicket(link);
    assert.equal(state, "done");
    assert.deepEqual([me?.admin, me?.name, me?.rights], [id, "Тамара", Right.owner]);
    assert.match(visitor.lastSet[0] ?? "", /^__Host-sid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800$/);
    assert.equal((await new Visitor(system.adminUrl).useTicket(link)).state, "expired");
  });

  test("a new login ends the session that the browser had", async () => {
    const { id, visitor } = await operator("Вера", "support");
    const page = await visitor.openPage();
    await visitor.useTicket(await system.ctlOk("login", String(id)));
    assert.equal(await page.untilClosed(), 4401);
    (await visitor.openPage()).close();
  });

  test("logging out closes every page of the session, and the cookie is worth nothing any more", async () => {
    const { visitor } = await operator("Гоша", "support");
    const pages = [await visitor.openPage(), await visitor.openPage()];
    const cookie = visitor.cookie;
    const answer = await visitor.post("/auth/logout", {});
    assert.deepEqual([answer.status, visitor.cookie], [204, ""]);
    for (const page of pages) assert.equal(await page.untilClosed(), 4401);
    assert.equal(await visitor.page({ cookie }).untilClosed(), 4401);
    assert.equal((await visitor.post("/auth/logout", {})).status, 204);
  });
});

describe("sessions", () => {
  test("are seen by who has them, and one that is ended closes its pages at once and lets nobody in", async () => {
    const { id, visitor } = await operator("Глеб", "support");
    const laptop = await visitor.openPage();
    const second = new Visitor(system.adminUrl);
    await second.useTicket(await system.ctlOk("login", String(id)));
    const phones = [await second.openPage(), await second.openPage()];
    const { sessions = [] } = await laptop.call("sessions.list", {});
    assert.deepEqual(sessions.map((one) => one.current), [true, undefined]);
    assert.deepEqual(sessions.map((one) => one.address), [visitor.address, second.address]);
    assert.ok(sessions.every((one) => (one.used ?? 0) >= one.created && one.expires > one.created));
    await laptop.call("session.revoke", { key: sessions[1]?.key ?? "" });
    for (const phone of phones) assert.equal(await phone.untilClosed(), 4401);
    assert.equal(await second.page().untilClosed(), 4401);
    assert.equal((await laptop.call("sessions.list", {})).sessions?.length, 1);
    laptop.close();
  });

  test("of others are the owner's to see and end, and nobody else's", async () => {
    const { id, visitor } = await operator("Ева", "payout");
    const page = await visitor.openPage();
    const { id: ownerId, visitor: ownerVisitor } = await operator("Зоя", "owner");
    const owner = await ownerVisitor.openPage();
    await assert.rejects(page.call("sessions.list", { admin: ownerId }), refusedAs("FORBIDDEN", /owners/));
    await assert.rejects(page.call("session.revoke", { admin: ownerId, all: true }), refusedAs("FORBIDDEN", /owners/));
    assert.equal((await owner.call("sessions.list", { admin: id })).sessions?.length, 1);
    await owner.call("session.revoke", { admin: id, all: true });
    assert.equal(await page.untilClosed(), 4401);
    await owner.op("ping", {});
    await owner.call("session.revoke", { all: true }); // all others: this one stays
    await owner.op("ping", {});
    owner.close();
  });
});

describe("the websocket", () => {
  test("is refused before the upgrade without our origin, path, protocol or cookie", async () => {
    const { visitor } = await operator("Дарья", "support");
    const refused = async (options: object): Promise<number | undefined> => {
      const page = visitor.page(options);
      await page.untilClosed();
      return page.status;
    };
    assert.equal(await refused({ origin: "https://evil.example" }), 403);
    assert.equal(await refused({ origin: `${system.adminUrl}.evil.example` }), 403);
    assert.equal(await refused({ origin: null }), 403);
    assert.equal(await refused({ cookie: "" }), 403);
    assert.equal(await refused({ cookie: "__Host-sid=short" }), 403);
    assert.equal(await refused({ cookie: `${visitor.cookie}; ${visitor.cookie}` }), 403);
    assert.equal(await refused({ path: "/other" }), 404);
    assert.equal(await refused({ protocol: "wake" }), 400);
    assert.equal(await refused({ protocol: "http" }), 400);
  });

  test("is refused to an address that tries too often", async () => {
    const visitor = new Visitor(system.adminUrl);
    const cookie = `__Host-sid=${"A".repeat(43)}`;
    const pages = Array.from({ length: 400 }, () => visitor.page({ cookie }));
    for (const page of pages) await page.untilClosed();
    const refused = pages.filter((page) => page.status === 429).length;
    assert.ok(refused > 0 && refused <= 100, `${refused} refused`);
    assert.ok(pages.every((page) => page.status === 429 || page.closed === 4401));
  });

  test("with a forged cookie is closed before a frame is read", async () => {
    const page = new Visitor(system.adminUrl).page({ cookie: `__Host-sid=${"A".repeat(43)}` });
    await assert.rejects(page.hello(), /closed: 4401/);
  });

  test("says hello with who it is and what holds", async () => {
    const { id, visitor } = await operator("Евгений", "payout,analyst");
    const page = visitor.page();
    const hello = await page.hello(); // sent before the session is confirmed, answered after
    assert.deepEqual([hello.me.admin, hello.me.name, hello.me.rights], [id, "Евгений", Right.payout | Right.analyst]);
    assert.deepEqual([hello.protocol, hello.tz, hello.limits.frame], [1, "Europe/Moscow", 196608]);
    page.close();
  });

  test("answers nothing before hello, and nothing to a page of another release", async () => {
    const { visitor } = await operator("Жанна", "support");
    const page = visitor.page();
    await assert.rejects(page.op("ping", {}), refusedAs("REFUSED", /hello/));
    assert.equal((await page.hello(2)).protocol, 1);
    await assert.rejects(page.op("ping", {}), refusedAs("REFUSED", /reload/));
    page.close();
  });

  test("refuses what is not declared, and names it", async () => {
    const { visitor } = await operator("Захар", "owner");
    const page = await visitor.openPage();
    await assert.rejects(page.ask(44, { limit: 10, colour: "red" }), refusedAs("BAD_REQUEST", /not known/));
    await assert.rejects(page.ask(44, {}), refusedAs("BAD_REQUEST", /limit/));
    await assert.rejects(page.ask(44, { limit: 101 }), refusedAs("BAD_REQUEST", /limit/));
    await assert.rejects(page.ask(44, { limit: 1.5 }), refusedAs("BAD_REQUEST", /limit/));
    await assert.rejects(page.ask(1, { topic: "everything" }), refusedAs("NOT_FOUND"));
    await assert.rejects(page.ask(9, {}), refusedAs("NOT_FOUND"));
    page.close();
  });

  test("passes on only the methods made for pages", async () => {
    const { visitor } = await operator("Инна", "owner");
    const page = await visitor.openPage();
    // participant.start, payout.row, events.read, login.grant, and one there is not
    for (const method of [10, 46, 60, 84, 4711]) await assert.rejects(page.ask(method, {}), refusedAs("NOT_FOUND"));
    page.close();
  });

  test("refuses what the person has no right to, and a write without a key", async () => {
    const { visitor } = await operator("Клим", "analyst");
    const page = await visitor.openPage();
    await assert.rejects(page.call("payout.claim", { payout: 1, rev: 1, take: true }), refusedAs("FORBIDDEN"));
    const owner = await (await operator("Лидия", "owner")).visitor.openPage();
    await assert.rejects(owner.ask(43, { payout: 1, rev: 1 }), refusedAs("BAD_REQUEST", /key/));
    page.close();
    owner.close();
  });

  test("is closed on what is no frame, on text, and on too much", async () => {
    const { visitor } = await operator("Мария", "support");
    const bad: [Uint8Array | string, number][] = [
      [Uint8Array.of(0xc1), 1002],
      [encode({ id: 1 }), 1002],
      [encode([0, 4, {}]), 1002],
      ["hello", 1003],
      [encode([1, 4, { text: "x".repeat(200_000) }]), 1009],
    ];
    for (const [frame, code] of bad) {
      const page = await visitor.openPage();
      await page.send(frame);
      assert.equal(await page.untilClosed(), code);
    }
  });

  test("keeps a frame that comes along with the handshake until the session is confirmed", async () => {
    const { visitor } = await operator("Матвей", "support");
    const url = new URL(system.adminUrl);
    const lines = [
      "GET /ws HTTP/1.1", `Host: ${url.host}`, "Connection: Upgrade", "Upgrade: websocket", `Origin: ${system.adminUrl}`,
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
      `Cookie: ${visitor.cookie}`, "", "",
    ];
    const hello = encode([7, 0, { protocol: 1 }]);
    const frame = masked(hello);
    const socket = connect(Number(url.port), url.hostname);
    let heard = Buffer.alloc(0);
    socket.on("data", (data) => { heard = Buffer.concat([heard, data]); });
    socket.write(Buffer.concat([Buffer.from(lines.join("\r\n")), frame]));
    await until("the answer to hello", () => heard.includes("Матвей"));
    socket.destroy();
  });

  test("puts a message together from its parts", async () => {
    const { visitor } = await operator("Нина", "support");
    const page = await visitor.openPage();
    const whole = encode([77, 4, {}]);
    for (let n = 0; n < whole.length; n++) page.socket.send(whole.subarray(n, n + 1), { fin: n + 1 === whole.length });
    await page.op("ping", {});
    page.close();
  });

  test("gets what has piled up in one frame if it said that it reads those, and frame by frame if not", async () => {
    const { visitor } = await operator("Нонна", "support");
    const asked = 50;
    const pings = Buffer.concat(Array.from({ length: asked }, (_, n) => masked(encode([1000 + n, 4, {}]))));
    for (const gathers of [true, false]) {
      const page = visitor.page();
      await page.op("hello", { protocol: 1, gathers });
      const before = page.frames;
      (page.socket as unknown as { _socket: Socket })._socket.write(pings); // all of them at once
      await page.op("ping", {}); // whose answer comes behind theirs
      const frames = page.frames - before;
      if (gathers) assert.ok(frames <= asked / 5, `${frames} frames`);
      else assert.equal(frames, asked + 1);
      page.close();
    }
  });

  test("reads no faster than the limit, and loses nothing of what it was sent", async () => {
    const { visitor } = await operator("Олег", "support");
    const page = await visitor.openPage();
    const begun = performance.now();
    const pongs = await Promise.all(Array.from({ length: 200 }, async () => await page.op("ping", {})));
    assert.equal(pongs.length, 200);
    assert.ok(performance.now() - begun > 1500, "200 requests at 50 a second after 100 at once take two seconds");
    page.close();
  });

  test("lets one person open so many pages and no more", async () => {
    const { visitor } = await operator("Павел", "support");
    const pages = await Promise.all(Array.from({ length: 16 }, async () => await visitor.openPage()));
    assert.equal(await visitor.page().untilClosed(), 1008);
    for (const page of pages) page.close();
  });

  test("is closed at once when its administrator is blocked", async () => {
    const { id, visitor } = await operator("Раиса", "support");
    const page = await visitor.openPage();
    await system.ctlOk("admins", "block", String(id));
    assert.equal(await page.untilClosed(), 4403);
    assert.equal(await visitor.page().untilClosed(), 4401);
  });

  test("is told that its administrator was blocked, however soon after they came in", async () => {
    const owner = await (await operator("Римма", "owner")).visitor.openPage();
    for (let round = 0; round < 60; round++) {
      const who = { tg: ++nextTelegramId, name: `Новичок ${round}`, rights: Right.support };
      const { id } = await owner.call("admin.set", who, crypto.randomUUID());
      const visitor = new Visitor(system.adminUrl);
      await visitor.useTicket(await system.ctlOk("login", String(id)));
      const page = await visitor.openPage();
      // The gateway asks whose session it is because of the first, and may be told of the second before its log says why.
      await owner.call("admin.set", { ...who, id, rights: Right.payout }, crypto.randomUUID());
      await owner.call("admin.set", { ...who, id, blocked: true, reason: "Ушёл из компании" }, crypto.randomUUID());
      assert.equal(await page.untilClosed(), 4403, `round ${round}`);
    }
    owner.close();
  });

  test("is closed when its session is over, though nobody says so", async () => {
    const { visitor } = await operator("Семён", "support");
    const page = await visitor.openPage();
    system.clock.advance(13 * 60 * 60 * 1000);
    assert.equal(await page.untilClosed(), 4401);
  });
});

describe("what pages ask and hear", () => {
  test("of two who change the settings at once one is told of the conflict", async () => {
    const first = await (await operator("Таисия", "owner")).visitor.openPage();
    const second = await (await operator("Ульяна", "admin")).visitor.openPage();
    const { version, settings } = await first.call("settings.get", {});
    const key = crypto.randomUUID();
    const change = { version, settings: { ...settings, hold_days: 21 } };
    const made = await first.call("settings.set", change, key);
    assert.ok(made.version > version);
    await assert.rejects(second.call("settings.set", { version, settings: { ...settings, hold_days: 7 } }), refusedAs("CONFLICT"));
    // Sent again with its key it is the same answer, not another version ...
    assert.equal((await first.call("settings.set", change, key)).version, made.version);
    // ... and what was written is read at once.
    assert.equal((await second.call("settings.get", {})).settings.hold_days, 21);
    first.close();
    second.close();
  });

  test("a page that does not read is cut off, alone, and comes back", { timeout: 60_000 }, async () => {
    const { visitor } = await operator("Филипп", "owner");
    const page = await visitor.openPage();
    const { version, settings } = await page.call("settings.get", {});
    const long = "\u{1F6D2}".repeat(4096); // 16 KiB each, so that an answer has 48
    const texts = { text_terms: long, text_entry: long, text_help: long };
    const other = await (await operator("Христина", "support")).visitor.openPage();
    const changed = await page.call("settings.set", { version, settings: { ...settings, ...texts } });
    page.socket.pause();
    for (let n = 0; n < 400; n++) page.call("settings.get", {}).catch(() => undefined);
    // What it was sent and did not take is far more than its queue and the sockets hold.
    await until("the page to be cut off", () => /reads too slowly/.test(system.process("gateway").logText()));
    await other.op("ping", {});
    page.socket.resume();
    assert.equal(await page.untilClosed(), 1006);
    const back = await visitor.openPage();
    await back.call("settings.set", { version: changed.version, settings });
    back.close();
    other.close();
  });

  test("who looks at a request is seen by the others until they leave", async () => {
    const first = await (await operator("Фаина", "payout")).visitor.openPage();
    const { id, visitor } = await operator("Харитон", "payout");
    const second = await visitor.openPage();
    await first.op("sub", { topic: "payouts.presence" });
    await second.op("presence", { payout: 5 });
    const shown = await until("presence", () => first.pushed("payouts.presence").at(-1));
    assert.deepEqual(shown.payload, { payout: 5, viewers: [{ admin: id, name: "Харитон" }] });
    const late = await (await operator("Цветана", "analyst")).visitor.openPage();
    await late.op("sub", { topic: "payouts.presence" });
    await until("the picture for one who comes later", () => late.pushed("payouts.presence").length === 1);
    second.close();
    await until("nobody to look", () => JSON.stringify(first.pushed("payouts.presence").at(-1)?.payload) === '{"payout":5}');
    first.close();
    late.close();
  });

  test("a page hears when its own rights change", async () => {
    const { id, visitor } = await operator("Чеслав", "support");
    const page = await visitor.openPage();
    await page.op("sub", { topic: "session" });
    const owner = await (await operator("Шура", "owner")).visitor.openPage();
    const { admins = [] } = await owner.call("admins.list", {});
    const row = admins.find((one) => one.id === id);
    assert.ok(row);
    await owner.call("admin.set", { id, ...(row.tg && { tg: row.tg }), name: "Чеслав", rights: Right.support | Right.payout });
    const told = await until("me anew", () => page.pushed("session").at(-1));
    assert.equal((told.payload as { rights: number }).rights, Right.support | Right.payout);
    page.close();
    owner.close();
  });

  test("topics are limited, and one that is joined twice is joined once", async () => {
    const page = await (await operator("Эмма", "support")).visitor.openPage();
    for (let n = 1; n <= 16; n++) await page.op("sub", { topic: `chat:${n}` });
    await page.op("sub", { topic: "chat:16" });
    await assert.rejects(page.op("sub", { topic: "chat:17" }), refusedAs("LIMIT"));
    await page.op("unsub", { topic: "chat:1" });
    await page.op("sub", { topic: "chat:17" });
    page.close();
  });

  test("a subscription from the future is a gap", async () => {
    const page = await (await operator("Юлия", "support")).visitor.openPage();
    const { seq } = await page.op("sub", { topic: "payouts" });
    assert.deepEqual(await page.op("sub", { topic: "payouts", since: seq }), { seq });
    assert.equal((await page.op("sub", { topic: "payouts", since: seq + 1_000_000 })).gap, true);
    page.close();
  });

  test("a gateway that was killed lets the same page in again", async () => {
    const { visitor } = await operator("Яна", "support");
    const page = await visitor.openPage();
    await system.kill("gateway");
    await page.untilClosed();
    await until("the gateway to be back", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
    (await visitor.openPage()).close();
  });
});

describe("another gateway, behind a proxy that speaks TLS", () => {
  let second: Process;
  let url: string;
  let metrics: string;
  before(async () => {
    const { ports, release } = await neighbours();
    const file = join(system.dir, "second.toml");
    const settings = `[gateway]\nmetrics_port = ${ports[0]}\ntls_in_front = true\n`;
    const text = readFileSync(system.config, "utf8")
      .replace("[gateway]\n", settings)
      .replace(/\nport = \d+\norigin = .*/, `\nport = ${ports[2]}\norigin = "https://admin.example"`);
    writeFileSync(file, text);
    second = new Process("gateway@2", join(bin, "refsys-gateway"), ["--config", file, "--name", "gateway@2"], system.dir, join(system.dir, "second.log"));
    await release();
    second.start();
    // The second instance listens one further than the configuration says.
    metrics = `http://127.0.0.1:${ports[1]}`;
    url = `http://127.0.0.1:${ports[3]}`;
    await until("the second gateway", async () => (await fetch(`${url}/healthz`)).ok);
  });
  after(async () => await second.stop());

  test("tells browsers to stay with https", async () => {
    const { headers } = await fetch(`${url}/healthz`);
    assert.equal(headers.get("strict-transport-security"), "max-age=31536000");
  });

  test("believes the proxy about who asks, and no more than its own word", async () => {
    const visitor = new Visitor(url);
    const begin = async (from: string): Promise<number> =>
      (await visitor.post("/auth/begin", {}, { Origin: "https://admin.example", "X-Forwarded-For": from })).status;
    for (let n = 0; n < 10; n++) assert.equal(await begin("198.51.100.7"), 200);
    assert.equal(await begin("198.51.100.7"), 429);
    assert.equal(await begin("203.0.113.1, 198.51.100.7"), 429); // the first is what a client made up
    assert.equal(await begin("198.51.100.8"), 200);
  });

  test("shows its figures and those of the others to Prometheus", async () => {
    const text = await until("the figures", async () => {
      const shown = await (await fetch(`${metrics}/metrics`)).text();
      return /^refsys_gateway_requests_total\{actor="gateway"\} [1-9]/m.test(shown) && shown; // of the first gateway
    });
    assert.match(text, /^refsys_actor_ready\{actor="ledger"\} 1$/m);
    assert.match(text, /^refsys_broker_up 1$/m);
    assert.match(text, /^refsys_broker_requests_total [1-9]/m);
    assert.match(text, /^refsys_ledger_seq\{actor="ledger"\} [1-9]/m);
    assert.match(text, /^refsys_gateway_sessions\{actor="gateway@2"\} 0$/m);
    assert.match(text, /^refsys_gateway_turned_away_total\{actor="gateway@2"\} 2$/m);
    assert.match(text, /^refsys_service_duration_seconds_bucket\{service="ledger",le="\+Inf"\} [1-9]/m);
    const named = assertMetrics(text);
    for (const name of countersDeclared()) named.add(name);
    for (const file of ["refsys.rules.yml", "grafana.json"]) {
      const used = readFileSync(join(root, "shared/ops/watching", file), "utf8").match(/refsys_\w+/g) ?? [];
      assert.ok(used.length > 10);
      for (const name of used) assert.ok(named.has(name.replace(/_(bucket|count)$/, "")), `${file}: there is no ${name}`);
    }
    assert.equal((await fetch(`${metrics}/auth/begin`)).status, 404);
  });
});

/** The text format of Prometheus: each figure once declared, its lines below, no line twice, counters with _total. Their names. */
function assertMetrics(text: string): Set<string> {
  const types = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of text.trim().split("\n")) {
    const [, name = "", type = ""] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name) {
      assert.ok(!types.has(name), `${name} is declared twice`);
      types.set(name, type);
      assert.equal(name.endsWith("_total"), type === "counter", line);
    }
    if (line.startsWith("#")) {
      assert.match(line, /^# (HELP \w+ .+\.|TYPE \w+ \w+)$/);
      continue;
    }
    assert.match(line, /^\w+(\{\w+="[^"{}]*"(,le="[^"]+")?\})? -?\d+$/);
    const key = line.split(" ")[0] ?? "";
    assert.ok(!seen.has(key), `${key} comes twice`);
    seen.add(key);
    assert.equal([...types.keys()].at(-1), key.replace(/\{.*/, "").replace(/_(bucket|count)$/, ""), "a line of another figure");
  }
  return new Set(types.keys());
}

/** What a system counts in which everything runs. */
function countersDeclared(): string[] {
  const text = readFileSync(join(root, "shared/counters.def"), "utf8");
  return [...text.matchAll(/#define RS_\w+_(COUNTERS|GAUGES)\(C\)([^]*?)(?=\n\n|\n#|$)/g)].flatMap(([, kind, list = ""]) =>
    [...list.matchAll(/C\((\w+), (\w+),/g)].map(([, group, name]) => `refsys_${group}_${name}${kind === "COUNTERS" ? "_total" : ""}`));
}

/** Two pairs of ports that follow each other; they are held until release. */
async function neighbours(): Promise<{ ports: number[]; release: () => Promise<void> }> {
  const servers: ReturnType<typeof createServer>[] = [];
  const hold = async (port: number): Promise<number> => await new Promise((done, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(port, "127.0.0.1", () => {
      servers.push(server);
      done((server.address() as { port: number }).port);
    });
  });
  const pair = async (): Promise<number[]> => await until("two free ports", async () => {
    const first = await hold(0);
    return [first, await hold(first + 1)];
  });
  const ports = [...(await pair()), ...(await pair())];
  const release = async (): Promise<void> => {
    await Promise.all(servers.map(async (server) => await new Promise((done) => server.close(done))));
  };
  return { ports, release };
}
