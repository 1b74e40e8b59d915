// Entities of one kind, one object each. A list shows ids; whoever shows one entity listens to that
// one, so that a change draws a single row. Every entity carries `rev`: an older one never replaces a
// newer, whichever way and in whichever order they arrive.
export interface Entity {
  readonly id: number;
  readonly rev: number;
}

export interface Change<T> {
  before: T | undefined;
  after: T;
}

export class EntityStore<T extends Entity> {
  private readonly entities = new Map<number, T>();
  private readonly perEntity = new Map<number, Set<() => void>>();
  private readonly anything = new Set<() => void>();
  private edition = 0;

  get(id: number): T | undefined {
    return this.entities.get(id);
  }

  values(): Iterable<T> {
    return this.entities.values();
  }

  /** Grows with every change: for those who derive something from all of them. */
  get version(): number {
    return this.edition;
  }

  /** What is newer replaces what is there; tells what has changed. */
  upsert(incoming: Iterable<T>): Change<T>[] {
    const changes: Change<T>[] = [];
    for (const after of incoming) {
      const before = this.entities.get(after.id);
      if (before !== undefined && before.rev >= after.rev) continue;
      this.entities.set(after.id, after);
      changes.push({ before, after });
    }
    this.announce(changes);
    return changes;
  }

  /** An expectation (optimistic change) or its withdrawal: stands at whatever revision it has. */
  replace(entity: T): void {
    const before = this.entities.get(entity.id);
    this.entities.set(entity.id, entity);
    this.announce([{ before, after: entity }]);
  }

  onEntity(id: number, listener: () => void): () => void {
    const listeners = this.perEntity.get(id) ?? new Set();
    this.perEntity.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.perEntity.get(id) === listeners) this.perEntity.delete(id);
    };
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.anything.add(listener);
    return () => this.anything.delete(listener);
  };

  private announce(changes: Change<T>[]): void {
    if (changes.length === 0) return;
    this.edition += 1;
    for (const { after } of changes) {
      for (const listener of [...(this.perEntity.get(after.id) ?? [])]) listener();
    }
    for (const listener of [...this.anything]) listener();
  }
}
