// The commands given to a world, one JSON line each, so that a simulator that is started again is
// the Ozon it was: the same seed, the same founding, the same commands at the same times.
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export type Founding = { version: 1; seed: number; postings: number; autoLife: boolean; founded: number };

export type Entry = { at: number; command: string; args: object };

export class Journal {
  readonly founding: Founding;
  readonly entries: Entry[];
  readonly #file: string | null;

  private constructor(file: string | null, founding: Founding, entries: Entry[]) {
    this.#file = file;
    this.founding = founding;
    this.entries = entries;
  }

  /** Opens the journal of an earlier run, or founds a new one. Without a file it remembers nothing. */
  static open(file: string | undefined, fresh: Founding): Journal {
    if (file === undefined) return new Journal(null, fresh, []);
    const lines = existsSync(file) ? completeLines(file) : [];
    if (lines.length === 0) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${JSON.stringify(fresh)}\n`);
      return new Journal(file, fresh, []);
    }
    const founding = JSON.parse(lines[0]!) as Founding;
    for (const key of ["version", "seed", "postings", "autoLife"] as const) {
      if (founding[key] === fresh[key]) continue;
      throw new Error(`${file} is of a world with ${key} ${founding[key]}, not ${fresh[key]}; remove it to begin anew`);
    }
    return new Journal(file, founding, lines.slice(1).map((line) => JSON.parse(line)));
  }

  append(entry: Entry): void {
    if (this.#file !== null) appendFileSync(this.#file, `${JSON.stringify(entry)}\n`);
  }
}

/** The lines of the file; a last one that a crash cut off is removed. */
function completeLines(file: string): string[] {
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf("\n") + 1;
  if (end < bytes.length) truncateSync(file, end);
  return bytes.subarray(0, end).toString("utf8").split("\n").slice(0, -1);
}
