// The few requests that are ordinary HTTP: login and logout, whose cookies only HTTP can set.
import { type BaseIssue, type BaseSchema, type InferOutput, safeParse } from "valibot";

/** A refusal of the server, by its status, or `undefined` when there was no answer. */
export class PostError extends Error {
  readonly status: number | undefined;
  readonly retryAfter: number;

  constructor(status: number | undefined, retryAfter = 0) {
    super(`http ${status ?? "unreachable"}`);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

type Schema = BaseSchema<unknown, unknown, BaseIssue<unknown>>;

export async function get<S extends Schema>(
  path: string,
  schema: S,
  signal: AbortSignal,
): Promise<InferOutput<S>> {
  return await read(await request(path, { method: "GET", signal }), schema);
}

export async function post<S extends Schema>(
  path: string,
  body: object,
  schema: S,
  signal?: AbortSignal,
): Promise<InferOutput<S>> {
  return await read(await send(path, body, signal), schema);
}

async function read<S extends Schema>(response: Response, schema: S): Promise<InferOutput<S>> {
  const answer: unknown = await response.json().catch(() => undefined);
  const parsed = safeParse(schema, answer);
  if (!parsed.success) throw new PostError(response.status);
  return parsed.output;
}

/** For an answer without content. */
export async function send(path: string, body: object, signal?: AbortSignal): Promise<Response> {
  return await request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: signal ?? AbortSignal.timeout(10_000),
  });
}

async function request(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new PostError(undefined);
  }
  if (!response.ok) {
    throw new PostError(response.status, Number(response.headers.get("Retry-After")) || 0);
  }
  return response;
}
