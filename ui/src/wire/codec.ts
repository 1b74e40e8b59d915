// Messages, checked against the tables that the protocol is generated from: a field is there if it
// must be, of its type, within its limits. What comes in and was not declared is left out (a newer
// server may say more); what goes out and was not declared is a mistake of ours.
import { WireError } from "./errors.ts";
import { ENUMS, FIELDS, type Field, type Messages } from "./protocol.ts";

export type MessageName = keyof Messages;

const utf8 = new TextEncoder();

/** The message, or a WireError `garbled` that names the field. */
export function decodeMessage<N extends MessageName>(name: N, value: unknown): Messages[N] {
  return read(name, value, name, false) as unknown as Messages[N];
}

/** The message as it may be sent. */
export function encodeMessage<N extends MessageName>(name: N, message: Messages[N]): unknown {
  return read(name, message, name, true);
}

function read(name: string, value: unknown, where: string, strict: boolean) {
  const fields = FIELDS[name as MessageName]; // the tables name only messages that are in them
  if (!isMap(value)) throw new WireError("garbled", `${where}: not a map`);
  const message: Record<string, unknown> = {};
  for (const field of fields) {
    const item = value[field.name];
    if (item === undefined || item === null) {
      if (field.required) throw new WireError("garbled", `${where}.${field.name}: missing`);
      continue;
    }
    message[field.name] = readField(field, item, `${where}.${field.name}`, strict);
  }
  if (strict) refuseUndeclared(fields, value, where);
  return message;
}

function readField(field: Field, value: unknown, where: string, strict: boolean): unknown {
  switch (field.kind) {
    case "bool":
      return typeof value === "boolean" ? value : wrong(where, "not a boolean");
    case "str":
      return readText(field, value, where);
    case "bytes":
      if (!(value instanceof Uint8Array)) return wrong(where, "not bytes");
      return value.length <= (field.limit ?? 0) ? value : wrong(where, "too long");
    case "enum":
      return ENUMS[field.type ?? ""]?.includes(value as number)
        ? value
        : wrong(where, "not one of its values");
    case "msg":
      return read(field.type ?? "", value, where, strict);
    case "list":
      return readList(field, value, where, (item, at) => read(field.type ?? "", item, at, strict));
    case "ints":
      return readList(field, value, where, (item, at) =>
        readInteger(item, 0, Number.MAX_SAFE_INTEGER, at),
      );
    default:
      return readInteger(value, field.min ?? 0, field.limit ?? Number.MAX_SAFE_INTEGER, where);
  }
}

function readInteger(value: unknown, min: number, max: number, where: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return wrong(where, "no integer");
  return value >= min && value <= max ? value : wrong(where, "out of its limits");
}

function readText(field: Field, value: unknown, where: string): string {
  if (typeof value !== "string") return wrong(where, "not a text");
  const limit = field.limit ?? 0;
  const fits = value.length * 3 <= limit || utf8.encode(value).length <= limit;
  return fits ? value : wrong(where, "too long");
}

function readList<T>(
  field: Field,
  value: unknown,
  where: string,
  readItem: (item: unknown, where: string) => T,
): T[] {
  if (!Array.isArray(value)) return wrong(where, "not a list");
  if (value.length > (field.limit ?? 0)) return wrong(where, "too long");
  return value.map((item, i) => readItem(item, `${where}[${i}]`));
}

function refuseUndeclared(fields: readonly Field[], value: object, where: string): void {
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined && !fields.some((field) => field.name === key)) {
      wrong(`${where}.${key}`, "not declared");
    }
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  );
}

function wrong(where: string, what: string): never {
  throw new WireError("garbled", `${where}: ${what}`);
}
