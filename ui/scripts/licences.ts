// Fails the build on a package with an install script, on a licence outside the list, and on a
// package in the shipped page that nobody has decided to ship. With --texts it prints what each of these wants to go
// with every copy: its licence.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LICENCES = new Set(["MIT", "ISC", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "0BSD"]);
LICENCES.add("Unlicense").add("OFL-1.1");
/** For building and testing only; never shipped. */
const DEV_LICENCES = new Set([
  ...LICENCES,
  "MPL-2.0",
  "CC0-1.0",
  "BlueOak-1.0.0",
  "MIT OR Apache-2.0",
]);

const SHIPPED = new Set([
  "@babel/runtime",
  "@base-ui/react",
  "@base-ui/utils",
  "@floating-ui/core",
  "@floating-ui/dom",
  "@floating-ui/react-dom",
  "@floating-ui/utils",
  "@hookform/resolvers",
  "@msgpack/msgpack",
  "@standard-schema/utils",
  "@tanstack/history",
  "@tanstack/query-core",
  "@tanstack/react-query",
  "@tanstack/react-router",
  "@tanstack/react-store",
  "@tanstack/react-virtual",
  "@tanstack/router-core",
  "@tanstack/store",
  "@tanstack/virtual-core",
  "cookie-es",
  "isbot",
  "lucide-react",
  "react",
  "react-dom",
  "react-hook-form",
  "reselect",
  "scheduler",
  "seroval",
  "seroval-plugins",
  "uplot",
  "use-sync-external-store",
  "valibot",
]);

type Package = {
  version?: string;
  dev?: boolean;
  devOptional?: boolean;
  optional?: boolean;
  license?: string;
  hasInstallScript?: boolean;
};

const LOCK = join(import.meta.dirname, "../package-lock.json");
const lock = JSON.parse(readFileSync(LOCK, "utf8")) as { packages: Record<string, Package> };
const found: string[] = [];

/** The licence of a package as its authors have put it beside it. */
function licenceText(path: string, one: Package): string {
  const folder = join(import.meta.dirname, "..", path);
  const [file] = globSync("{LICENSE,LICENCE,license,LICENSE.*}", { cwd: folder });
  if (file === undefined) throw new Error(`${path} has no file with its licence`);
  const name = path.replace(/^.*node_modules\//, "");
  return `${name} ${one.version ?? ""}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
}
const texts: string[] = [];

for (const [path, one] of Object.entries(lock.packages)) {
  if (path === "") continue;
  const name = path.replace(/^.*node_modules\//, "");
  const shipped = one.dev !== true && one.devOptional !== true && one.optional !== true;
  const licence = one.license ?? "none";
  if (shipped) texts.push(licenceText(path, one));
  if (shipped && !SHIPPED.has(name)) found.push(`${name} would be shipped and is not on the list`);
  if (!(shipped ? LICENCES : DEV_LICENCES).has(licence)) found.push(`${name}: licence ${licence}`);
  // npm is told to run none (.npmrc); a package that needs one would not work.
  if (one.hasInstallScript === true && one.optional !== true) {
    found.push(`${name} has an install script`);
  }
}
if (process.argv.includes("--texts")) console.log(texts.join(`\n${"-".repeat(80)}\n\n`));
else console.log(`${SHIPPED.size} packages may be shipped`);
if (found.length > 0) {
  console.error(found.join("\n"));
  process.exit(1);
}
