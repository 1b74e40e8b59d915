// Does every test that REQUIREMENTS.md and PROMISES.md name exist, and has every row one?
//
//     node tests/requirements.ts
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const sources = new Map<string, string>();

function source(file: string): string | undefined {
  const path = join(import.meta.dirname, file);
  if (!sources.has(file) && existsSync(path)) sources.set(file, readFileSync(path, "utf8"));
  return sources.get(file);
}

/** The sentence as it stands in the source: the name of a function, or the text of a test. */
function stands(text: string, file: string, sentence: string): boolean {
  if (file.endsWith(".c")) return text.includes(`void test_${sentence.replaceAll(" ", "_")}(`);
  return ['test("', "test(`", 'part("'].some((begin) => text.includes(begin + sentence));
}

/** What is wrong with a row of the table; nothing if it is as it should be. */
function faults(row: string): string[] {
  const id = /^\| ([A-Z]+-\d+) /.exec(row)?.[1];
  if (!id) return [];
  const named = [...row.matchAll(/`([^`]+)` ([^<|]+)/g)];
  if (named.length === 0) return [`${id}: no test`];
  return named.flatMap(([, file = "", words = ""]) => {
    const text = source(file);
    if (text === undefined) return [`${id}: there is no tests/${file}`];
    return stands(text, file, words.trim()) ? [] : [`${id}: ${file} has no test "${words.trim()}"`];
  });
}

const tables = ["REQUIREMENTS.md", "PROMISES.md"].map((file) => readFileSync(join(import.meta.dirname, file), "utf8"));
const found = tables.flatMap((table) => table.split("\n").flatMap(faults));
for (const fault of found) console.error(fault);
process.exitCode = found.length ? 1 : 0;
