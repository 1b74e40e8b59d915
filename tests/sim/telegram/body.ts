// The parameters of a request, from query, JSON, form or multipart, as values of the declared types.
// The real server keeps texts of forms and converts them late; so do we, by methods.json.
import type { IncomingMessage } from "node:http";
import { ApiError } from "./errors.ts";
import type { Field } from "./table.ts";
import type { Json } from "./wire.ts";

export const PARAMS_BYTES_MAX = 1 << 20;
export const UPLOAD_BYTES_MAX = 50 << 20;

export type Upload = { name: string; mime: string; bytes: Buffer };
export type Raw = {
  /** Values from JSON keep their type; those from forms and queries are texts. */
  values: Map<string, { value: Json; text: boolean }>;
  uploads: Map<string, Upload>;
  malformed: string | undefined;
};

export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > limit) throw new ApiError(413, "Request Entity Too Large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export async function readRaw(request: IncomingMessage, query: URLSearchParams): Promise<Raw> {
  const raw: Raw = { values: new Map(), uploads: new Map(), malformed: undefined };
  for (const [name, value] of query) raw.values.set(name, { value, text: true });
  const type = request.headers["content-type"] ?? "";
  const multipart = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const body = await readBytes(request, multipart ? UPLOAD_BYTES_MAX : PARAMS_BYTES_MAX);
  if (body.length === 0) return raw;
  if (multipart) parts(raw, body, multipart[1] ?? multipart[2] ?? "");
  else if (/^application\/x-www-form-urlencoded/i.test(type))
    for (const [name, value] of new URLSearchParams(body.toString())) raw.values.set(name, { value, text: true });
  else if (/^application\/json/i.test(type)) json(raw, body.toString());
  else raw.malformed = `content type ${type || "missing"}`;
  return raw;
}

function json(raw: Raw, body: string): void {
  let parsed: Json;
  try {
    parsed = JSON.parse(body) as Json;
  } catch (error) {
    raw.malformed = `body is not JSON: ${(error as Error).message}`;
    return;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    raw.malformed = "body is not a JSON object";
    return;
  }
  for (const [name, value] of Object.entries(parsed)) raw.values.set(name, { value: value ?? null, text: false });
}

function parts(raw: Raw, body: Buffer, boundary: string): void {
  const mark = Buffer.from(`--${boundary}`);
  let at = body.indexOf(mark);
  while (at >= 0) {
    const start = at + mark.length + 2;
    const next = body.indexOf(mark, start);
    const gap = body.indexOf("\r\n\r\n", start);
    if (next < 0 || gap < 0 || gap > next) return;
    const head = body.toString("utf8", start, gap);
    const content = body.subarray(gap + 4, next - 2);
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1];
    const quoted = /filename=(?:"([^"]*)"|([^;\s]+))/i.exec(head);
    const file = quoted?.[1] ?? quoted?.[2];
    const mime = /^content-type:\s*(\S+)/im.exec(head)?.[1] ?? "application/octet-stream";
    if (name !== undefined && file !== undefined) raw.uploads.set(name, { name: file, mime, bytes: Buffer.from(content) });
    else if (name !== undefined) raw.values.set(name, { value: content.toString(), text: true });
    at = next;
  }
}

/** A text of a form as the declared type, if it can be one; otherwise the text itself. */
export function convert(field: Field, value: Json, text: boolean): Json {
  if (typeof value !== "string") return value;
  const types = field.types.split(" | ");
  if (text && types.includes("Integer") && /^-?\d{1,16}$/.test(value)) return Number(value);
  if (text && types.includes("Boolean")) return /^(true|yes|1)$/i.test(value) ? true : /^(false|no|0)?$/i.test(value) ? false : value;
  if (text && types.includes("Float") && value !== "" && Number.isFinite(Number(value))) return Number(value);
  if (types.includes("String")) return value;
  // "A JSON-serialized object": allowed as a text in every kind of body.
  try {
    const parsed = JSON.parse(value) as Json;
    if (typeof parsed === "object" && parsed !== null) return parsed;
  } catch {
    return value; // reported as a wrong type by the table
  }
  return value;
}
