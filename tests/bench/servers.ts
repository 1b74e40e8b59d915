// Servers of others, each in a temporary folder, by the user without rights that Debian's package brings for it.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const isRoot = process.getuid?.() === 0;

/** The command as that user runs it; `KILL`: it ends with this process, however that ends. */
export function asUser(user: string, command: string, args: string[], ...more: string[]): [string, string[]] {
  return isRoot ? ["setpriv", [`--reuid=${user}`, `--regid=${user}`, "--clear-groups", ...more, command, ...args]] : [command, args];
}

export function folderOf(user: string): string {
  const folder = mkdtempSync(join(tmpdir(), `refsys-bench-${user}-`));
  if (isRoot) execFileSync("chown", [`${user}:`, folder]);
  return folder;
}
