// A change shown before the server has agreed. If it does not, the old object returns - unless
// somebody else has changed the entity meanwhile: then theirs stays.
import type { Entity, EntityStore } from "./entity-store.ts";

/** The entity as the server has it now, or the error of `send`. */
export async function optimistically<T extends Entity>(
  store: EntityStore<T>,
  before: T,
  change: Partial<T>,
  send: () => Promise<T>,
): Promise<T> {
  const expected: T = { ...before, ...change, id: before.id, rev: before.rev };
  store.replace(expected);
  try {
    const after = await send();
    // The push of this very change may have come first; then upsert has nothing to do.
    store.upsert([after]);
    return after;
  } catch (error) {
    if (store.get(before.id) === expected) store.replace(before);
    throw error;
  }
}
