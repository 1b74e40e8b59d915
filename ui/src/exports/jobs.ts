// Files that were asked for: the gateway makes them, tells how far it has come, and keeps them for an
// hour. It forgets them when it is started anew, and so do we.
import type { Session } from "#app/session.ts";
import type { Lang } from "#i18n/format.ts";
import { type ExportJob, ExportState, type ExportWhat, Lang as LangCode } from "#wire/protocol.ts";

/** Which table, by which filter, in which order. */
export type Exported = Omit<ExportWhat, "format">;

export class ExportJobs {
  /** Newest first. */
  jobs: readonly ExportJob[] = [];
  private readonly session: Session;
  private readonly watched = new Map<number, () => void>();
  private readonly listeners = new Set<() => void>();

  constructor(session: Session) {
    this.session = session;
    session.wire.onPhase(() => {
      if (session.wire.phase.name === "online") this.reload();
    });
    this.reload();
  }

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  reload(): void {
    this.session.wire
      .say("exports", {})
      .then(({ exports = [] }) => this.become(exports))
      .catch(() => {}); // asked again with the next connection
  }

  /** No columns: all there are. */
  async begin(what: ExportWhat, lang: Lang, columns: string | undefined): Promise<ExportJob> {
    const job = await this.session.wire.say("export", {
      what,
      lang: LangCode[lang],
      ...(columns !== undefined && { columns }),
    });
    this.become([job, ...this.jobs]);
    return job;
  }

  async cancel(id: number): Promise<void> {
    await this.session.wire.say("cancel_export", { id });
    this.become(this.jobs.filter((job) => job.id !== id));
  }

  private become(jobs: readonly ExportJob[]): void {
    this.jobs = jobs;
    const running = new Set(
      jobs.filter((job) => job.state === ExportState.running).map((job) => job.id),
    );
    for (const [id, end] of this.watched) {
      if (running.delete(id)) continue;
      this.watched.delete(id);
      end();
    }
    for (const id of running) this.watch(id);
    for (const listener of [...this.listeners]) listener();
  }

  private watch(id: number): void {
    const end = this.session.wire.live(`export:${id}`, "export_job", {
      push: (now) => this.become(this.jobs.map((job) => (job.id === id ? now : job))),
      gap: () => this.reload(),
    });
    this.watched.set(id, end);
  }
}

export const makeExportJobs = (session: Session): ExportJobs => new ExportJobs(session);
