// The official tables of methods and types (methods.json) and the check of a value against them.
// A "types" text is the manual's: "Integer | String", "Array of Array of InlineKeyboardButton".
import { readFileSync } from "node:fs";
import type { Json } from "./wire.ts";

type Fields = Record<string, string>;
type Table = {
  version: string;
  methods: Record<string, { returns: string; params: Fields }>;
  types: Record<string, Fields | { one_of: string[] }>;
};

export type Field = { types: string; required: boolean };
export type Problem = { kind: "unknown" | "missing" | "wrong_type" | "null" | "unsimulated"; path: string; detail: string };

const table = JSON.parse(readFileSync(new URL("./methods.json", import.meta.url), "utf8")) as Table;

function fieldsOf(raw: Fields): Map<string, Field> {
  return new Map(Object.entries(raw).map(([name, types]) => [name.replace(/!$/, ""), { types, required: name.endsWith("!") }]));
}

export const methods = new Map(Object.entries(table.methods).map(([name, method]) =>
  [name.toLowerCase(), { name, returns: method.returns, params: fieldsOf(method.params) }]));
const structs = new Map<string, Map<string, Field>>();
const unions = new Map<string, string[]>();
for (const [name, type] of Object.entries(table.types)) {
  if (Array.isArray(type["one_of"])) unions.set(name, type["one_of"]);
  else structs.set(name, fieldsOf(type as Fields));
}

/** The problems of `value` as one of `types`; none means it fits. */
export function check(types: string, value: Json | undefined, path: string): Problem[] {
  if (value === null || value === undefined) return [{ kind: "null", path, detail: `${path} is null: leave absent fields out` }];
  const choices = expand(types);
  const tried = choices.map((type) => checkOne(type, value, path));
  const best = tried.find((problems) => problems.length === 0)
    ?? tried.filter((problems) => !problems.some((p) => p.path === path && p.kind === "wrong_type")).sort((a, b) => a.length - b.length)[0];
  return best ?? [{ kind: "wrong_type", path, detail: `${path} must be ${types}, got ${describe(value)}` }];
}

export function checkFields(fields: Map<string, Field>, value: { [name: string]: Json | undefined }, path: string): Problem[] {
  const problems: Problem[] = [];
  for (const [name, field] of fields)
    if (field.required && value[name] === undefined)
      problems.push({ kind: "missing", path: path + name, detail: `${path}${name} is required` });
  for (const [name, inner] of Object.entries(value)) {
    const field = fields.get(name);
    if (!field) problems.push({ kind: "unknown", path: path + name, detail: `${path}${name} is not in the tables` });
    else if (inner !== undefined) problems.push(...check(field.types, inner, path + name));
  }
  return problems;
}

function expand(types: string): string[] {
  return types.split(" | ").flatMap((type) => unions.get(type)?.flatMap((inner) => expand(inner)) ?? [type]);
}

function checkOne(type: string, value: Json, path: string): Problem[] {
  const wrong: Problem[] = [{ kind: "wrong_type", path, detail: `${path} must be ${type}, got ${describe(value)}` }];
  if (type.startsWith("Array of ")) {
    if (!Array.isArray(value)) return wrong;
    return value.flatMap((item, i) => check(type.slice(9), item, `${path}[${i}]`));
  }
  switch (type) {
    case "Integer": return Number.isSafeInteger(value) ? [] : wrong;
    case "Float": return typeof value === "number" ? [] : wrong;
    case "String": return typeof value === "string" ? [] : wrong;
    case "Boolean": return typeof value === "boolean" ? [] : wrong;
    case "InputFile": return wrong; // files are recognised before, by their part of the form
    case "Unsimulated": return [{ kind: "unsimulated", path, detail: `${path} is a kind the simulator does not know` }];
  }
  const fields = structs.get(type);
  if (!fields || typeof value !== "object" || value === null || Array.isArray(value)) return wrong;
  return checkFields(fields, value, `${path}.`);
}

function describe(value: Json): string {
  return Array.isArray(value) ? "array" : typeof value === "number" && !Number.isInteger(value) ? "fraction" : typeof value;
}
