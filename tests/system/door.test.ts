// Login with Telegram's word, on real processes: OpenID Connect as a browser goes through it, with everything that may
// not fit together; and the older widget.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request } from "node:http";
import { after, before, describe, test } from "node:test";
import { CALLBACK, CLIENT, DOOR, issuerOf, LOGIN_SECRET, openDoor } from "../harness/door.ts";
import { SECRETS, System } from "../harness/system.ts";
import { until } from "../harness/until.ts";
import type { JsonObject } from "../sim/telegram/wire.ts";
import { type Posted, Visitor } from "./gateway-client.ts";

let system: System;
let lastPerson = 7000;

const login = (): System["telegram"]["login"] => system.telegram.login;
const traded = (): number => login().asked.get("/token") ?? 0;

/** Somebody with Telegram: their id there. */
function somebody(name: string): number {
  return system.telegram.control.addPerson({ id: ++lastPerson, first_name: name }).id;
}

/** ... who is an administrator. */
async function administrator(name: string, rights = "support"): Promise<{ person: number; id: number }> {
  const person = somebody(name);
  await system.ctlOk("admins", "add", String(person), name, rights);
  const { admins } = JSON.parse(await system.ctlOk("admins", "list", "--json")) as { admins: { id: number; tg: number }[] };
  const id = admins.find((one) => one.tg === person)?.id;
  assert.ok(id);
  return { person, id };
}

const locationOf = (answer: Posted): string => String(answer.headers["location"]);

/** From the button to the address Telegram sends the browser back to. */
async function through(visitor: Visitor, person: number | "refuse"): Promise<string> {
  const sent = await visitor.get("/auth/telegram");
  assert.equal(sent.status, 303, locationOf(sent));
  assert.ok(locationOf(sent).startsWith(`${issuerOf(system)}/auth?`), locationOf(sent));
  const back = new URL(login().decide(locationOf(sent), person));
  assert.equal(back.origin, system.adminUrl);
  return back.pathname + back.search;
}

/** The whole way; where it ends. */
async function enter(visitor: Visitor, person: number | "refuse"): Promise<string> {
  const back = await visitor.get(await through(visitor, person));
  assert.equal(back.status, 303);
  return locationOf(back);
}

async function assertOutside(visitor: Visitor): Promise<void> {
  assert.ok(!visitor.cookies.has("__Host-sid"));
  await visitor.page().untilClosed();
}

before(async () => {
  system = await System.start({ actors: ["broker", "ledger", "reader", "gateway"], ...DOOR });
  await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
  openDoor(system);
});
after(async () => {
  try {
    assert.deepEqual(system.problems(), []);
    for (const secret of [LOGIN_SECRET, createHash("sha256").update(SECRETS.telegram).digest("hex")])
      assert.ok(![...system.processes.values()].some((one) => one.logText().includes(secret)), "a secret in a log");
  } catch (error) {
    console.log(system.logs());
    throw error;
  } finally {
    await system.close();
  }
});

