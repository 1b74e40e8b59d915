// What the gateway goes on doing for whoever is logged in: exports, deeds. It tells how far each has come
// and keeps them for an hour; it forgets them when it is started anew.
import type { Wire } from "#wire/wire.ts";

interface Job {
  readonly id: number;
}

export interface JobKind<J extends Job> {
  list: () => Promise<readonly J[]>;
  watch: (id: number, live: { push: (now: J) => void; gap: () => void }) => () => void;
  runs: (job: J) => boolean;
}

export class OwnJobs<J extends Job> {
  /** Newest first. */
  jobs: readonly J[] = [];
  /** Those that were running when the gateway was last heard of, and that it does not know any more. */
  lost: readonly J[] = [];
  private readonly kind: JobKind<J>;
  private readonly watched = new Map<number, () => void>();
  private readonly listeners = new Set<() => void>();

  constructor(wire: Wire, kind: JobKind<J>) {
    this.kind = kind;
    wire.onPhase(() => {
      if (wire.phase.name === "online") this.reload();
    });
    this.reload();
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  reload(): void {
    this.kind
      .list()
      .then((known) => {
        const ids = new Set(known.map(({ id }) => id));
        const lost = this.jobs.filter((job) => this.kind.runs(job) && !ids.has(job.id));
        this.lost = [...lost, ...this.lost];
        this.become(known);
      })
      .catch(() => {}); // asked again with the next connection
  }

  add(job: J): void {
    this.become([job, ...this.jobs]);
  }

  remove(id: number): void {
    this.lost = this.lost.filter((job) => job.id !== id);
    this.become(this.jobs.filter((job) => job.id !== id));
  }

  private become(jobs: readonly J[]): void {
    this.jobs = jobs;
    const running = new Set(jobs.filter(this.kind.runs).map((job) => job.id));
    for (const [id, end] of this.watched) {
      if (running.delete(id)) continue;
      this.watched.delete(id);
      end();
    }
    for (const id of running) this.watch(id);
    for (const listener of [...this.listeners]) listener();
  }

  private watch(id: number): void {
    const end = this.kind.watch(id, {
      push: (now) => this.become(this.jobs.map((job) => (job.id === id ? now : job))),
      gap: () => this.reload(),
    });
    this.watched.set(id, end);
  }
}
