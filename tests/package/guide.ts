// The operator's guide as something to be followed, heading by heading: commands (fenced as sh), settings (toml), and what is
// pasted into the next command that reads it (text). All of it is meant word by word; there is no other kind of block.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../harness/system.ts";

export type Step = { kind: "sh" | "toml" | "text"; text: string };
export type Chapter = { title: string; steps: Step[] };

const FENCED = /^```(sh|toml|text)\n([\s\S]*?)^```$/gm;

/** Every part with a heading of its own; one below another is called "Chapter: Part". */
export function readGuide(name: string): Chapter[] {
  const text = readFileSync(join(root, "shared/ops", name), "utf8");
  const rest = text.replaceAll(FENCED, "");
  assert.doesNotMatch(rest, /^( {4}|\t|~~~|```|<)/m, `${name}: a block that nobody would follow`);
  let chapter = "";
  return text.split(/^(?=##)/m).slice(1).map((part) => {
    const [, marks = "", heading = ""] = /^(#+) (.*)\n/.exec(part) ?? [];
    if (marks === "##") chapter = heading;
    return {
      title: marks === "##" ? heading : `${chapter}: ${heading}`,
      steps: [...part.matchAll(FENCED)].map((block) => ({ kind: block[1] as Step["kind"], text: block[2] ?? "" })),
    };
  });
}

/** The commands of a block: one a line, and what stands in the lines behind a <<END belongs to its command. */
export function commandsOf(block: string): string[] {
  return block.match(/.*<<END\n[\s\S]*?^END$|.+/gm) ?? [];
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