describe("login by Telegram", () => {
  test("fails in words while the discovery document names another server, and works when it is right", async () => {
    const { person } = await administrator("Ада");
    login().twist = { places: (document) => ({ ...document, token_endpoint: "http://localhost:1/token" }) };
    const visitor = new Visitor(system.adminUrl);
    assert.equal(locationOf(await visitor.get("/auth/telegram")), "/login?why=failed");
    login().twist = { places: (document) => ({ ...document, issuer: "https://oauth.telegram.org" }) };
    assert.equal(locationOf(await visitor.get("/auth/telegram")), "/login?why=failed");
    login().twist = {};
    assert.equal(await enter(visitor, person), "/");
  });

  test("lets in the administrator whom Telegram names by the claim id, in a session of their own", async () => {
    const { person, id } = await administrator("Берта", "owner");
    const visitor = new Visitor(system.adminUrl);
    const sent = await visitor.get("/auth/telegram");
    const query = new URL(locationOf(sent)).searchParams;
    assert.deepEqual(
      [query.get("client_id"), query.get("redirect_uri"), query.get("response_type"), query.get("scope"), query.get("code_challenge_method")],
      [CLIENT, `${system.adminUrl}${CALLBACK}`, "code", "openid profile", "S256"],
    );
    assert.match(visitor.lastSet[0] ?? "", /^__Host-door=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/);
    assert.ok(!locationOf(sent).includes(visitor.cookies.get("__Host-door") ?? "?"), "the secret of the cookie goes nowhere");
    const back = await visitor.get(login().decide(locationOf(sent), person).slice(system.adminUrl.length));
    assert.deepEqual([back.status, locationOf(back)], [303, "/"]);
    assert.match(visitor.lastSet[0] ?? "", /^__Host-sid=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=604800$/);
    assert.ok(!visitor.cookies.has("__Host-door"));
    const page = visitor.page();
    assert.equal((await page.hello()).me.admin, id);
    page.close();
  });

  test("ends the session that the browser had", async () => {
    const { person } = await administrator("Вера");
    const visitor = new Visitor(system.adminUrl);
    await enter(visitor, person);
    const old = visitor.cookies.get("__Host-sid");
    const page = await visitor.openPage();
    assert.equal(await enter(visitor, person), "/");
    assert.equal(await page.untilClosed(), 4401);
    assert.notEqual(visitor.cookies.get("__Host-sid"), old);
    (await visitor.openPage()).close();
  });

  test("trades no code for a browser that was not sent, or comes back with another state", async () => {
    const { person } = await administrator("Галя");
    const victim = new Visitor(system.adminUrl);
    const attacker = new Visitor(system.adminUrl);
    const link = await through(attacker, person);
    const before = traded();
    assert.equal(locationOf(await victim.get(link)), "/login?why=late"); // no cookie
    await victim.get("/auth/telegram");
    assert.equal(locationOf(await victim.get(link)), "/login?why=late"); // that of another login
    for (const state of ["", "&state=", `&state=${"A".repeat(43)}`, `&state=${"A".repeat(44)}`]) {
      await victim.get("/auth/telegram");
      assert.equal(locationOf(await victim.get(`${CALLBACK}?code=abc${state}`)), "/login?why=late", state);
    }
    const twice = await through(victim, person);
    const state = new URL(twice, system.adminUrl).searchParams.get("state") ?? "";
    assert.equal(locationOf(await victim.get(`${twice}&state=${state}`)), "/login?why=late");
    assert.equal(traded(), before);
    await assertOutside(victim);
  });

  test("is no way for a code that was given to another browser: its verifier does not fit", async () => {
    const { person } = await administrator("Дина");
    const owner = new Visitor(system.adminUrl);
    const thief = new Visitor(system.adminUrl);
    const stolen = new URL(await through(owner, person), system.adminUrl).searchParams.get("code") ?? "";
    const own = new URL(await through(thief, "refuse"), system.adminUrl).searchParams.get("state") ?? "";
    const before = traded();
    assert.equal(locationOf(await thief.get(`${CALLBACK}?code=${stolen}&state=${own}`)), "/login?why=late");
    assert.equal(traded(), before + 1);
    await assertOutside(thief);
  });

  test("takes a code once, and not when it is old", async () => {
    const { person } = await administrator("Ева");
    const visitor = new Visitor(system.adminUrl);
    const back = await through(visitor, person);
    const cookie = visitor.cookies.get("__Host-door") ?? "";
    assert.equal(locationOf(await visitor.get(back)), "/");
    assert.equal(locationOf(await visitor.get(back)), "/login?why=late"); // the cookie is gone
    const again = new Visitor(system.adminUrl);
    again.cookies.set("__Host-door", cookie); // somebody has kept both
    assert.equal(locationOf(await again.get(back)), "/login?why=late");
    await assertOutside(again);
    const late = await through(again, person);
    system.clock.advance(61_000);
    assert.equal(locationOf(await again.get(late)), "/login?why=late");
    await assertOutside(again);
  });

  test("says to whom it does not open, and why", async () => {
    const visitor = new Visitor(system.adminUrl);
    assert.equal(await enter(visitor, somebody("Жора")), "/login?why=stranger");
    assert.equal(await enter(visitor, "refuse"), "/login?why=declined");
    const { person, id } = await administrator("Зина");
    await system.ctlOk("admins", "block", String(id));
    assert.equal(await enter(visitor, person), "/login?why=blocked");
    await assertOutside(visitor);
  });

  test("believes no token that is for another client, of another issuer, without id, or of another time", async () => {
    const { person } = await administrator("Инна");
    const seconds = (): number => Math.floor(system.clock.now() / 1000);
    const twists: JsonObject[] = [
      { aud: "7000000002" }, { aud: [CLIENT, "7000000002"] }, { iss: "https://oauth.telegram.org" },
      { id: undefined, sub: String(person) }, { id: String(person) }, { exp: seconds() - 61 }, { iat: seconds() + 600 },
    ];
    for (const twist of twists) {
      const visitor = new Visitor(system.adminUrl);
      login().twist = { claims: (claims) => ({ ...claims, ...twist }) };
      assert.equal(await enter(visitor, person), "/login?why=failed", JSON.stringify(twist));
      await assertOutside(visitor);
    }
    login().twist = {};
    assert.equal(await enter(new Visitor(system.adminUrl), person), "/");
  });

  test("holds nothing else up while Telegram does not answer, and forgets whom has gone", async () => {
    const { person } = await administrator("Клара");
    let release = (): void => undefined;
    const held = new Promise<void>((done) => { release = done; });
    login().twist = { beforeToken: async () => await held };
    const visitor = new Visitor(system.adminUrl);
    const gone = new Visitor(system.adminUrl);
    const before = traded();
    const back = await through(visitor, person);
    const left = await through(gone, person);
    const answer = visitor.get(back);
    const leaving = request(system.adminUrl + left, { localAddress: gone.address, headers: { Cookie: gone.cookie } });
    leaving.on("error", () => undefined);
    leaving.end();
    await until("both codes to be on their way", () => traded() === before + 2);
    leaving.destroy();
    const other = new Visitor(system.adminUrl);
    for (let n = 0; n < 20; n++) assert.equal((await other.get("/healthz")).status, 200);
    assert.equal((await other.useTicket(await system.ctlOk("login", String((await administrator("Лара")).id)))).state, "done");
    release();
    assert.equal(locationOf(await answer), "/");
    login().twist = {};
  });

  test("fetches the keys once for many, also when a token names one it does not know", async () => {
    const { person } = await administrator("Майя");
    const keys = (): number => login().asked.get("/.well-known/jwks.json") ?? 0;
    assert.equal(await enter(new Visitor(system.adminUrl), person), "/");
    assert.equal(keys(), 1);
    login().turnKeys();
    for (let n = 0; n < 3; n++) assert.equal(await enter(new Visitor(system.adminUrl), person), "/login?why=failed");
    assert.equal(keys(), 1, "at most once a minute");
    openDoor(system, "ES256");
    await system.kill("gateway");
    await until("the gateway to answer", async () => (await fetch(`${system.adminUrl}/healthz`)).ok);
    assert.equal(await enter(new Visitor(system.adminUrl), person), "/");
    assert.equal(keys(), 2);
  });

  test("is not begun too often from one address", async () => {
    const visitor = new Visitor(system.adminUrl);
    const places: string[] = [];
    for (let n = 0; n < 12; n++) places.push(locationOf(await visitor.get("/auth/telegram")));
    assert.equal(places.filter((one) => one === "/login?why=tooMany").length, 2);
  });
});

