// Login with Telegram for web pages: the provider of OpenID Connect (discovery, /auth, /token, keys), and the older
// way, whose signed fields come back behind the # of an address. The page at /auth asks who you are, since nobody has a
// session here; a test says so with `decide`.
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomBytes, randomInt, sign } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PARAMS_BYTES_MAX, readBytes } from "./body.ts";
import { ActError } from "./errors.ts";
import type { Person } from "./rooms.ts";
import type { JsonObject } from "./wire.ts";
import type { World } from "./world.ts";

const CODE_MS = 60_000;
const TOKEN_S = 3600;
const ALGORITHMS = { RS256: "rsa", ES256: "ec" } as const;
type Algorithm = keyof typeof ALGORITHMS;

/** What BotFather's Web Login is told. */
export type ClientOptions = { bot: string; secret: string; redirects?: string[]; origins?: string[]; algorithm?: Algorithm };
type Client = { id: string; token: string; secret: string; redirects: string[]; origins: string[]; algorithm: Algorithm };
type Grant = { client: Client; person: Person; redirect: string; challenge: string; until: number };
type SigningKey = { kid: string; algorithm: Algorithm; secret: KeyObject; shown: JsonObject };

function newKey(algorithm: Algorithm): SigningKey {
  const pair = algorithm === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const kid = randomBytes(6).toString("hex");
  return { kid, algorithm, secret: pair.privateKey, shown: { ...pair.publicKey.export({ format: "jwk" }) as JsonObject, kid, alg: algorithm, use: "sig" } };
}

export class Login {
  readonly #world: World;
  readonly #clients = new Map<string, Client>();
  readonly #codes = new Map<string, Grant>();
  readonly #subjects = new Map<number, string>();
  #keys: SigningKey[] = [];
  /** For tests: changes what is signed, holds back what is answered. */
  twist: { claims?: (claims: JsonObject) => JsonObject; beforeToken?: () => Promise<void>; places?: (document: JsonObject) => JsonObject } = {};
  /** How often each address was asked for. */
  readonly asked = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  allow(options: ClientOptions): void {
    const bot = this.#world.botNames.get(options.bot.toLowerCase());
    if (!bot) throw new ActError(`no bot ${options.bot}`);
    const { secret, redirects = [], origins = [], algorithm = "RS256" } = options;
    this.#clients.set(String(bot.user.id), { id: String(bot.user.id), token: bot.token, secret, redirects, origins, algorithm });
    if (!this.#keys.some((key) => key.algorithm === algorithm)) this.#keys.push(newKey(algorithm));
  }

  /** New keys sign from now on; tokens of the old ones find theirs no more. */
  turnKeys(): void {
    this.#keys = this.#keys.map((key) => newKey(key.algorithm));
  }

  /** What a person does at the address the browser was sent to; gives the address it is sent back to. */
  decide(address: string, person: number | "refuse"): string {
    const { searchParams: query } = new URL(address);
    return query.has("bot_id") ? this.#signFields(query, person) : this.#grant(query, person);
  }

  /** The addresses that are this class's. */
  serves(path: string): boolean {
    return ["/.well-known/openid-configuration", "/.well-known/jwks.json", "/auth", "/auth/decide", "/token"].includes(path);
  }

  async serve(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const issuer = `http://${request.headers.host}`;
    this.asked.set(url.pathname, (this.asked.get(url.pathname) ?? 0) + 1);
    const json = (status: number, body: JsonObject): void => {
      response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" }).end(JSON.stringify(body));
    };
    if (url.pathname === "/.well-known/openid-configuration") json(200, (this.twist.places ?? ((same) => same))(discovery(issuer)));
    else if (url.pathname === "/.well-known/jwks.json") json(200, { keys: this.#keys.map((key) => key.shown) });
    else if (url.pathname === "/token") await this.#trade(request, issuer, json);
    else if (url.pathname === "/auth") this.#ask(response, url);
    else response.writeHead(303, { Location: this.decide(url.href, chosen(url)) }).end();
  }

  /** The page of a person who is asked: a link for each of the first few people, and one to refuse. */
  #ask(response: ServerResponse, url: URL): void {
    const link = (value: string, name: string): string =>
      `<li><a data-who="${value}" href="/auth/decide?${new URLSearchParams({ ...Object.fromEntries(url.searchParams), who: value }).toString().replaceAll("&", "&amp;")}">${name}</a></li>`;
    const people = [...this.#world.people.values()].slice(0, 50).map((one) => link(String(one.id), one.first_name.replace(/[<&]/g, "")));
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'", "Referrer-Policy": "no-referrer" })
      .end(`<!doctype html><html lang="ru"><title>Вход через Telegram</title><h1>Кто вы?</h1><ul>${people.join("")}${link("refuse", "Отказаться")}</ul>`);
  }

  #client(query: URLSearchParams, name: string): Client {
    const client = this.#clients.get(query.get(name) ?? "");
    if (!client) throw new ActError(`${name}: no such client`);
    return client;
  }

  #person(id: number): Person {
    const person = this.#world.people.get(id);
    if (!person) throw new ActError(`no person ${id}`);
    return person;
  }

  #grant(query: URLSearchParams, who: number | "refuse"): string {
    const client = this.#client(query, "client_id");
    const redirect = query.get("redirect_uri") ?? "";
    if (!client.redirects.includes(redirect)) throw new ActError(`redirect_uri ${redirect} is not registered`);
    if (query.get("response_type") !== "code" || !(query.get("scope") ?? "").split(" ").includes("openid")) throw new ActError("response_type code and scope openid are wanted");
    if (query.get("code_challenge_method") !== "S256" || !/^[\w-]{43}$/.test(query.get("code_challenge") ?? "")) throw new ActError("a code_challenge of S256 is wanted");
    const back = new URL(redirect);
    if (who === "refuse") back.searchParams.set("error", "access_denied");
    else {
      const code = randomBytes(24).toString("base64url");
      this.#codes.set(code, { client, person: this.#person(who), redirect, challenge: query.get("code_challenge") ?? "", until: this.#world.now() + CODE_MS });
      back.searchParams.set("code", code);
    }
    if (query.has("state")) back.searchParams.set("state", query.get("state") ?? "");
    return back.href;
  }

