// Cuts the two method tables of the simulated Ozon out of Ozon's own specification:
//
//     node trim-spec.ts ozon-openapi.json
//
// writes methods.json (what a request may and must say) and answers.json (names and types of what
// comes back). The specification is the "swagger.json" that docs.ozon.ru/api/seller publishes; the
// tables here were cut from the snapshot of 14 August 2026 (OpenAPI 3.0.0, info.version 2.1).
import { readFileSync, writeFileSync } from "node:fs";

const METHODS = [
  "/v3/posting/fbo/list",
  "/v4/posting/fbs/list",
  "/v2/posting/fbo/get",
  "/v3/posting/fbs/get",
  "/v1/returns/list",
  "/v2/returns/rfbs/list",
  "/v3/product/list",
  "/v3/product/info/list",
  "/v1/roles",
  "/v1/seller/info",
];

// Limits that the specification states in its prose, or shows in its samples, but not in its schemas.
const SAID_IN_TEXT: Record<string, Record<string, object>> = {
  "/v3/posting/fbo/list": { sort_dir: { ignoreCase: true } },
  "/v4/posting/fbs/list": { sort_dir: { ignoreCase: true } },
  "/v1/returns/list": {
    limit: { minimum: 1, maximum: 500 },
    "filter.posting_numbers": { maxItems: 50 },
    "filter.return_schema": { enum: ["FBS", "FBO"] },
    "filter.compensation_status_id": { minimum: 1, maximum: 4 },
  },
  "/v2/returns/rfbs/list": { limit: { minimum: 1, maximum: 1000 } },
  "/v3/product/list": { limit: { minimum: 1, maximum: 1000 } },
  "/v3/product/info/list": {
    offer_id: { maxItems: 1000 },
    product_id: { maxItems: 1000 },
    sku: { maxItems: 1000 },
  },
};

// Strings whose description is a complete list of the values they may take.
const LISTED = ["statuses", "group_state", "integration_type_flow", "visual_status_name"];

type Node = {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  properties?: Record<string, Node>;
  items?: Node;
  required?: string[];
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
};

const file = process.argv[2];
if (file === undefined) throw new Error("usage: node trim-spec.ts ozon-openapi.json");
const spec = JSON.parse(readFileSync(file, "utf8"));

function resolve(node: Node): Node {
  if (node.$ref === undefined) return node;
  const name = node.$ref.split("/").at(-1)!;
  const found = spec.components.schemas[name];
  if (found === undefined) throw new Error(`no schema ${name}`);
  return { ...resolve(found), ...(node.description ? { description: node.description } : {}) };
}

/** "- `delivered` — доставлено" gives `delivered`. */
function valuesListed(description: string): string[] {
  return [...description.matchAll(/^\s*- `([^`]+)`/gm)].map((m) => m[1]!);
}

function typeOf(node: Node): string {
  if (node.properties) return "object";
  if (node.items) return "array";
  if (node.type === "array of strings") return "array";
  if (node.type === "integer") return node.format ?? "int64";
  if (node.type === "number") return "double";
  if (node.type === "string" && (node.format === "date-time" || node.format === "int64")) return node.format;
  return node.type ?? "object";
}

function request(node: Node, path: string, said: Record<string, object>, listed: string[] = []): object {
  node = resolve(node);
  const out: Record<string, unknown> = { type: typeOf(node) };
  for (const key of ["required", "enum", "minimum", "maximum", "minItems", "maxItems"] as const) {
    if (node[key] !== undefined) out[key] = node[key];
  }
  const name = path.split(".").at(-1)!;
  const values = LISTED.includes(name) ? valuesListed(node.description ?? "") : listed;
  if (out.type === "string" && values.length > 0) out.enum = values;
  if (node.items) out.items = request(node.items, `${path}[]`, said, values);
  if (node.properties) {
    out.properties = Object.fromEntries(
      Object.entries(node.properties).map(([k, v]) => [k, request(v, path === "" ? k : `${path}.${k}`, said)]),
    );
  }
  return Object.assign(out, said[path]);
}

/** An answer as a picture of itself: types at the leaves. */
function answer(node: Node): unknown {
  node = resolve(node);
  if (node.items) return [answer(node.items)];
  if (node.properties) return Object.fromEntries(Object.entries(node.properties).map(([k, v]) => [k, answer(v)]));
  return node.type === "array of strings" ? ["string"] : typeOf(node);
}

/** JSON with whatever fits on a line left on one line. */
function print(value: unknown, indent = ""): string {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  if (indent.length + flat.length <= 116 || typeof value !== "object" || value === null) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((v) => inner + print(v, inner))
    : Object.entries(value).map(([k, v]) => `${inner}${JSON.stringify(k)}: ${print(v, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
}

const requests: Record<string, object> = {};
const answers: Record<string, unknown> = {};
for (const path of METHODS) {
  const post = spec.paths[path].post;
  const body = post.requestBody?.content["application/json"].schema;
  requests[path] = body ? request(body, "", SAID_IN_TEXT[path] ?? {}) : { type: "object", properties: {} };
  answers[path] = answer(post.responses["200"].content["application/json"].schema);
}
writeFileSync(new URL("./methods.json", import.meta.url), print(requests) + "\n");
writeFileSync(new URL("./answers.json", import.meta.url), print(answers) + "\n");
