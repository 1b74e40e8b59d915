// Many participants blocked or unblocked: what the gateway is asked for, and how far it has come.
import type { Session } from "#app/session.ts";
import { OwnJobs } from "#data/own-jobs.ts";
import type { Sort } from "#grid/columns.ts";
import type { Filters } from "#grid/filters.ts";
import type { Selection } from "#grid/selection.ts";
import { type DeedBeginArgs, type DeedJob, DeedState } from "#wire/protocol.ts";
import type { Wire } from "#wire/wire.ts";
import { exportArgs } from "../query.ts";

/** So many can be named one by one: what the protocol takes. */
export const NAMED_MAX = 5_000;

export type Whom = Pick<DeedBeginArgs, "ids" | "all" | "except" | "last">;

interface List {
  filters: Filters | undefined;
  sort: Sort;
  /** The greatest number of a participant when it was read: who came since was not looked at. */
  last: number;
}

/** Numbers while they are few; of all by a filter only those left out. */
export function whomOf(selection: Selection, { filters, sort, last }: List): Whom {
  const named = selection.named.map(Number);
  if (!selection.every) return { ids: named };
  return {
    all: exportArgs(filters, sort),
    ...(named.length > 0 && { except: named }),
    ...(last > 0 && { last }),
  };
}

export class Deeds extends OwnJobs<DeedJob> {
  private readonly wire: Wire;

  constructor({ wire }: Session) {
    super(wire, {
      list: async () => (await wire.say("deeds", {})).deeds ?? [],
      watch: (id, live) => wire.live(`deed:${id}`, "deed_job", live),
      runs: isRunning,
    });
    this.wire = wire;
  }

  async begin(whom: Whom, blocked: boolean, reason: string): Promise<void> {
    this.add(await this.wire.say("deed", { ...whom, reason, ...(blocked && { blocked }) }));
  }

  /** A running one stops, and says how far it came; one that has ended is not shown any more. */
  async end(job: DeedJob): Promise<void> {
    if (!this.lost.includes(job)) await this.wire.say("end_deed", { id: job.id });
    if (!isRunning(job) || this.lost.includes(job)) this.remove(job.id);
  }
}

export function isRunning({ state }: DeedJob): boolean {
  return state === DeedState.running;
}

export const makeDeeds = (session: Session): Deeds => new Deeds(session);
