// Who may call what, how often. The checks come in Ozon's order: headers, Client-Id, key, role, rate.
import { ApiError, invalid } from "./errors.ts";
import { METHODS } from "./seller-api.ts";

export type Role = { name: string; methods: string[] };

export const BLOCKS = ["", "deactivated", "offer_not_signed", "ip_restricted"] as const;

export type Block = (typeof BLOCKS)[number];

const BLOCK_TEXT: Record<Exclude<Block, "">, string> = {
  deactivated: "Api-key is deactivated, use another one or generate a new one",
  offer_not_signed: "Offer not signed",
  ip_restricted: "Api-Key is restricted to specific IP addresses",
};

export class Gate {
  readonly clientId: string;
  apiKey: string;
  expiresAt: number;
  block: Block = "";
  roles: Role[] = [{ name: "Admin", methods: Object.keys(METHODS) }];
  /** Requests in a second over all methods; 0: no limit. */
  rateLimit: number;
  #second = 0;
  #calls = 0;

  constructor(clientId: string, apiKey: string, expiresAt: number, rateLimit: number) {
    this.clientId = clientId;
    this.apiKey = apiKey;
    this.expiresAt = expiresAt;
    this.rateLimit = rateLimit;
  }

  /** Throws what Ozon would answer. */
  admit(path: string, clientId: string | undefined, apiKey: string | undefined, now: number): void {
    if (!clientId || !apiKey) throw new ApiError(401, 16, "Client-Id and Api-Key headers are required", "no credentials");
    if (!/^[1-9]\d{0,18}$/.test(clientId)) throw invalid("Client-Id header value should be positive integer", "bad Client-Id");
    if (clientId !== this.clientId || apiKey !== this.apiKey || now >= this.expiresAt) {
      throw new ApiError(404, 5, "Invalid Api-Key, please check the key and try again");
    }
    if (this.block !== "") throw new ApiError(403, 7, BLOCK_TEXT[this.block]);
    const free = path === "/v1/roles" || !(path in METHODS);
    if (!free && !this.roles.some((r) => r.methods.includes(path))) {
      throw new ApiError(403, 7, "Api-Key is missing a required role for a method");
    }
    if (this.rateLimit > 0 && this.#remaining(now) < 0) throw tooMany();
  }

  /** Calls left in this second, this one counted. */
  #remaining(now: number): number {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) [this.#second, this.#calls] = [second, 0];
    return this.rateLimit - ++this.#calls;
  }

  get remaining(): number {
    return Math.max(0, this.rateLimit - this.#calls);
  }
}

export const tooMany = (): ApiError => new ApiError(429, 8, "You have reached request rate limit per second");
