// What the page listens to. Each topic has a rising number; after a reconnect the page names the last
// one it saw, and the server either sends what was missed or says `gap`, and the page reads afresh.
// The same push may come twice: watchers tell by the revision of a row, the number of a message.
export type Topic = string;

export interface Watcher {
  push: (payload: unknown, seq: number) => void;
  /** Something was missed for good: read again what you show. */
  gap: () => void;
}

interface Entry {
  since: number | undefined;
  watchers: Set<Watcher>;
}

export class Topics {
  private readonly entries = new Map<Topic, Entry>();

  /** True if this is the first watcher: the server has to be told. */
  add(topic: Topic, watcher: Watcher, since?: number): boolean {
    const entry = this.entries.get(topic);
    if (entry !== undefined) {
      entry.watchers.add(watcher);
      return false;
    }
    this.entries.set(topic, { since, watchers: new Set([watcher]) });
    return true;
  }

  /** True if it was the last watcher: the server may stop. */
  remove(topic: Topic, watcher: Watcher): boolean {
    const entry = this.entries.get(topic);
    if (entry === undefined || !entry.watchers.delete(watcher) || entry.watchers.size > 0) {
      return false;
    }
    this.entries.delete(topic);
    return true;
  }

  has(topic: Topic): boolean {
    return this.entries.has(topic);
  }

  all(): [Topic, number | undefined][] {
    return Array.from(this.entries, ([topic, entry]) => [topic, entry.since]);
  }

  pushed(topic: Topic, seq: number, payload: unknown): void {
    const entry = this.entries.get(topic);
    if (entry === undefined) return;
    if (entry.since === undefined || seq > entry.since) entry.since = seq;
    for (const watcher of [...entry.watchers]) {
      if (payload === null) watcher.gap();
      else watcher.push(payload, seq);
    }
  }

  /** The server's word on a subscription: pushes have begun, and with `gap` something is missing. */
  subscribed(topic: Topic, seq: number, gap: boolean): void {
    const entry = this.entries.get(topic);
    if (entry === undefined) return;
    // Without a gap what was missed follows; only those pushes may move the mark past it.
    if (gap || entry.since === undefined) entry.since = seq;
    if (gap) for (const watcher of [...entry.watchers]) watcher.gap();
  }
}
