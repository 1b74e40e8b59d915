// Files that were asked for: the gateway makes them, tells how far it has come, and keeps them for an
// hour. It forgets them when it is started anew, and so do we.
import type { Session } from "#app/session.ts";
import { OwnJobs } from "#data/own-jobs.ts";
import type { Lang } from "#i18n/format.ts";
import { type ExportJob, ExportState, type ExportWhat, Lang as LangCode } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";

/** Which table, by which filter, in which order. */
export type Exported = Omit<ExportWhat, "format">;

export class ExportJobs extends OwnJobs<ExportJob> {
  private readonly wire: Wire;

  constructor({ wire }: Session) {
    super(wire, {
      list: async () => (await wire.say("exports", {})).exports ?? [],
      watch: (id, live) => wire.live(`export:${id}`, "export_job", live),
      runs: ({ state }) => state === ExportState.running,
    });
    this.wire = wire;
  }

  /** No columns: all there are. */
  async begin(what: ExportWhat, lang: Lang, columns: string | undefined): Promise<ExportJob> {
    const job = await this.wire.say("export", {
      what,
      lang: LangCode[lang],
      ...(columns !== undefined && { columns }),
    });
    this.add(job);
    return job;
  }

  async cancel(id: number): Promise<void> {
    await this.wire.say("cancel_export", { id });
    this.remove(id);
  }
}

export const makeExportJobs = (session: Session): ExportJobs => new ExportJobs(session);
