// Fails the build when the page has grown past its budgets: bytes after brotli, walked from Vite's manifest.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DIST = join(import.meta.dirname, "../dist");
const KIB = 1024;
/** What whoever is logged in waits for: the entry and the shell around every page. */
const INITIAL_JS_BYTES = 190 * KIB;
const SHELL = "src/app/shell/shell.tsx";
const CSS_BYTES = 12 * KIB;
const ROUTE_BYTES = 45 * KIB;

type Chunk = {
  file: string;
  isEntry?: boolean;
  isDynamicEntry?: boolean;
  imports?: string[];
  dynamicImports?: string[];
  css?: string[];
};
const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8")) as Record<
  string,
  Chunk
>;

function size(file: string): number {
  const path = join(DIST, file);
  return readFileSync(existsSync(`${path}.br`) ? `${path}.br` : path).length;
}

/** A chunk and all it imports at once. */
function closure(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(name)) return seen;
  seen.add(name);
  for (const one of chunk.imports ?? []) closure(one, seen);
  return seen;
}

const sum = (names: Iterable<string>): number =>
  [...names].reduce((total, name) => total + size(manifest[name]?.file ?? ""), 0);
const found: string[] = [];
function check(what: string, bytes: number, limit: number): void {
  console.log(`${what}: ${(bytes / KIB).toFixed(1)} of ${limit / KIB} KiB`);
  if (bytes > limit) found.push(what);
}

const entries = [...Object.keys(manifest).filter((name) => manifest[name]?.isEntry), SHELL];
const initial = new Set(entries.flatMap((name) => [...closure(name)]));
check("initial JavaScript", sum(initial), INITIAL_JS_BYTES);
const styleSheets = (names: Iterable<string>): string[] => [
  ...new Set([...names].flatMap((name) => manifest[name]?.css ?? [])),
];
check(
  "initial style sheets",
  styleSheets(initial).reduce((total, file) => total + size(file), 0),
  CSS_BYTES,
);
/** What is there already when a chunk is asked for: the pages that may ask have it in common. */
function before(name: string): Set<string> {
  const askers = Object.keys(manifest).filter((one) =>
    manifest[one]?.dynamicImports?.includes(name),
  );
  const [first = new Set<string>(), ...rest] = askers.map((one) => closure(one));
  return new Set([...initial, ...[...first].filter((one) => rest.every((has) => has.has(one)))]);
}

for (const [name, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || name === SHELL) continue;
  const there = before(name);
  check(`route ${name}`, sum([...closure(name)].filter((one) => !there.has(one))), ROUTE_BYTES);
}
if (found.length) {
  console.error(`over budget: ${found.join(", ")}`);
  process.exit(1);
}
