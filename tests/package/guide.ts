// The operator's guide as something to be followed: its commands and settings, heading by heading. What is fenced as
// sh or toml is meant word by word; other examples are indented.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/system.ts";

export type Step = { kind: "sh" | "toml"; text: string };
export type Chapter = { title: string; steps: Step[] };

export function readGuide(name: string): Chapter[] {
  const text = readFileSync(join(root, "shared/ops", name), "utf8");
  return text.split(/^## /m).slice(1).map((part) => ({
    title: part.slice(0, part.indexOf("\n")),
    steps: [...part.matchAll(/^```(sh|toml)\n([\s\S]*?)^```$/gm)].map((block) => ({ kind: block[1] as Step["kind"], text: block[2] ?? "" })),
  }));
}

/** The settings of a block put where the file has them, commented out or not: what an editor would do. */
export function changeSettings(file: string, block: string): string {
  let section = "";
  let changed = file;
  for (const line of block.split("\n")) {
    const key = /^(\w+) = /.exec(line)?.[1];
    section = /^\[(\w+)\]/.exec(line)?.[1] ?? section;
    if (key === undefined) continue;
    const place = new RegExp(`(^\\[${section}\\]\\n(?:(?!\\[).*\\n)*?)#?${key} = .*`, "m");
    assert.match(changed, place, `${key} of [${section}] stands in the file`);
    changed = changed.replace(place, (_whole, before: string) => before + line);
  }
  return changed;
}