  async #trade(request: IncomingMessage, issuer: string, json: (status: number, body: JsonObject) => void): Promise<void> {
    const form = new URLSearchParams((await readBytes(request, PARAMS_BYTES_MAX)).toString());
    const [id = "", secret = ""] = Buffer.from((request.headers.authorization ?? "").replace(/^Basic /, ""), "base64").toString().split(":").map(decodeURIComponent);
    await this.twist.beforeToken?.();
    const client = this.#clients.get(id);
    if (request.method !== "POST" || !client || client.secret !== secret || form.get("client_id") !== id) return json(401, { error: "invalid_client" });
    const grant = this.#codes.get(form.get("code") ?? "");
    this.#codes.delete(form.get("code") ?? ""); // good once, whatever comes of it
    const challenge = createHash("sha256").update(form.get("code_verifier") ?? "").digest("base64url");
    if (form.get("grant_type") !== "authorization_code" || grant?.client !== client || grant.redirect !== form.get("redirect_uri") || grant.challenge !== challenge || grant.until < this.#world.now())
      return json(400, { error: "invalid_grant" });
    json(200, { access_token: randomBytes(16).toString("hex"), token_type: "Bearer", expires_in: TOKEN_S, id_token: this.#token(client, grant.person, issuer) });
  }

  #token(client: Client, person: Person, issuer: string): string {
    const key = this.#keys.find((one) => one.algorithm === client.algorithm);
    if (!key) throw new ActError("no key");
    const sub = this.#subjects.get(person.id) ?? String(randomInt(2 ** 40, 2 ** 47));
    this.#subjects.set(person.id, sub);
    const claims: JsonObject = {
      iss: issuer, aud: client.id, sub, iat: this.#world.seconds(), exp: this.#world.seconds() + TOKEN_S,
      id: person.id, name: [person.first_name, person.last_name].filter(Boolean).join(" "), ...(person.username !== undefined && { preferred_username: person.username }),
    };
    const text = [{ alg: key.algorithm, typ: "JWT", kid: key.kid }, (this.twist.claims ?? ((same) => same))(claims)]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
    return `${text}.${sign("sha256", Buffer.from(text), { key: key.secret, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
  }

  #signFields(query: URLSearchParams, who: number | "refuse"): string {
    const client = this.#client(query, "bot_id");
    const origin = query.get("origin") ?? "";
    const back = new URL(query.get("return_to") ?? "");
    if (!client.origins.includes(origin) || back.origin !== origin) throw new ActError("Bot domain invalid");
    back.hash = `tgAuthResult=${who === "refuse" ? "false" : this.signedFields(client.token, this.#person(who))}`;
    return back.href;
  }

  /** What the older way signs, as it stands behind the #. */
  signedFields(token: string, person: Person, at = this.#world.seconds()): string {
    const fields: Record<string, string | number> = { id: person.id, first_name: person.first_name, auth_date: at };
    if (person.last_name !== undefined) fields["last_name"] = person.last_name;
    if (person.username !== undefined) fields["username"] = person.username;
    const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`).sort().join("\n");
    const hash = createHmac("sha256", createHash("sha256").update(token).digest()).update(text).digest("hex");
    return Buffer.from(JSON.stringify({ ...fields, hash })).toString("base64url");
  }
}

function discovery(issuer: string): JsonObject {
  return {
    issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ["code"], grant_types_supported: ["authorization_code"], subject_types_supported: ["public"],
    code_challenge_methods_supported: ["plain", "S256"], id_token_signing_alg_values_supported: Object.keys(ALGORITHMS),
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"], scopes_supported: ["openid", "profile"],
  };
}

function chosen(url: URL): number | "refuse" {
  const who = url.searchParams.get("who") ?? "refuse";
  return who === "refuse" ? who : Number(who);
}
