// Fails the build on a package with an install script, a licence outside the list, or a new run-time package.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const ALLOWED = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD", "Unlicense", "OFL-1.1", "MPL-2.0", "BlueOak-1.0.0", "CC0-1.0", "MIT OR Apache-2.0"]);
/** For building and testing only; never shipped. */
const DEV_ALLOWED = new Set([...ALLOWED, "CC-BY-4.0", "Python-2.0"]);

type Package = { version?: string; dev?: boolean; optional?: boolean; license?: string; hasInstallScript?: boolean };
const lock = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Record<string, Package> };
const found: string[] = [];
let shipped = 0;

for (const [path, one] of Object.entries(lock.packages)) {
  if (path === "") continue;
  const name = path.replace(/^.*node_modules\//, "");
  if (!one.dev) shipped++;
  if (one.hasInstallScript && !one.optional) found.push(`${name} has an install script`);
  const licence = one.license ?? "none";
  if (!(one.dev ? DEV_ALLOWED : ALLOWED).has(licence)) found.push(`${name}: licence ${licence}`);
}
console.log(`${shipped} packages are shipped`);
if (found.length) {
  console.error(found.join("\n"));
  process.exit(1);
}
