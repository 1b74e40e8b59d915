// Why a request came to nothing. The codes are those of the protocol; the words people read are in
// the dictionaries, by these names.
import { ErrorCode } from "./protocol.ts";

/** A code of the protocol, or one of the page's own: no connection, an answer that makes no sense. */
export type ErrorName = Lowercase<keyof typeof ErrorCode> | "offline" | "garbled" | "unknown";

const NAMES = new Map<number, ErrorName>(
  Object.entries(ErrorCode).map(([name, code]) => [code, name.toLowerCase() as ErrorName]),
);

export class WireError extends Error {
  override readonly name = "WireError";
  readonly code: ErrorName;
  /** What the server says about it, in English, for the curious; never the main text. */
  readonly detail: string;

  constructor(code: ErrorName, detail = "") {
    super(detail === "" ? code : `${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

export function errorName(code: number): ErrorName {
  return NAMES.get(code) ?? "unknown";
}

/** The request was not answered, and the same request may well be a moment later. */
export function isPassing(code: ErrorName): boolean {
  return code === "unavailable" || code === "busy" || code === "timeout";
}

export function errorCode(error: unknown): ErrorName {
  return error instanceof WireError ? error.code : "unknown";
}
