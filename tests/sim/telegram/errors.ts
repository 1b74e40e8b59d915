// A refusal as api.telegram.org words it.
import type { JsonObject } from "./wire.ts";

const PREFIX = new Map([[400, "Bad Request"], [401, "Unauthorized"], [403, "Forbidden"], [409, "Conflict"], [429, "Too Many Requests"]]);

export class ApiError extends Error {
  readonly code: number;
  readonly parameters: JsonObject | undefined;

  constructor(code: number, description: string, parameters?: JsonObject) {
    super(description);
    this.code = code;
    this.parameters = parameters;
  }

  body(): JsonObject {
    const body: JsonObject = { ok: false, error_code: this.code, description: this.message };
    if (this.parameters) body["parameters"] = this.parameters;
    return body;
  }
}

/** A mistake of the one who drives the simulator (a test, the page): told in words. */
export class ActError extends Error {}

/** The server puts the class of the error before the text and lowers the text's first letter, unless
 *  the second character is a capital or an underscore (TOPIC_CLOSED stays as it is). */
export function refusal(code: number, text: string): ApiError {
  const verbatim = /^.[A-Z_]/.test(text);
  return new ApiError(code, `${PREFIX.get(code) ?? "Error"}: ${verbatim ? text : text.charAt(0).toLowerCase() + text.slice(1)}`);
}

export const badRequest = (text: string): ApiError => refusal(400, text);
export const forbidden = (text: string): ApiError => refusal(403, text);

export function tooMany(seconds: number): ApiError {
  return new ApiError(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
}