describe("login by the older widget", () => {
  const finish = async (visitor: Visitor, result: string): Promise<[number, string | undefined]> => {
    const answer = await visitor.post("/auth/widget/finish", { result });
    return [answer.status, (JSON.parse(answer.text) as { state?: string }).state];
  };
  const fieldsOf = (back: string): string => back.split("#tgAuthResult=")[1] ?? "";
  const go = async (visitor: Visitor): Promise<string> => {
    const sent = await visitor.get("/auth/widget");
    assert.equal(sent.status, 303);
    return locationOf(sent);
  };

  test("takes what Telegram has signed, once, for five minutes, and from the browser that went there", async () => {
    const { person, id } = await administrator("Нона");
    const visitor = new Visitor(system.adminUrl);
    const fields = fieldsOf(login().decide(await go(visitor), person));
    assert.deepEqual(await finish(new Visitor(system.adminUrl), fields), [403, undefined]);
    assert.deepEqual(await finish(visitor, fields), [200, "done"]);
    const page = visitor.page();
    assert.equal((await page.hello()).me.admin, id);
    page.close();
    await go(visitor);
    assert.deepEqual(await finish(visitor, fields), [200, "expired"]);
    const old = fieldsOf(login().decide(await go(visitor), person));
    system.clock.advance(5 * 60_000);
    assert.deepEqual(await finish(visitor, old), [200, "expired"]);
  });

  test("believes nothing that is changed, and says to whom it does not open", async () => {
    const { person, id } = await administrator("Ольга");
    const visitor = new Visitor(system.adminUrl);
    const fields = JSON.parse(Buffer.from(fieldsOf(login().decide(await go(visitor), somebody("Павел"))), "base64url").toString()) as object;
    const coded = (what: object): string => Buffer.from(JSON.stringify(what)).toString("base64url");
    assert.deepEqual(await finish(visitor, coded({ ...fields, id: person })), [403, undefined]);
    assert.deepEqual(await finish(visitor, "false"), [403, undefined]);
    assert.deepEqual(await finish(visitor, coded(fields)), [200, "stranger"]);
    await system.ctlOk("admins", "block", String(id));
    const blocked = fieldsOf(login().decide(await go(visitor), person));
    assert.deepEqual(await finish(visitor, blocked), [200, "blocked"]);
    await assertOutside(visitor);
  });
});

test("the login page is told which ways there are", async () => {
  const answer = await new Visitor(system.adminUrl).get("/auth/ways");
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [200, { bot: true, telegram: true, widget: true }]);
});
