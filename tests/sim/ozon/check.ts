// Checks a JSON value against a trimmed method table (methods.json) or a table of the same form.
// Strict on purpose: a field that the table does not know is a fault of the client.

export type Schema = {
  type: "object" | "array" | "string" | "boolean" | "int32" | "int64" | "double" | "date-time";
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: string[];
  ignoreCase?: boolean;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
};

export type ProblemKind = "unknown_parameter" | "missing_parameter" | "wrong_type" | "out_of_range";

export type Problem = { kind: ProblemKind; field: string; message: string };

const INT32_MAX = 2 ** 31 - 1;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 of a full RFC 3339 time, or null: a date alone is not one. */
export function parseTime(text: unknown): number | null {
  if (typeof text !== "string" || !TIME.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** An integer as JSON carries it: a number, or (protobuf's way with 64 bits) its decimal text. */
export function parseInteger(value: unknown): number | null {
  const n = typeof value === "string" && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof n === "number" && Number.isSafeInteger(n) ? n : null;
}

/** Everything that is wrong with `value`; empty when it is right. */
export function check(schema: Schema, value: unknown, field = ""): Problem[] {
  const wrong = (message: string, kind: ProblemKind = "wrong_type"): Problem[] => [
    { kind, field: field || "body", message: `${field || "body"} ${message}` },
  ];
  switch (schema.type) {
    case "object":
      if (typeof value !== "object" || value === null || Array.isArray(value)) return wrong("must be an object");
      return checkObject(schema, value as Record<string, unknown>, field);
    case "array":
      if (!Array.isArray(value)) return wrong("must be an array");
      return [
        ...rangeOf(value.length, schema.minItems, schema.maxItems, (m) => wrong(`has ${m} elements`, "out_of_range")),
        ...value.flatMap((v, i) => check(schema.items ?? { type: "string" }, v, `${field}[${i}]`)),
      ];
    case "boolean":
      return typeof value === "boolean" ? [] : wrong("must be true or false");
    case "double":
      return typeof value === "number" ? [] : wrong("must be a number");
    case "date-time":
      return parseTime(value) !== null ? [] : wrong("must be a full RFC 3339 time");
    case "int32":
    case "int64":
      return checkInteger(schema, value, wrong);
    case "string":
      if (typeof value !== "string") return wrong("must be a string");
      if (schema.maxLength !== undefined && value.length > schema.maxLength) {
        return wrong(`is longer than ${schema.maxLength} characters`, "out_of_range");
      }
      if (schema.enum && !isOneOf(schema, value)) return wrong(`must be one of ${schema.enum}`, "out_of_range");
      return [];
  }
}

function checkObject(schema: Schema, value: Record<string, unknown>, field: string): Problem[] {
  const problems: Problem[] = [];
  const known = schema.properties ?? {};
  const path = (key: string): string => (field ? `${field}.${key}` : key);
  for (const key of schema.required ?? []) {
    if (value[key] === undefined) {
      problems.push({ kind: "missing_parameter", field: path(key), message: `${path(key)} is required` });
    }
  }
  for (const [key, v] of Object.entries(value)) {
    const inner = Object.hasOwn(known, key) ? known[key] : undefined;
    if (inner) problems.push(...check(inner, v, path(key)));
    else problems.push({ kind: "unknown_parameter", field: path(key), message: `unknown field ${path(key)}` });
  }
  return problems;
}

type Wrong = (message: string, kind?: ProblemKind) => Problem[];

function checkInteger(schema: Schema, value: unknown, wrong: Wrong): Problem[] {
  const n = parseInteger(value);
  if (n === null) return wrong("must be an integer");
  if (schema.type === "int32" && Math.abs(n) > INT32_MAX) return wrong("does not fit 32 bits", "out_of_range");
  return rangeOf(n, schema.minimum, schema.maximum, (m) => wrong(`must be ${m}`, "out_of_range"));
}

function rangeOf(n: number, min = -Infinity, max = Infinity, problem: (m: string) => Problem[]): Problem[] {
  if (n < min) return problem(`at least ${min}`);
  return n > max ? problem(`at most ${max}`) : [];
}

function isOneOf(schema: Schema, value: string): boolean {
  const same = schema.ignoreCase ? (s: string) => s.toLowerCase() : (s: string) => s;
  return schema.enum!.some((e) => same(e) === same(value));
}
