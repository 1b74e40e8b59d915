import type { ErrorName } from "#wire/errors.ts";
import type { Dict } from "./ru.ts";

/** What happened, in words; for what has none (a damaged store, a mistake of ours) the last line. */
export function errorText(t: Dict, code: ErrorName): string {
  const words: Partial<Record<ErrorName, string>> = t.errors;
  return words[code] ?? t.errors.unknown;
}
